package widget

import (
	"image"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"
)

// cell is one of the widgets of a list of which only those in sight exist.
type cell interface {
	fyne.CanvasObject
	comparable
	forget() // lets go of what it shows: it shows something else next
}

// recycled keeps the cells of such a list: by what they show, and those that wait to be
// used again.
type recycled[C cell] struct {
	make   func() C
	inUse  map[int]C
	unused []C
}

func newRecycled[C cell](make func() C) recycled[C] {
	return recycled[C]{make: make, inUse: map[int]C{}}
}

// only lets go of all cells but those from first up to last, which is left out.
func (r *recycled[C]) only(first, last int) {
	for i, c := range r.inUse {
		if i < first || i >= last {
			c.forget()
			delete(r.inUse, i)
			r.unused = append(r.unused, c)
		}
	}
}

// take returns the cell of an index, and whether it has to be filled.
func (r *recycled[C]) take(index int) (c C, fresh bool) {
	if c, there := r.inUse[index]; there {
		return c, false
	}
	if n := len(r.unused); n > 0 {
		c, r.unused = r.unused[n-1], r.unused[:n-1]
	} else {
		c = r.make()
	}
	r.inUse[index] = c
	return c, true
}

// objects are the cells in use, for a renderer.
func (r *recycled[C]) objects() []fyne.CanvasObject {
	all := make([]fyne.CanvasObject, 0, len(r.inUse))
	for _, c := range r.inUse {
		all = append(all, c)
	}
	return all
}

// loads are the pictures that are being brought for a cell. One that comes when the cell
// shows something else already is dropped.
type loads struct {
	cancel []func()
	turn   int // counts the uses
}

// begin has a picture brought; take gets it, unless the cell was forgotten meanwhile.
func (l *loads) begin(load func(done func(image.Image)) (cancel func()), take func(image.Image)) {
	turn := l.turn
	cancel := load(func(picture image.Image) {
		if l.turn == turn {
			take(picture)
		}
	})
	if cancel != nil {
		l.cancel = append(l.cancel, cancel)
	}
}

func (l *loads) end() {
	for _, cancel := range l.cancel {
		cancel()
	}
	l.cancel = nil
	l.turn++
}

// scrolledBody is what scrolls in such a list: as large as all cells would be, holding
// those in sight.
type scrolledBody struct {
	fynewidget.BaseWidget
	size    func() fyne.Size
	objects func() []fyne.CanvasObject
}

func newScrolledBody(size func() fyne.Size, objects func() []fyne.CanvasObject) *scrolledBody {
	b := &scrolledBody{size: size, objects: objects}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer implements fyne.Widget.
func (b *scrolledBody) CreateRenderer() fyne.WidgetRenderer { return scrolledBodyRenderer{b} }

type scrolledBodyRenderer struct{ body *scrolledBody }

func (r scrolledBodyRenderer) MinSize() fyne.Size           { return r.body.size() }
func (r scrolledBodyRenderer) Layout(fyne.Size)             {}
func (r scrolledBodyRenderer) Refresh()                     {}
func (r scrolledBodyRenderer) Objects() []fyne.CanvasObject { return r.body.objects() }
func (r scrolledBodyRenderer) Destroy()                     {}
