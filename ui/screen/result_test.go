package screen

import (
	"testing"

	"fyne.io/fyne/v2"

	"maestudio/ui/theme"
)

// In the smallest window, too, the worst mistakes are in sight, and how good it is can be
// scrolled to; in a large one the answer stands first.
func TestResultShowsTheWorstMistakes(t *testing.T) {
	var s *Result
	for _, size := range sizes {
		stage(t, scene{build: func() fyne.CanvasObject { s = resultScreen(resultView(18), TabMistakes); return s.Content() }}, theme.Dark, size)
		m := s.mistakes
		room := m.box.Size().Height
		bottom := func(o fyne.CanvasObject) float32 { return o.Position().Y + o.Size().Height }
		if !m.worst.box.Visible() || bottom(m.worst.box) > room {
			t.Errorf("%v: the worst mistakes end at %.0f of %.0f", size, bottom(m.worst.box), room)
		}
		if first := m.good.box.Position().Y == 0; first != (size.Width > 1000) || !m.good.bars.Visible() {
			t.Errorf("%v: the answer comes first: %v", size, first)
		}
		if end := bottom(m.good.box); end > m.side.Size().Height {
			t.Errorf("%v: the answer ends at %.0f of %.0f that can be scrolled to", size, end, m.side.Size().Height)
		}
		// The card of four pictures has no hole below them.
		if side := m.grid.Size().Height; side > 200 {
			t.Errorf("%v: four pictures have a place %.0f high", size, side)
		}
	}
}

// Without mistakes, and without an open cell, words stand where pictures would.
func TestResultWithoutMistakes(t *testing.T) {
	var c calls
	var s *Result
	w := open(t, func() fyne.CanvasObject {
		s = NewResult(ResultParams{Export: c.say("export"), New: c.say("new"), Extend: c.say("extend"), Try: c.say("try")})
		return s.Content()
	})
	v := resultView(3)
	v.Wrong, v.Worst, v.Cell = "", nil, CellView{Row: -1, Column: -1}
	s.Set(v)
	if !says(w, "Choose one at the left to see its pictures.") || says(w, "Worst mistakes first") {
		t.Error("of no open cell it says nothing, or it speaks of mistakes")
	}
	s.SetCell(CellView{Row: -1, Column: -1, Title: "No mistakes", Words: "It called each what it is."})
	if !says(w, "It called each what it is.") || s.Cell().Visible() {
		t.Error("without mistakes there is no word of it")
	}
	s.SetCell(CellView{Row: 0, Column: 0, Title: "airplanes, rightly so called", Pictures: 12})
	if says(w, "It called each what it is.") || !s.Cell().Visible() {
		t.Error("the pictures of a cell are not shown")
	}
	for _, label := range []string{"Start another…", "Export…", "Train on…", "Try it on a picture"} {
		tap(t, w, label)
	}
	c.want(t, "new", "export", "extend", "try")
}
