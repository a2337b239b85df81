package widget

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// Of a long text only the lines in sight exist; it begins at its beginning, keeps
// what is indented, and breaks what is longer than a line.
func TestLines(t *testing.T) {
	var text strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&text, "  line %d\n", i)
	}
	_, l := place(t, fyne.NewSize(400, 160), NewLines)
	l.Set(text.String())
	if got := l.InSight(); !strings.HasPrefix(got, "  line 0\n") || strings.Count(got, "\n") > 14 {
		t.Errorf("it shows %q", got)
	}
	l.scroll.ScrollToBottom()
	l.show()
	if got := l.InSight(); !strings.Contains(got, "line 1999") || len(l.shown) > 14 {
		t.Errorf("at the end it shows %q", got)
	}
	l.Set(strings.Repeat("long words ", 40) + "end")
	if got := l.InSight(); strings.Count(got, "\n") < 4 || !strings.Contains(got, "end") || !strings.HasPrefix(got, "long") {
		t.Errorf("broken it is %q", got)
	}
}
