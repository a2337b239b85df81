package practice

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// What a name draws is what the folder has under it.
func TestDrawSample(t *testing.T) {
	s := sampleSet(t.TempDir(), 1)
	for _, i := range []int{0, 7, SampleCount - 1} {
		if err := os.MkdirAll(filepath.Dir(s.path(i)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := s.picture(i); err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel(s.dir, s.path(i))
		if err != nil {
			t.Fatal(err)
		}
		got, err := DrawSample(filepath.ToSlash(name), Side)
		if err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile(s.path(i))
		if err != nil {
			t.Fatal(err)
		}
		want, err := png.Decode(bytes.NewReader(file))
		if err != nil || !alike(got, want) {
			t.Errorf("%s is another picture (%v)", name, err)
		}
	}
	for _, name := range []string{"", "boats", "boats/boats-0000.png", "boats/boats-0151.png", "cats/cats-0001.png", "boats/trees-0001.png"} {
		if _, err := DrawSample(name, 8); err == nil {
			t.Errorf("%q draws something", name)
		}
	}
}

func alike(a, b image.Image) bool {
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if color.NRGBAModel.Convert(a.At(x, y)) != color.NRGBAModel.Convert(b.At(x, y)) {
				return false
			}
		}
	}
	return a.Bounds().Size() == b.Bounds().Size()
}

// Drawing that is stopped goes on from there, however many are drawn at once.
func TestWriteSampleGoesOn(t *testing.T) {
	s := sampleSet(t.TempDir(), 1)
	s.count = 8
	ctx, stop := context.WithCancel(context.Background())
	if err := s.write(ctx, func(done int, path string) {
		if done == 3 {
			stop()
		}
	}); !errors.Is(err, context.Canceled) {
		t.Fatalf("stopped after three: %v", err)
	}
	before := 0
	for i := range s.count {
		if there(s.path(i)) {
			before++
		}
	}
	if before < 3 || before > 5 || s.complete() {
		t.Errorf("%d pictures are there after three", before)
	}
	s.many = 2
	if err := s.write(context.Background(), func(done int, path string) {
		if !there(path) {
			t.Errorf("%q is told and not there", path)
		}
	}); err != nil || !s.complete() {
		t.Fatalf("going on: %v", err)
	}
}
