package screen

import (
	"fmt"
	"image"
	_ "image/jpeg" // of the album
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	xdraw "golang.org/x/image/draw"

	"maestudio/ui/theme"
)

// TestScreenshots draws every scene in both themes and three window sizes into
// the folder MAESTUDIO_DRAW: make screenshots. MAESTUDIO_SCENE, where it is
// set, is how the names of the scenes begin that are drawn.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("MAESTUDIO_DRAW")
	if folder == "" {
		t.Skip("draws where MAESTUDIO_DRAW names a folder: make screenshots")
	}
	for _, s := range scenes {
		if !strings.HasPrefix(s.name, os.Getenv("MAESTUDIO_SCENE")) {
			continue
		}
		for _, size := range sizes {
			for _, choice := range []theme.Choice{theme.Dark, theme.Light} {
				picture := stage(t, s, choice, size).Canvas().Capture()
				writePNG(t, filepath.Join(folder, fmt.Sprintf("%s-%.0f-%s.png", s.name, size.Width, choice)), picture)
			}
		}
	}
}

func writePNG(t *testing.T, path string, img image.Image) {
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(f, img); err != nil {
		t.Error(err)
	}
}

// album is pictures of people's own for screenshots, when they are drawn and
// shared/data is there; tests that only measure need none.
var album = sync.OnceValue(func() (all []image.Image) {
	if os.Getenv("MAESTUDIO_DRAW") == "" {
		return nil
	}
	paths, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "pretrain_mix", "*", "*.jpg"))
	if err != nil || len(paths) == 0 {
		return nil
	}
	slices.Sort(paths)
	const many = 40
	for i := range many {
		if img, err := readPicture(paths[(i*len(paths)+len(paths)/2)/many]); err == nil {
			all = append(all, img)
		}
	}
	return all
})

func readPicture(path string) (image.Image, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	return img, err
}

// square cuts the middle of a picture and scales it to a side.
func square(img image.Image, side int) image.Image {
	b := img.Bounds()
	short := min(b.Dx(), b.Dy())
	corner := b.Min.Add(image.Pt((b.Dx()-short)/2, (b.Dy()-short)/2))
	out := image.NewNRGBA(image.Rect(0, 0, side, side))
	xdraw.CatmullRom.Scale(out, out.Rect, img, image.Rectangle{corner, corner.Add(image.Pt(short, short))}, xdraw.Src, nil)
	return out
}
