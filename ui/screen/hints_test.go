package screen

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// TestHintsAreOneSentence looks at what hovering tells in every scene: a term, where
// there is one, and one sentence.
func TestHintsAreOneSentence(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range scenes {
		w := stage(t, s, theme.Dark, fyne.NewSize(1280, 800))
		for _, o := range all[interface{ Hint() string }](w.Content()) {
			hint := o.Hint()
			if seen[hint] {
				continue
			}
			seen[hint] = true
			if n := sentences(hint); n > 1 {
				t.Errorf("%s: hovering tells %d sentences: %q", s.name, n, hint)
			}
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d hints were seen", len(seen))
	}
}

// sentences counts those of a hint after its term.
func sentences(hint string) int {
	_, rest := widget.TermOf(hint)
	n := 1
	for _, end := range []string{". ", "! ", "? "} {
		n += strings.Count(rest, end)
	}
	return n
}

func TestSentences(t *testing.T) {
	for hint, want := range map[string]int{
		"Patch. The picture is cut into squares.":                               1,
		"Adds the pictures of one more folder; nothing is copied.":              1,
		"a name without an end":                                                 1,
		"Import. Makes a run of a model. It can also be dropped.":               2,
		"Opens the folder that the picture lies in. Then it is looked through.": 2,
		"What of it? The model will not learn from what is selected. It stays.": 3,
	} {
		if got := sentences(hint); got != want {
			t.Errorf("%q has %d sentences, want %d", hint, got, want)
		}
	}
}
