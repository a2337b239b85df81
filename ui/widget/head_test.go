package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/ui/theme"
)

// Where the line does not fit beside the actions it stands below them and wraps; nothing
// of it is cut.
func TestHeadLineIsNotCut(t *testing.T) {
	test.NewTempApp(t)
	words := "18 classes from the folders of “things18” · 1,396 pictures to learn from, 348 to check with"
	h := NewHead("Which things?", "short", NewButton(Standard, "Change classes", theme.IconDown, nothing), NewButton(Primary, "Start fine-tuning", theme.IconPlay, nothing))
	for _, c := range []struct {
		width float32
		words string
		lines int
		under bool
	}{{796, "short", 1, false}, {796, words, 1, true}, {400, words, 2, true}, {1200, words, 1, false}} {
		h.Set("Which things?", c.words)
		h.Resize(fyne.NewSize(c.width, 0))
		h.Resize(fyne.NewSize(c.width, h.MinSize().Height))
		if lines := len(h.below.lines(h.below.Size().Width)); lines != c.lines {
			t.Errorf("at %.0f px %q takes %d lines, want %d", c.width, c.words, lines, c.lines)
		}
		if under := h.below.Size().Width == c.width; under != c.under {
			t.Errorf("at %.0f px %q stands below the actions: %v", c.width, c.words, under)
		}
		if end := h.below.Position().Y + h.below.Size().Height; end > h.Size().Height {
			t.Errorf("at %.0f px %q ends at %.0f of %.0f", c.width, c.words, end, h.Size().Height)
		}
	}
}

// In a small window actions go without icons before the title is cut.
func TestHeadTitleBeforeIcons(t *testing.T) {
	test.NewTempApp(t)
	b := NewButton(Standard, "Train on…", theme.IconPlay, nothing)
	h := NewHead("Right for 83 of 100", "", b)
	for _, c := range []struct {
		title string
		width float32
		bare  bool
	}{{"Right for 83 of 100", 400, false}, {"Right for 83 of 100 pictures (79 to 87)", 350, true}, {"Right for 83 of 100", 350, false}, {"Right for 83 of 100 pictures (79 to 87)", 1000, false}} {
		h.Set(c.title, "")
		h.Resize(fyne.NewSize(c.width, 50))
		if b.bare != c.bare {
			t.Errorf("%q at %.0f px: without an icon %v", c.title, c.width, b.bare)
		}
	}
}
