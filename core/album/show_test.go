package album

import (
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"maestudio/core/dataset"
	"maestudio/core/dataset/hygiene"
)

// drawn writes a picture of squares between two greys, and returns it as a file that
// nobody has looked at.
func drawn(t *testing.T, name string, dark, bright uint8) dataset.File {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range img.Pix {
		img.Pix[i] = dark
		if (i/8+i/(64*8))%2 == 0 {
			img.Pix[i] = bright
		}
	}
	img.SetGray(0, 0, color.Gray{bright})
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	return dataset.File{Path: path, Width: 64, Height: 64}
}

func TestShowpieces(t *testing.T) {
	night, fog, day := drawn(t, "night.png", 0, 20), drawn(t, "fog.png", 118, 124), drawn(t, "day.png", 40, 200)
	gone := dataset.File{Path: filepath.Join(t.TempDir(), "gone.png"), Width: 64, Height: 64}
	files := []dataset.File{night, gone, fog, day}
	got := Showpieces(context.Background(), Pointers(files))
	if len(got) != 3 || got[0] != day.Path || slices.Contains(got, gone.Path) {
		t.Errorf("got %q, want the day first and nothing that is gone", got)
	}
	ended, end := context.WithCancel(context.Background())
	end()
	if Showpieces(ended, Pointers(files)) != nil || Showpieces(context.Background(), nil) != nil {
		t.Error("something is shown of nothing")
	}
}

func TestShowsWell(t *testing.T) {
	good := hygiene.Look{Taken: true, Light: 120, Blur: 0.8, Spread: 60}
	best := showsWell(good, 400, 300)
	for about, change := range map[string]func(l *hygiene.Look){
		"dark": func(l *hygiene.Look) { l.Light = 25 }, "washed out": func(l *hygiene.Look) { l.Light = 240 },
		"blurred": func(l *hygiene.Look) { l.Blur = 2.5 }, "flat": func(l *hygiene.Look) { l.Spread = 8 },
	} {
		l := good
		if change(&l); showsWell(l, 400, 300) >= best/2 {
			t.Errorf("a picture that is %s shows well", about)
		}
	}
	if showsWell(good, 3000, 200) >= best/2 {
		t.Error("a long strip shows well")
	}
}
