package window

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/ui/licences"
	"maestudio/ui/widget"
)

// inDialog returns the parts of one kind of the dialog that is on top.
func inDialog[T any](b *bench) (all []T) {
	b.t.Helper()
	top := b.win.Canvas().Overlays().Top()
	if top == nil {
		b.t.Fatal("there is no dialog")
	}
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if found, is := o.(T); is {
			all = append(all, found)
		}
		switch o := o.(type) {
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		case fyne.Widget:
			for _, child := range test.WidgetRenderer(o).Objects() {
				walk(child)
			}
		}
	}
	walk(top)
	return all
}

// tapInDialog taps a button of the dialog that is on top.
func (b *bench) tapInDialog(label string) {
	b.t.Helper()
	for _, button := range inDialog[*widget.Button](b) {
		if button.Label() == label {
			test.Tap(button)
			return
		}
	}
	b.t.Fatalf("the dialog has no %q", label)
}

// dialogWords returns all that the dialog on top says.
func (b *bench) dialogWords() string {
	var words []string
	for _, text := range inDialog[*widget.Text](b) {
		words = append(words, text.Words())
	}
	return strings.Join(words, "\n")
}

// About says version, commit and date, and shows every licence.
func TestAboutShowsLicences(t *testing.T) {
	b := open(t)
	b.version = "1.2.3 (commit abc of 2026-01-02, go1.26, linux/amd64)"
	b.about()
	if words := b.dialogWords(); !strings.Contains(words, b.version) {
		t.Errorf("About says %q", words)
	}
	b.tapInDialog("Licences…")
	text, rows := inDialog[*widget.Lines](b)[0], inDialog[*widget.ListRow](b)
	if got := text.InSight(); !strings.Contains(got, "the MAE Studio authors") {
		t.Errorf("first it shows %q", got)
	}
	if len(rows) < 5 || len(rows) > len(licences.List()) {
		t.Fatalf("%d rows exist of %d licences", len(rows), len(licences.List()))
	}
	b.call(func() { rows[1].Tapped(nil) })
	if got := text.InSight(); !strings.Contains(got, "The Go Authors") || strings.Contains(got, "MAE Studio") {
		t.Errorf("of Go it shows %q", got)
	}
	b.press(fyne.KeyEscape)
	if b.win.Canvas().Overlays().Top() != nil {
		t.Error("Esc leaves it")
	}
}
