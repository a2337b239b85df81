package labels

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/dataset"
	"maestudio/core/internal/random"
)

// folderOf makes a folder with a picture for each path; pictures of equal numbers
// have equal bytes.
func folderOf(t testing.TB, pictures map[string]int) string {
	t.Helper()
	dir := t.TempDir()
	for path, number := range pictures {
		write(t, filepath.Join(dir, path), func(f *os.File) error {
			img := image.NewGray(image.Rect(0, 0, 9, 9))
			for i := range img.Pix {
				img.SetGray(i%9, i/9, color.Gray{uint8(i*number + number)})
			}
			return png.Encode(f, img)
		})
	}
	return dir
}

func write(t testing.TB, path string, content func(*os.File) error) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := content(f); err != nil {
		t.Fatal(err)
	}
}

func mustOpen(t testing.TB, path string, o Options) *Set {
	t.Helper()
	s, err := Open(context.Background(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// saveScene writes the picture of a number: blots of colour by chance.
func saveScene(t testing.TB, path string, number int) {
	t.Helper()
	const side = 96
	img, source := image.NewNRGBA(image.Rect(0, 0, side, side)), random.New(uint64(number))
	draw.Draw(img, img.Rect, image.Black, image.Point{}, draw.Src)
	for range 40 {
		x, y, r := int(side*source.Float64()), int(side*source.Float64()), int(6+14*source.Float64())
		c := color.NRGBA{uint8(255 * source.Float64()), uint8(255 * source.Float64()), uint8(255 * source.Float64()), 255}
		draw.Draw(img, image.Rect(x-r, y-r, x+r, y+r), image.NewUniform(c), image.Point{}, draw.Src)
	}
	write(t, path, func(f *os.File) error {
		if filepath.Ext(path) == ".jpg" {
			return jpeg.Encode(f, img, &jpeg.Options{Quality: 80})
		}
		return png.Encode(f, img)
	})
}

// made is a collection of classes of the given sizes, without files behind them.
func made(o Options, sizes ...int) *Set {
	c := newCollection("/pictures", o)
	for class, n := range sizes {
		name := fmt.Sprintf("class%04d", class)
		c.class(name)
		for i := range n {
			path := fmt.Sprintf("/pictures/%s/%d.jpg", name, i)
			c.add(dataset.File{Path: path, Hash: "hash of " + path}, name, "")
		}
	}
	return c.set()
}

// finding returns the one of a kind; the test ends where there is none.
func (s *Set) finding(t testing.TB, kind Kind) Finding {
	t.Helper()
	i := slices.IndexFunc(s.Findings, func(f Finding) bool { return f.Kind == kind })
	if i < 0 {
		t.Fatalf("nothing is said of %s; what is said:\n%s", kind, s.said())
	}
	return s.Findings[i]
}

func (s *Set) said() string {
	var b strings.Builder
	for _, f := range s.Findings {
		fmt.Fprintf(&b, "%s: %s\n", f.Kind, f.Text)
	}
	return b.String()
}

// mustSay wants all words in the text of the finding.
func (s *Set) mustSay(t testing.TB, kind Kind, words ...string) {
	t.Helper()
	f := s.finding(t, kind)
	for _, w := range words {
		if !strings.Contains(f.Text, w) {
			t.Errorf("%s says %q, which does not name %q", kind, f.Text, w)
		}
	}
}
