package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Entry is a line to type in. Keys and shortcuts that mean nothing in a line of
// words are the window's.
type Entry struct {
	fynewidget.Entry
	focused bool
}

// NewEntry makes an empty line.
func NewEntry() *Entry {
	e := &Entry{}
	e.ExtendBaseWidget(e)
	return e
}

// FocusGained implements fyne.Focusable.
func (e *Entry) FocusGained() {
	e.focused = true
	reveal(e)
	e.Entry.FocusGained()
}

// FocusLost implements fyne.Focusable.
func (e *Entry) FocusLost() {
	e.focused = false
	e.Entry.FocusLost()
}

// CreateRenderer implements fyne.Widget: Fyne's own, and the focus ring.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	return &entryRenderer{e.Entry.CreateRenderer(), e, canvas.NewRectangle(nil)}
}

type entryRenderer struct {
	fyne.WidgetRenderer
	entry *Entry
	focus *canvas.Rectangle
}

func (r *entryRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.centre(size)
	c := control{focused: r.entry.focused}
	c.ring(r.focus, size, 8)
}

// centre moves what is written to the middle of the field: Fyne leaves it at the
// top of one that is higher than it need be.
func (r *entryRenderer) centre(size fyne.Size) {
	down := max(0, float32(int((size.Height-r.MinSize().Height)/2)))
	for _, o := range r.WidgetRenderer.Objects() {
		switch o.(type) {
		case *canvas.Rectangle, *canvas.Image: // its ground, and its icon
		default:
			o.Move(fyne.NewPos(o.Position().X, down))
		}
	}
}

func (r *entryRenderer) Refresh() {
	r.Layout(r.entry.Size())
	r.focus.Refresh()
	r.WidgetRenderer.Refresh()
}

func (r *entryRenderer) Objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.focus}, r.WidgetRenderer.Objects()...)
}

// TypedKey implements fyne.Focusable.
func (e *Entry) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyEscape, fyne.KeyF6, fyne.KeyF10:
		passKey(e, k)
	default:
		e.Entry.TypedKey(k)
	}
}

// TypedShortcut implements fyne.Shortcutable. Fyne asks only the part with the
// focus, so the window's own have to be passed on.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	e.Entry.TypedShortcut(s)
	if _, own := s.(*desktop.CustomShortcut); !own {
		return
	}
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(e).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}
