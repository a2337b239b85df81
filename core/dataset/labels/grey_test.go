package labels

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"maestudio/core/dataset/hygiene"
	"maestudio/core/internal/testdata"
)

// greyScene writes a picture without colour, as PNG of one channel or as JPEG of three.
func greyScene(t *testing.T, path string, number int) {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 64, 64))
	grey := image.NewGray(img.Rect)
	for y := range 64 {
		for x := range 64 {
			v := uint8(x*(number+3) + y*(2*number+1))
			img.Set(x, y, color.Gray{v})
			grey.SetGray(x, y, color.Gray{v})
		}
	}
	write(t, path, func(f *os.File) error {
		if filepath.Ext(path) == ".jpg" {
			return jpeg.Encode(f, img, &jpeg.Options{Quality: 60})
		}
		return png.Encode(f, grey)
	})
}

// count is how many findings are of a kind.
func (s *Set) count(kind Kind) (n int) {
	for _, f := range s.Findings {
		if f.Kind == kind {
			n++
		}
	}
	return n
}

// A class that is told from most others by being grey, or by not being so, is named with
// how many; where grey is nothing special nothing is said.
func TestGreyClass(t *testing.T) {
	for name, c := range map[string]struct {
		grey map[string]int // pictures of ten
		says string
	}{
		"one of three":         {map[string]int{"a": 10, "b": 0, "c": 1}, `All 10 pictures of "a" are grey, and most others are in colour: the classifier may learn the colour instead of the thing.`},
		"nearly all of one":    {map[string]int{"a": 0, "b": 9, "c": 1}, `9 of 10 pictures of "b" are grey, and most others are in colour:`},
		"one in colour":        {map[string]int{"a": 10, "b": 8, "c": 0}, `All 10 pictures of "c" are in colour, and most others are grey:`},
		"all of two":           {map[string]int{"a": 10, "b": 0}, `All 10 pictures of "a" are grey,`},
		"not enough of one":    {map[string]int{"a": 8, "b": 0, "c": 0}, ""},
		"all":                  {map[string]int{"a": 10, "b": 10, "c": 10}, ""},
		"none":                 {map[string]int{"a": 0, "b": 0, "c": 0}, ""},
		"alike in all classes": {map[string]int{"a": 5, "b": 4, "c": 6}, ""},
	} {
		dir := t.TempDir()
		number := 0
		for class, grey := range c.grey {
			for i := range 10 {
				number++
				path := filepath.Join(dir, class, fmt.Sprint(i, []string{".png", ".jpg"}[i%2]))
				if i < grey {
					greyScene(t, path, number)
				} else {
					saveScene(t, path, number)
				}
			}
		}
		s := mustOpen(t, dir, Options{})
		if c.says != "" {
			s.mustSay(t, Grey, c.says)
		}
		if n := s.count(Grey); n != min(1, len(c.says)) {
			t.Errorf("%s: %d classes are named:\n%s", name, n, s.said())
		}
	}
}

// A little tint is colour, what a JPEG makes of grey is not.
func TestIsGrey(t *testing.T) {
	var l hygiene.Look
	for i := range l.Tiles {
		l.Tiles[i] = uint8(100 + i%3)
	}
	if !isGrey(l) {
		t.Error("nearly grey is in colour")
	}
	if l.Tiles[30] += 40; isGrey(l) {
		t.Error("a red tile is grey")
	}
}

// The real pack has one such class.
func TestThings18IsSaidToHaveAGreyClass(t *testing.T) {
	s := mustOpen(t, testdata.Shared(t, "data/cls_things18"), Options{})
	s.mustSay(t, Grey, `pictures of "car_side" are grey, and most others are in colour`)
	if n := s.count(Grey); n != 1 {
		t.Errorf("%d classes are named:\n%s", n, s.said())
	}
}
