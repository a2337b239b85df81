package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// What is typed stands in the middle of a field that is higher than it need be.
func TestEntryIsCentred(t *testing.T) {
	_, e := place(t, fyne.NewSize(220, 32), NewEntry)
	for _, height := range []float32{32, 36, 60} {
		e.Resize(fyne.NewSize(220, height))
		e.SetText("boats")
		for _, o := range test.WidgetRenderer(e).Objects() {
			switch o.(type) {
			case *canvas.Rectangle, *canvas.Image:
				continue
			}
			if !o.Visible() {
				continue
			}
			if off := o.Position().Y + e.MinSize().Height/2 - height/2; off < -1 || off > 1 {
				t.Errorf("at %.0f px what is typed is %.1f px off the middle", height, off)
			}
		}
	}
}
