package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// holder is a part that holds others.
type holder interface{ inside() fyne.CanvasObject }

func (c *Card) inside() fyne.CanvasObject        { return c.content }
func (t *TapRow) inside() fyne.CanvasObject      { return t.content }
func (f *SliderField) inside() fyne.CanvasObject { return f.box }
func (f *NumberField) inside() fyne.CanvasObject { return f.box }
func (s *Segmented) inside() fyne.CanvasObject   { return s.box }

// nameAbove is the room above a part in which its name stands.
const nameAbove = 32

// reveal scrolls whatever o lies in so that all of it is seen: the Tab key also goes
// to what is out of sight.
func reveal(o fyne.CanvasObject) {
	l := layerOf(o)
	if l == nil {
		return
	}
	scrolls, _ := scrollsAround(l.content, o, nil)
	place := fyne.CurrentApp().Driver().AbsolutePositionForObject
	for _, s := range scrolls {
		top := place(o).Y - place(s.Content).Y
		bottom, seen := top+o.Size().Height, s.Size().Height
		switch {
		case top < s.Offset.Y:
			s.ScrollToOffset(fyne.NewPos(0, max(0, top-nameAbove)))
		case bottom > s.Offset.Y+seen:
			s.ScrollToOffset(fyne.NewPos(0, min(bottom+8, s.Content.Size().Height)-seen))
		}
	}
}

// scrollsAround returns what scrolls between root and o, the outermost first.
func scrollsAround(root, o fyne.CanvasObject, path []*container.Scroll) (found []*container.Scroll, ok bool) {
	if root == o {
		return path, true
	}
	if root == nil || !root.Visible() {
		return nil, false
	}
	switch r := root.(type) {
	case *fyne.Container:
		for _, c := range r.Objects {
			if found, ok := scrollsAround(c, o, path); ok {
				return found, true
			}
		}
	case *container.Scroll:
		return scrollsAround(r.Content, o, append(path[:len(path):len(path)], r))
	case holder:
		return scrollsAround(r.inside(), o, path)
	}
	return nil, false
}
