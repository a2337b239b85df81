package screen

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"maestudio/ui/widget"
)

// Of an encoder from another program every tensor can be seen.
func TestTensorsOfAnEncoder(t *testing.T) {
	var c calls
	var s *Finetune
	w := open(t, func() fyne.CanvasObject {
		s = NewFinetune(FinetuneParams{Tensors: c.say("tensors")})
		s.Set(elsewhere())
		return s.Content()
	})
	tap(t, w, "Every tensor…")
	c.want(t, "tensors")
	s.Set(finetuneView())
	if s.panel.told.Visible() {
		t.Error("of a run's encoder there is a report too")
	}
	w = open(t, func() fyne.CanvasObject {
		dialog, _ := NewTensors(tensorsView())
		return dialog
	})
	for _, words := range []string{"245 matched, 2 resized, 1 missing, 1 left over; its head is new", "left over", "3072 x 1024"} {
		if !says(w, words) {
			t.Errorf("the dialog does not say %q", words)
		}
	}
	lines := slices.DeleteFunc(all[*widget.Text](w.Content()), func(t *widget.Text) bool { return !strings.HasPrefix(t.Words(), "blocks.N.attn") })
	if len(lines) != len(tensorsView().Rows) {
		t.Errorf("%d lines of %d", len(lines), len(tensorsView().Rows))
	}
}

// What a file does not say is asked for in the import dialog, and nothing else.
func TestImportAsks(t *testing.T) {
	var c calls
	var s *Import
	w := open(t, func() fyne.CanvasObject {
		s = NewImport(ImportParams{Colour: c.number("colour")})
		v := importView(ImportFound)
		v.Colours = []string{"ImageNet's, as usual", "0.5 and 0.5: -1 to 1"}
		s.Set(v)
		return s.Dialog()
	})
	if says(w, "Colours") {
		t.Error("it asks for colours that the file says")
	}
	v := s.View()
	v.AsksColours = true
	s.Set(v)
	if !says(w, "Colours") || !says(w, "ImageNet's, as usual") {
		t.Error("it does not ask for colours")
	}
	s.colours.Choose(1)
	c.want(t, "colour 1")
}

// The report gets smaller with the window, and larger with it again.
func TestImportFollowsTheWindow(t *testing.T) {
	var s *Import
	w := open(t, func() fyne.CanvasObject {
		s = NewImport(ImportParams{})
		v := importView(ImportFound)
		v.AsksHeads = true
		s.Set(v)
		return s.Dialog()
	})
	for _, step := range []struct {
		window, report float32
	}{{800, tableHeight}, {600, tableHeight - 60}, {800, tableHeight}} {
		w.Resize(fyne.NewSize(1280, step.window))
		if got := s.table.scroll.Size().Height; got != step.report {
			t.Errorf("at %v px the report has %v px, want %v", step.window, got, step.report)
		}
	}
}
