package window

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"maestudio/ui/screen"
)

// untidy makes a folder of n good pictures, two near copies of the first, and one
// that is nearly of one colour.
func untidy(t *testing.T, n int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "attic")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	save := func(name string, img image.Image, quality int) {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := jpeg.Encode(f, img, &jpeg.Options{Quality: quality}); err != nil {
			t.Fatal(err)
		}
	}
	scene := func(number uint64) image.Image {
		random := rand.New(rand.NewPCG(number, 1))
		img := image.NewNRGBA(image.Rect(0, 0, 80, 60))
		for range 30 {
			x, y := random.IntN(80), random.IntN(60)
			c := color.NRGBA{uint8(random.IntN(256)), uint8(random.IntN(256)), uint8(random.IntN(256)), 255}
			draw.Draw(img, image.Rect(x-20, y-15, x+10, y+10), image.NewUniform(c), image.Point{}, draw.Src)
		}
		return img
	}
	for i := range n {
		save(fmt.Sprintf("good%02d.jpg", i), scene(uint64(i)), 90)
	}
	save("saved1.jpg", scene(0), 70)
	save("saved2.jpg", scene(0), 50)
	save("wall.jpg", image.NewGray(image.Rect(0, 0, 80, 60)), 90)
	return dir
}

// What may not be worth learning from is shown, left out as a whole, and taken
// back; the default leaves it in.
func TestWorthALook(t *testing.T) {
	b := open(t)
	b.drop(untidy(t, 6))
	b.ready(9)
	view := func() screen.DataView { return b.data.screen.View() }
	if v := view(); v.WorthCount != "3" || len(v.Worth) != 2 || v.Worth[0].Reason != "Near copies" || v.Worth[0].Count != "2" || v.Worth[1].Reason != "Nearly one colour" || v.Closer.Shown || v.All != "" {
		t.Fatalf("%+v", v)
	}
	b.data.showWorth(0)
	if n := len(b.data.files); n != 3 || filepath.Base(b.data.files[0].Path) != "good00.jpg" || b.data.badge(0) != "stays" || b.data.badge(1) != "" || b.data.about(1) != "Nearly the same as good00.jpg" {
		t.Errorf("%d pictures, badges %q %q, %q", n, b.data.badge(0), b.data.badge(1), b.data.about(1))
	}
	if v := view(); v.All != "Leave the copies out" || len(v.Filters) != 3 || !v.Filters[2].Chosen || v.Filters[0].Chosen || v.Filters[1].Chosen {
		t.Errorf("%+v", v)
	}
	b.data.leaveAll()
	b.ready(7)
	if v := view(); v.All != "Take all back" || v.Worth[0].Todo != "Left out" || b.data.badge(1) != "left out" || v.LeftOut[0].Reason != byYou {
		t.Errorf("%+v", v)
	}
	b.undoLast()
	b.ready(9)
	b.data.screen.Grid().Select(2)
	b.data.leaveOut()
	b.ready(8)
	if v := view(); v.Worth[0].Todo != "1 of 2 left out" || v.All != "Leave the copies out" {
		t.Errorf("%+v", v)
	}
	b.data.leaveAll() // the other one
	b.ready(7)
	b.undoLast()
	b.ready(8)
	b.data.showWorth(1)
	b.data.leaveAll()
	b.ready(7)
	b.data.leaveAll()
	b.ready(8)
	b.data.showFilter(filterAll)
	if v := view(); v.All != "" || len(v.Filters) != 2 || len(b.data.files) != 8 {
		t.Errorf("%d pictures, %+v", len(b.data.files), v)
	}
}

// The second look can be stopped and goes on; pictures can be learned from meanwhile.
func TestStopLookingCloser(t *testing.T) {
	b := open(t)
	b.drop(untidy(t, 6))
	b.until("the first look", func() bool { return b.data.closer.running })
	b.data.stopOrGoOn()
	v := b.data.screen.View()
	if !v.Closer.Shown || v.Closer.Running || v.State != screen.DataReady || b.data.count() != 9 || b.data.checked {
		t.Fatalf("%+v", v)
	}
	b.data.stopOrGoOn()
	if v := b.data.screen.View(); !v.Closer.Running {
		t.Errorf("%+v", v.Closer)
	}
	b.ready(9)
	if v := b.data.screen.View(); v.Closer.Shown || len(v.Worth) != 2 {
		t.Errorf("%+v", v)
	}
}
