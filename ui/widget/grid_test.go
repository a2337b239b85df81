package widget

import (
	"image"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

// fake is a source whose pictures come when the test says so.
type fake struct {
	waiting map[int]func(image.Image)
	ended   int
	most    int
}

func (f *fake) load(i, side int, done func(image.Image)) func() {
	f.waiting[i] = done
	f.most = max(f.most, len(f.waiting))
	return func() { f.ended++ }
}

func TestGridRecycles(t *testing.T) {
	f := &fake{waiting: map[int]func(image.Image){}}
	_, g := place(t, fyne.NewSize(640, 480), func() *Grid { return NewGrid(nil, nil) })
	g.Set(GridSource{Count: 100_000, Load: f.load})
	in := g.InSight()
	if in == 0 || in > 80 {
		t.Fatalf("%d tiles in sight", in)
	}
	late := f.waiting[0]
	start := time.Now()
	for y := float32(0); y < 400_000; y += 4_000 {
		g.scroll.ScrollToOffset(fyne.NewPos(0, y))
		g.show()
	}
	if got := g.InSight(); got > in+30 || len(g.tiles.unused) > in+30 {
		t.Errorf("%d tiles in sight and %d free after scrolling, %d before", got, len(g.tiles.unused), in)
	}
	if f.ended == 0 {
		t.Error("no load was cancelled")
	}
	t.Logf("100 scrolls in %v", time.Since(start))
	late(dots(8)) // for tile 0, which shows something else now
	for i, tile := range g.tiles.inUse {
		if tile.Image() != nil {
			t.Errorf("the late picture of tile 0 stands in tile %d", i)
		}
	}
}

func TestGridKeys(t *testing.T) {
	var chosen, opened []int
	var grid *Grid
	f := &fake{waiting: map[int]func(image.Image){}}
	w, g := place(t, fyne.NewSize(440, 300), func() *Grid {
		return NewGrid(func() { chosen = append(chosen, grid.Selected()) }, func(i int) { opened = append(opened, i) })
	})
	grid = g
	g.SetSide(102)
	g.Set(GridSource{Count: 1000, Load: f.load})
	columns, _ := g.measure()
	press(g, fyne.KeyRight, fyne.KeyRight, fyne.KeyDown, fyne.KeyUp, fyne.KeyEnd, fyne.KeyHome, fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter)
	if want := []int{0, 1, 1 + columns, 1, 999, 0, columns}; !slices.Equal(chosen, want) {
		t.Errorf("chosen %v, want %v", chosen, want)
	}
	if !slices.Equal(opened, []int{columns, columns}) {
		t.Errorf("opened %v", opened)
	}
	press(g, fyne.KeyEnd)
	if g.tiles.inUse[999] == nil {
		t.Error("End does not bring the last tile into sight")
	}
	press(g, fyne.KeyHome, fyne.KeyPageDown)
	if g.Selected() <= columns {
		t.Errorf("Page Down goes to %d", g.Selected())
	}
	press(g, fyne.KeyHome)
	opened = nil
	test.TapCanvas(w.Canvas(), fyne.NewPos(40, 40))
	if !slices.Equal(opened, []int{0}) {
		t.Errorf("a click on the selected tile opens %v", opened)
	}
}

// Ctrl and Shift select several pictures, as in a file manager.
func TestGridSelectsSeveral(t *testing.T) {
	calls := 0
	f := &fake{waiting: map[int]func(image.Image){}}
	_, g := place(t, fyne.NewSize(440, 300), func() *Grid { return NewGrid(func() { calls++ }, nil) })
	g.Set(GridSource{Count: 1000, Load: f.load})
	click := func(index int, keys fyne.KeyModifier) {
		g.tiles.inUse[index].MouseDown(&desktop.MouseEvent{Modifier: keys})
		g.tiles.inUse[index].MouseUp(nil)
		g.tiles.inUse[index].Tapped(nil)
	}
	want := func(what string, indices ...int) {
		t.Helper()
		if got := g.Selection(); !slices.Equal(got, indices) {
			t.Errorf("%s: %v are selected, want %v", what, got, indices)
		}
		for i, tile := range g.tiles.inUse {
			if tile.selected != slices.Contains(indices, i) {
				t.Errorf("%s: tile %d looks otherwise", what, i)
			}
		}
	}
	click(2, 0)
	want("a click", 2)
	click(5, fyne.KeyModifierControl)
	want("Ctrl", 2, 5)
	click(2, fyne.KeyModifierControl)
	want("Ctrl again", 5)
	click(3, 0)
	click(6, fyne.KeyModifierShift)
	want("Shift", 3, 4, 5, 6)
	g.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(g, fyne.KeyLeft)
	want("Shift and an arrow", 3, 4, 5)
	g.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(g, fyne.KeyRight)
	want("an arrow alone", 6)
	press(g, fyne.KeyEscape)
	want("Escape")
	calls = 0
	if g.SelectAll(); len(g.Selection()) != 1000 || calls != 1 {
		t.Errorf("all: %d in %d calls", len(g.Selection()), calls)
	}
	g.scroll.ScrollToOffset(fyne.NewPos(0, 500))
	g.Replace(g.source)
	if len(g.Selection()) != 0 || g.scroll.Offset.Y != 500 {
		t.Error("a source like the one before moves the grid")
	}
}

// Tiles are as large as lets all be in sight, within bounds.
func TestGridFill(t *testing.T) {
	test.NewTempApp(t)
	g := NewGrid(nil, nil)
	for _, c := range []struct {
		count        int
		room         float32
		side, height float32
	}{{1, 180, 162, 162}, {2, 180, 162, 162}, {3, 180, 105, 105}, {4, 180, 77, 77}, {5, 180, 77, 162}, {50, 180, 77, 13*85 - 8}, {2, 400, 162, 162}} {
		if height := g.Fill(c.count, 332, c.room, 76, 180); height != c.height || g.want != c.side {
			t.Errorf("%d pictures in %.0f px: tiles of %.0f, %.0f high", c.count, c.room, g.want, height)
		}
	}
}
