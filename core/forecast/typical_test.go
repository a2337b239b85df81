package forecast

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"maestudio/core/dataset"
)

// onDisk is a picture of so many pixels as a file.
func onDisk(t *testing.T, width, height int) dataset.File {
	t.Helper()
	picture := image.NewGray(image.Rect(0, 0, width, height))
	for i := range picture.Pix {
		picture.Pix[i] = byte(i >> 8)
	}
	path := filepath.Join(t.TempDir(), "picture.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	fast := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := fast.Encode(f, picture); err != nil {
		t.Fatal(err)
	}
	return dataset.File{Path: path, Width: width, Height: height}
}

// One picture of twelve megapixels among two thousand small ones, the first by name, is
// not taken for what each of them takes.
func TestOneHugePictureAmongSmallOnes(t *testing.T) {
	huge, small := onDisk(t, 4000, 3000), onDisk(t, 32, 32)
	files := []dataset.File{huge}
	for range 2000 {
		files = append(files, small)
	}
	began := time.Now()
	if _, err := dataset.CenterCrop(huge.Path, 64); err != nil {
		t.Fatal(err)
	}
	once := time.Since(began)
	p, err := LookAt(t.Context(), files, 64)
	if all := p.Decode * time.Duration(len(files)); err != nil || all > 10*once {
		t.Errorf("all pictures take %v, the huge one %v; %v", all, once, err)
	}
}

// Of each size there is its share, whatever the order, also among the first.
func TestTypicalPictures(t *testing.T) {
	for _, n := range []int{0, 1, 2, 7, 50, 51, 99, 1000} {
		var files []dataset.File
		for i := range n {
			files = append(files, dataset.File{Width: 1 + i*7919%n, Height: 1}) // each size once
		}
		some, seen := typical(files), map[int]bool{}
		for _, f := range some {
			seen[f.Width] = true
		}
		if len(some) != min(50, n) || len(seen) != len(some) {
			t.Errorf("of %d files %d, %d of them different", n, len(some), len(seen))
		}
		if n < 50 {
			continue
		}
		large := 0
		for _, f := range some[:10] {
			if f.Width > n/2 {
				large++
			}
		}
		if large < 4 || large > 6 {
			t.Errorf("of %d files %d of the first ten are of the larger half", n, large)
		}
	}
}
