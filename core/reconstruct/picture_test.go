package reconstruct_test

import (
	"bytes"
	"testing"

	"maestudio/core/dataset"
	"maestudio/core/reconstruct"
)

func TestReadPicture(t *testing.T) {
	_, file := newRun(t)
	small, sharp, err := reconstruct.ReadPicture(file, 16, 48)
	if err != nil {
		t.Fatal(err)
	}
	want, err := dataset.CenterCrop(file, 16)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(small.Pix, want.Pix) || sharp.Bounds().Dx() != 48 || sharp.Bounds().Dy() != 48 {
		t.Errorf("the model gets other pixels, or a person %v", sharp.Bounds())
	}
	if _, _, err := reconstruct.ReadPicture(file+"gone", 16, 48); err == nil {
		t.Error("what is not there was read")
	}
}
