package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// Every point stands within its interval and the axis around them all; one point is no
// line, and none are nothing.
func TestEstimates(t *testing.T) {
	test.NewTempApp(t)
	e := estimatesOf(3)
	e.Resize(fyne.NewSize(420, 180))
	if low, high := e.reach(); low != .6 || high != .9 {
		t.Errorf("the axis goes from %v to %v", low, high)
	}
	count := func() (dots, words int) {
		for _, o := range test.WidgetRenderer(e).Objects() {
			switch o := o.(type) {
			case *canvas.Circle:
				dots++
			case *Text:
				words++
				if o.Position().X < 0 || o.Position().X+o.Size().Width > 421 || o.Position().Y+o.Size().Height > 181 {
					t.Errorf("%q stands at %v, %v large", o.Words(), o.Position(), o.Size())
				}
			}
		}
		return dots, words
	}
	if dots, words := count(); dots != 3 || words < 8 {
		t.Errorf("%d dots, %d words", dots, words)
	}
	e.Set([]Estimate{{"a quarter", 1, .96, 1}})
	if dots, _ := count(); dots != 1 {
		t.Errorf("of one point %d dots", dots)
	}
	e.Set(nil)
	if dots, words := count(); dots+words != 0 {
		t.Errorf("of none %d dots, %d words", dots, words)
	}
}
