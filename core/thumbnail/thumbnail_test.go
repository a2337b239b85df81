package thumbnail

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

func file(t *testing.T, dir string, side int) string {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, side, side*2))
	for i := range img.Pix {
		img.Pix[i] = 200
	}
	img.Set(0, 0, color.Black)
	path := filepath.Join(dir, "a.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t *testing.T, l *Loader, path string, side int) image.Image {
	t.Helper()
	got := make(chan image.Image, 1)
	l.Load(path, side, func(img image.Image) { got <- img })
	select {
	case img := <-got:
		return img
	case <-time.After(10 * time.Second):
		t.Fatal("no thumbnail came")
		return nil
	}
}

func TestLoad(t *testing.T) {
	dir, cache := t.TempDir(), t.TempDir()
	path := file(t, dir, 400)
	l := Open(cache, 2)
	defer l.Close()
	for range 2 {
		if b := load(t, l, path, 96).Bounds(); b.Dx() != 96 || b.Dy() != 192 {
			t.Fatalf("got %v", b)
		}
	}
	if kept, _ := filepath.Glob(filepath.Join(cache, "*", "*.jpg")); len(kept) != 1 {
		t.Errorf("kept %v on the disk", kept)
	}
	again := Open(cache, 1)
	defer again.Close()
	if load(t, again, path, 96) == nil {
		t.Error("what was kept cannot be read")
	}
}

func TestLoadOfNothing(t *testing.T) {
	l := Open("", 1)
	defer l.Close()
	if img := load(t, l, filepath.Join(t.TempDir(), "none.jpg"), 96); img != nil {
		t.Error("a picture of a file that is not there")
	}
}

func TestCancelled(t *testing.T) {
	path := file(t, t.TempDir(), 64)
	l := Open("", 1)
	var late atomic.Bool
	for range 50 {
		l.Load(path, 32, func(image.Image) { late.Store(true) })()
	}
	load(t, l, path, 32)
	l.Close()
	// One may have been under way when it was cancelled; it is not called then
	// either, for cancelling and calling look at the same lock.
	if late.Load() {
		t.Error("a cancelled request was answered")
	}
}

func TestTrim(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	for i, name := range []string{"new.jpg", "old.jpg", "older.jpg", "notes.txt"} {
		path := filepath.Join(dir, "ab", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, make([]byte, 100), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now, now.Add(-time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if err := Trim(dir, 250); err != nil {
		t.Fatal(err)
	}
	left, _ := filepath.Glob(filepath.Join(dir, "ab", "*"))
	if len(left) != 3 || filepath.Base(left[0]) != "new.jpg" || filepath.Base(left[1]) != "notes.txt" || filepath.Base(left[2]) != "old.jpg" {
		t.Errorf("what stays: %v", left)
	}
}
