package dataset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"

	xdraw "golang.org/x/image/draw"
)

// scenery is a picture of its number with sharp edges: rectangles upon each other.
func scenery(number, width, height int) *image.NRGBA {
	random := rand.New(rand.NewPCG(uint64(number), 1))
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	colour := func() image.Image {
		return image.NewUniform(color.NRGBA{uint8(random.IntN(256)), uint8(random.IntN(256)), uint8(random.IntN(256)), 255})
	}
	xdraw.Draw(img, img.Rect, colour(), image.Point{}, xdraw.Src)
	for range 40 {
		x, y := random.IntN(width), random.IntN(height)
		xdraw.Draw(img, image.Rect(x, y, x+width/8+random.IntN(width/4), y+height/8+random.IntN(height/4)), colour(), image.Point{}, xdraw.Src)
	}
	return img
}

// rescaled is img in another size.
func rescaled(img image.Image, width, height int) *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, width, height))
	xdraw.CatmullRom.Scale(out, out.Rect, img, img.Bounds(), xdraw.Src, nil)
	return out
}

// untidy makes a folder with something of everything.
func untidy(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for i := range 12 {
		writePicture(t, at(fmt.Sprintf("good%02d.jpg", i)), scenery(i, 160, 120))
	}
	writePicture(t, at("near.jpg"), rescaled(scenery(3, 160, 120), 120, 90))
	writePicture(t, at("blurred.png"), rescaled(rescaled(scenery(20, 160, 120), 16, 12), 160, 120))
	dark := scenery(21, 160, 120)
	for i := range dark.Pix {
		if i%4 != 3 {
			dark.Pix[i] /= 7
		}
	}
	writePicture(t, at("dark.png"), dark)
	writePicture(t, at("flat.png"), image.NewNRGBA(image.Rect(0, 0, 160, 120)))
	writePicture(t, at("odd.png"), scenery(22, 400, 100))
	same, err := os.ReadFile(at("good05.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, at("same.jpg"), string(same))
	writeFile(t, at("torn.jpg"), string(same[:len(same)/2]))
	return dir
}

func TestFindings(t *testing.T) {
	dir := untidy(t)
	r := mustScan(t, ScanOptions{Check: true}, dir)
	var got []string
	for _, f := range r.Findings {
		got = append(got, string(f.Kind)+" "+filepath.Base(f.Path))
	}
	want := []string{"near near.jpg", "blurred blurred.png", "flat flat.png", "odd odd.png"}
	if i := slices.Index(got, "dark dark.png"); i != 2 || !slices.Equal(slices.Delete(slices.Clone(got), 2, 3), want) {
		t.Errorf("found %v", got)
	}
	if f := r.Findings[0]; f.Of != filepath.Join(dir, "good03.jpg") {
		t.Errorf("the near copy is one of %s", f.Of)
	}
	if len(r.Copies) != 1 || len(r.Problems) != 1 || len(r.Files) != 12+5 {
		t.Errorf("%d files, copies %v, problems %v", len(r.Files), r.Copies, r.Problems)
	}
	kept := mustScan(t, ScanOptions{Check: true, KeepCopies: true}, dir)
	if len(kept.Copies) != 0 || len(kept.Files) != 18 || len(kept.Findings) != len(r.Findings) {
		t.Errorf("with copies kept: %d files, copies %v, found %+v", len(kept.Files), kept.Copies, kept.Findings)
	}
	if h := mustScan(t, ScanOptions{}, dir); len(h.Findings) != 0 {
		t.Errorf("from headers alone: %v", h.Findings)
	}
}

// A second pass that was broken off anywhere goes on where it was, and ends with
// what one has found that was not.
func TestCheckGoesOn(t *testing.T) {
	dir := untidy(t)
	look := func(ctx context.Context, cache string) (*Report, error) {
		return Scan(ctx, []string{dir}, ScanOptions{Check: true, CacheDir: cache, Workers: 1}, nil)
	}
	counting := &ending{Context: context.Background()}
	want, err := look(counting, "")
	if err != nil {
		t.Fatal(err)
	}
	most := 0
	for share := range 8 {
		cache := t.TempDir()
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		if _, err := look(&ending{Context: ctx, cancel: cancel, after: counting.asked.Load() * int64(share+1) / 9}, cache); !errors.Is(err, context.Canceled) {
			t.Fatalf("not stopped: %v", err)
		}
		path := filepath.Join(cache, ledgerName)
		text, _ := os.ReadFile(path)
		most = max(most, bytes.Count(text, []byte("\n")))
		if len(text) > 0 {
			if err := os.WriteFile(path, text[:len(text)-9], 0o666); err != nil { // as a kill may leave it
				t.Fatal(err)
			}
		}
		var last ScanProgress
		got, err := Scan(context.Background(), []string{dir}, ScanOptions{Check: true, CacheDir: cache}, func(p ScanProgress) { last = p })
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("stopped at %d of 9: %v\n%+v\nwant\n%+v", share+1, err, got, want)
		}
		if last.Rate <= 0 || last.Left != 0 || last.Done != last.Total {
			t.Errorf("at the end: %+v", last)
		}
		l := openLedger(cache)
		l.close()
		if len(l.known) != 19 { // the torn line was checked again and stands on a line of its own
			t.Errorf("stopped at %d of 9: %d of 19 files are remembered", share+1, len(l.known))
		}
	}
	if most < 10 {
		t.Errorf("at most %d files were remembered of those that were stopped", most)
	}
}

// ending is a context that ends when it was asked so many times.
type ending struct {
	context.Context
	cancel func()
	asked  atomic.Int64
	after  int64
}

func (e *ending) Err() error {
	if n := e.asked.Add(1); e.cancel != nil && n >= e.after {
		e.cancel()
	}
	return e.Context.Err()
}
