package export

import (
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"maestudio/core/dataset"
	"maestudio/core/internal/browser"
	"maestudio/core/internal/testdata"
	"maestudio/core/run"
)

// speckled is a picture of sharp edges; one that is clear is transparent in places.
func speckled(width, height int, clear bool) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.NRGBA{uint8(x * y), uint8(x*7 ^ y*3), uint8((x/5 + y/3) % 2 * 255), 255}
			if clear && (x/9+y/7)%3 == 0 {
				c.A = 0
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

// The page scales pictures by itself, and gets the bytes that the program gets, of every
// size and shape: no other class comes out because a browser scales in its own way.
func TestPageScalesAsTheProgramDoes(t *testing.T) {
	b, place := browser.Open(t), t.TempDir()
	server := httptest.NewServer(http.FileServer(http.Dir(place)))
	t.Cleanup(server.Close)
	exportTo(t, newClassifier(t, run.HeadMean), ONNX, Classifier, filepath.Join(place, "a"))
	index := filepath.Join(place, "a", "index.html")
	text, err := os.ReadFile(index)
	if err != nil {
		t.Fatal(err)
	}
	save(t, index, func(w io.Writer) error { // no address outside is asked for anything
		_, err := w.Write(elsewhere.ReplaceAll(text, []byte(server.URL+"/none/")))
		return err
	})
	b.Go(server.URL + "/a/index.html")
	fitsNarrow(t, b)
	for _, c := range [][2]int{{1, 1}, {37, 20}, {20, 37}, {73, 73}, {640, 480}, {333, 1001}, {2500, 90}, {1200, 1600}} {
		for _, clear := range []bool{false, true} {
			name, img := fmt.Sprintf("%dx%d-%v.png", c[0], c[1], clear), speckled(c[0], c[1], clear)
			save(t, filepath.Join(place, "a", name), func(w io.Writer) error { return png.Encode(w, img) })
			sameMiddle(t, b, filepath.Join(place, "a", name))
		}
	}
	photograph := filepath.Join(place, "a", "photograph.jpg")
	save(t, photograph, func(w io.Writer) error { return jpeg.Encode(w, speckled(700, 500, false), nil) })
	sameMiddle(t, b, photograph)
	t.Run("photographs", func(t *testing.T) {
		for _, folder := range []string{"cls_things18/train/*", "seg_facades/*", "det_bloodcells/*"} {
			found, _ := filepath.Glob(filepath.Join(testdata.Shared(t, "data"), folder, "*.jpg"))
			for i := 0; i < len(found); i += 1 + len(found)/6 {
				whole, err := os.ReadFile(found[i])
				if err != nil {
					t.Fatal(err)
				}
				save(t, photograph, func(w io.Writer) error { _, err := w.Write(whole); return err })
				t.Logf("%s: %d bytes", found[i], len(whole))
				sameMiddle(t, b, photograph)
			}
		}
	})
}

// fitsNarrow sees that the page needs no scroll bar across in windows as narrow as a phone.
func fitsNarrow(t *testing.T, b *browser.Browser) {
	t.Helper()
	for _, width := range []int{320, 400, 1000} {
		if needs := b.Eval(fmt.Sprintf(`new Promise(done => {
			const f = document.createElement("iframe");
			f.style.cssText = "position: fixed; border: 0; height: 900px; width: %dpx";
			f.onload = () => { done(f.contentDocument.documentElement.scrollWidth); f.remove() };
			f.src = location.href;
			document.body.append(f);
		})`, width)); needs != float64(width) {
			t.Errorf("in a window of %d pixels the page is %v wide", width, needs)
		}
	}
}

// sameMiddle holds what a page takes from a picture beside it against what the program
// takes.
func sameMiddle(t *testing.T, b *browser.Browser, path string) {
	t.Helper()
	want, err := dataset.CenterCrop(path, sizes.ImageSize)
	if err != nil {
		t.Fatal(err)
	}
	said := b.Eval(fmt.Sprintf(`(async () => btoa(String.fromCharCode(...await middle(await (await fetch(%q, {cache: "no-store"})).blob()))))()`, filepath.Base(path)))
	got, err := base64.StdEncoding.DecodeString(fmt.Sprint(said))
	if err != nil || len(got) != len(want.Pix) {
		t.Fatalf("%s: %d bytes, want %d; %v", path, len(got), len(want.Pix), err)
	}
	others, most := 0, 0
	for i, v := range got {
		if off := int(v) - int(want.Pix[i]); off != 0 {
			others, most = others+1, max(most, off, -off)
		}
	}
	if others > 0 {
		t.Errorf("%s, %d x %d: %d of %d bytes are others, by %d at most", path, want.Width, want.Height, others, len(got), most)
	}
}

// unscaled is a picture that has the size to which pictures are scaled before their
// middle is taken: Pillow, which rounds after each direction, cannot differ on it. One that
// is clear is transparent on the left.
func unscaled(t *testing.T, path string, clear bool) string {
	t.Helper()
	side := sizes.ImageSize * 256 / 224
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for at := range side * side {
		opaque := uint8(255)
		if clear && at%side < side/2 {
			opaque = 0
		}
		img.Set(at%side, at/side, color.NRGBA{uint8(at % side * 3), uint8(at / side * 2), uint8(at * 5), opaque})
	}
	save(t, path, func(w io.Writer) error { return png.Encode(w, img) })
	return path
}
