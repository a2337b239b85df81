package widget

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"maestudio/ui/theme"
)

// The Tab key goes to parts that have to be scrolled to, in both directions, and
// all of each is seen then.
func TestTabScrolls(t *testing.T) {
	var scroll *container.Scroll
	w, _ := show(t, theme.Dark, fyne.NewSize(240, 160), func() fyne.CanvasObject {
		column := Column(12)
		for i := range 8 {
			field := NewSliderField(fmt.Sprint("Slider ", i), "", NewSlider(10, 3, nil, nil), nil)
			column.Add(NewCard(Column(12, field, NewNumberField("Number", "", "", func(string) {}), NewSegmented([]string{"a", "b"}, 0, nil))))
		}
		scroll = container.NewVScroll(column)
		return container.NewStack(scroll)
	})
	c, place := w.Canvas(), fyne.CurrentApp().Driver().AbsolutePositionForObject
	seen := func(what string) {
		o := c.Focused().(fyne.CanvasObject)
		top, bottom := place(o).Y, place(o).Y+o.Size().Height
		if from := place(scroll).Y; top < from || bottom > from+scroll.Size().Height {
			t.Errorf("%s: %T stands at %v to %v, and %v to %v is seen", what, o, top, bottom, from, from+scroll.Size().Height)
		}
	}
	stops := 0
	for first := fyne.Focusable(nil); c.Focused() == nil || c.Focused() != first; stops++ {
		if stops == 1 {
			first = c.Focused()
		}
		test.FocusNext(c)
		seen("Tab")
	}
	if stops < 8*3 {
		t.Errorf("the Tab key stops %d times", stops)
	}
	for range stops {
		test.FocusPrevious(c)
		seen("Shift Tab")
	}
}
