package screen

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// leastTarget is the side of the smallest thing to click.
const leastTarget = 28

// TestNothingToClickIsSmall looks at every scene in three window sizes. What
// shows the hand of the pointer, or lets the person type, is large enough.
func TestNothingToClickIsSmall(t *testing.T) {
	for _, s := range scenes {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s/%.0fx%.0f", s.name, size.Width, size.Height), func(t *testing.T) {
				w := stage(t, s, theme.Dark, size)
				for _, o := range all[fyne.Tappable](w.Content()) {
					o := o.(fyne.CanvasObject)
					if got := o.Size(); clickable(o) && (got.Width < leastTarget-0.5 || got.Height < leastTarget-0.5) {
						t.Errorf("%T %s is %.0f x %.0f", o, nameOf(o), got.Width, got.Height)
					}
				}
			})
		}
	}
}

func clickable(o fyne.CanvasObject) bool {
	if _, types := o.(*fynewidget.Entry); types {
		return true
	}
	c, ok := o.(desktop.Cursorable)
	return ok && c.Cursor() != desktop.DefaultCursor
}

// TestTabGoesInReadingOrder follows the Tab key through every scene: it never
// goes back up in a column or back left in a row.
func TestTabGoesInReadingOrder(t *testing.T) {
	for _, s := range scenes {
		t.Run(s.name, func(t *testing.T) {
			w := stage(t, s, theme.Dark, fyne.NewSize(1280, 800))
			c := w.Canvas()
			c.Unfocus()
			c.FocusNext()
			first := c.Focused()
			for range 200 {
				from := c.Focused()
				c.FocusNext()
				if c.Focused() == first || from == nil {
					return
				}
				a, b := placeOf(from), placeOf(c.Focused())
				switch {
				case b.bottom <= a.top+slack && b.left < a.right && a.left < b.right:
					t.Errorf("from %s at %v the Tab key goes up to %s at %v", nameOf(from.(fyne.CanvasObject)), a, nameOf(c.Focused().(fyne.CanvasObject)), b)
				case b.right <= a.left+slack && b.top < a.bottom && a.top < b.bottom:
					t.Errorf("from %s at %v the Tab key goes left to %s at %v", nameOf(from.(fyne.CanvasObject)), a, nameOf(c.Focused().(fyne.CanvasObject)), b)
				}
			}
			t.Error("the Tab key never comes back to where it began")
		})
	}
}

func placeOf(f fyne.Focusable) box {
	o := f.(fyne.CanvasObject)
	return boxOf(fyne.CurrentApp().Driver().AbsolutePositionForObject(o), o.Size())
}
