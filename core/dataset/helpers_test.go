package dataset

import (
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// drawing is a picture that tells its number: a ramp in a colour of its own.
func drawing(number, width, height int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetNRGBA(x, y, color.NRGBA{uint8(number * 37), uint8(x * 255 / width), uint8(y*255/height + number*11), 255})
		}
	}
	return img
}

func writePicture(t testing.TB, path string, img image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(path) == ".png" {
		err = png.Encode(f, img)
	} else {
		err = jpeg.Encode(f, img, &jpeg.Options{Quality: 90})
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func writeFile(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func mustScan(t testing.TB, o ScanOptions, dirs ...string) *Report {
	t.Helper()
	r, err := Scan(context.Background(), dirs, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// folderOf makes a folder with n pictures of several sizes in two sub-folders, and
// returns it and its files.
func folderOf(t testing.TB, n int) (string, []File) {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		name := filepath.Join(dir, string(rune('a'+i%2)), "picture"+string(rune('0'+i/10))+string(rune('0'+i%10))+".png")
		writePicture(t, name, drawing(i, 40+i%7*30, 50+i%5*20))
	}
	return dir, mustScan(t, ScanOptions{}, dir).Files
}
