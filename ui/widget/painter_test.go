package widget

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func TestPainter(t *testing.T) {
	var painted [][]int
	strokes := 0
	_, p := place(t, fyne.NewSize(160, 160), func() *Painter {
		return NewPainter(func(patches []int) { painted = append(painted, patches) }, func() { strokes++ })
	})
	p.Set(dots(160), 8)
	at := func(x, y float32) fyne.PointEvent { return fyne.PointEvent{Position: fyne.NewPos(x, y)} }
	p.MouseDown(&desktop.MouseEvent{PointEvent: at(5, 5)})
	p.Dragged(&fyne.DragEvent{PointEvent: at(6, 6)}) // the same patch: nothing new
	p.Dragged(&fyne.DragEvent{PointEvent: at(25, 5)})
	p.MouseMoved(&desktop.MouseEvent{PointEvent: at(120, 25)})
	p.Dragged(&fyne.DragEvent{PointEvent: at(125, 25)}) // fast: the patches on the way are painted too
	p.Dragged(&fyne.DragEvent{PointEvent: at(125, 500)})
	p.Dragged(&fyne.DragEvent{PointEvent: at(500, 500)}) // beside the picture
	p.MouseUp(nil)
	p.DragEnd()
	way := slices.Concat(painted...)
	if want := []int{0, 1, 2, 3, 4, 13, 14, 22, 30, 38, 46, 54, 62}; !slices.Equal(way, want) || strokes != 1 {
		t.Errorf("painted %v in %d strokes, want %v", way, strokes, want)
	}
	p.SetBrush(3)
	if got := p.under(0); !slices.Equal(got, []int{0, 1, 8, 9}) {
		t.Errorf("a brush of 3 in the corner covers %v", got)
	}
	if got := p.under(63); !slices.Equal(got, []int{54, 55, 62, 63}) {
		t.Errorf("in the lower corner %v", got)
	}
	if got := p.under(27); len(got) != 9 {
		t.Errorf("in the middle %v", got)
	}
	p.SetBrush(1)
	painted = nil
	press(p, fyne.KeyLeft, fyne.KeyUp, fyne.KeyRight, fyne.KeyDown, fyne.KeySpace)
	if len(painted) != 1 || painted[0][0] != 9 || strokes != 2 {
		t.Errorf("the keyboard painted %v", painted)
	}
	p.DisableFor("No picture.")
	press(p, fyne.KeySpace)
	p.MouseDown(&desktop.MouseEvent{PointEvent: at(90, 90)})
	if len(painted) != 1 {
		t.Error("a disabled painter paints")
	}
}

// The pointer reaches the painter through the picture that it shows: the ring of
// the brush follows, and a click is its own.
func TestPainterHearsThePointer(t *testing.T) {
	w, p := place(t, fyne.NewSize(160, 160), func() *Painter { return NewPainter(func([]int) {}, func() {}) })
	p.Set(dots(160), 8)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(p).AddXY(70, 70)
	test.MoveMouse(w.Canvas(), at)
	if !p.inside {
		t.Error("the ring does not show")
	}
	for _, o := range test.LaidOutObjects(p) {
		if _, hears := o.(desktop.Mouseable); hears && o != fyne.CanvasObject(p) {
			t.Errorf("a %T lies above it and takes the clicks", o)
		}
	}
}
