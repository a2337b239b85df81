package widget

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func TestButtonFires(t *testing.T) {
	count := 0
	w, b := place(t, fyne.Size{}, func() *Button { return NewButton(Primary, "Go", "", func() { count++ }) })
	test.TapCanvas(w.Canvas(), fyne.NewPos(20, 20))
	press(b, fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyLeft)
	if count != 4 {
		t.Errorf("fired %d times, want 4", count)
	}
	b.DisableFor("There is nothing yet.")
	test.TapCanvas(w.Canvas(), fyne.NewPos(20, 20))
	press(b, fyne.KeySpace)
	if count != 4 || b.Hint() != "There is nothing yet." {
		t.Errorf("disabled: fired %d times, hint %q", count, b.Hint())
	}
	b.SetHint("Goes.")
	b.Enable()
	if b.Hint() != "Goes." {
		t.Errorf("hint %q after enabling", b.Hint())
	}
}

func TestButtonHeld(t *testing.T) {
	steps, ends, taps := 0, 0, 0
	_, b := place(t, fyne.Size{}, func() *Button { return NewButton(Standard, "Play", "", func() { taps++ }) })
	b.SetHeld(func() { steps++ }, func() { ends++ })
	b.MouseDown(&desktop.MouseEvent{})
	b.MouseUp(&desktop.MouseEvent{})
	b.Tapped(&fyne.PointEvent{})
	if steps != 1 || ends != 1 || taps != 0 {
		t.Errorf("mouse: %d starts, %d ends, %d taps", steps, ends, taps)
	}
	press(b, fyne.KeySpace)
	if taps != 1 {
		t.Errorf("keyboard: %d taps", taps)
	}
	b.DisableFor("No.")
	b.MouseDown(&desktop.MouseEvent{})
	if steps != 1 {
		t.Error("a disabled button was held")
	}
}

// What only shows something is no stop for the Tab key.
func TestTabSkips(t *testing.T) {
	w, _ := place(t, fyne.NewSize(400, 100), func() *fyne.Container {
		return Row(8, NewPicture(24, 4, nil), NewState("Done", "", false), NewCard(NewStat("a", "b", "c")), disabled(NewButton(Standard, "No", "", nil)), NewButton(Standard, "Yes", "", nothing))
	})
	test.FocusNext(w.Canvas())
	b, ok := w.Canvas().Focused().(*Button)
	if !ok || b.Label() != "Yes" {
		t.Errorf("the Tab key stops at %T", w.Canvas().Focused())
	}
}

func TestToggleAndSegmented(t *testing.T) {
	var told []bool
	w, g := place(t, fyne.NewSize(200, 28), func() *Toggle { return NewToggle("Keep", true, func(on bool) { told = append(told, on) }) })
	test.TapCanvas(w.Canvas(), fyne.NewPos(20, 20)) // the label is part of it
	press(g, fyne.KeySpace)
	g.Set(false)
	g.DisableFor("No.")
	test.TapCanvas(w.Canvas(), fyne.NewPos(20, 20))
	if !slices.Equal(told, []bool{false, true}) || g.On() {
		t.Errorf("told %v, stands at %v", told, g.On())
	}
	var chosen []int
	_, s := place(t, fyne.Size{}, func() *Segmented {
		return NewSegmented([]string{"a", "b", "c"}, 0, func(i int) { chosen = append(chosen, i) })
	})
	test.Tap(s.parts[2])
	test.Tap(s.parts[2])
	press(s.parts[1], fyne.KeySpace)
	s.Set(0)
	if !slices.Equal(chosen, []int{2, 1}) || s.Chosen() != 0 {
		t.Errorf("chosen %v, stands at %d", chosen, s.Chosen())
	}
}

func TestSlider(t *testing.T) {
	var moved, ended []int
	w, s := place(t, fyne.NewSize(216, 20), func() *Slider {
		return NewSlider(100, 50, func(i int) { moved = append(moved, i) }, func(i int) { ended = append(ended, i) })
	})
	press(s, fyne.KeyRight, fyne.KeyUp, fyne.KeyLeft)
	if s.At() != 51 {
		t.Errorf("at %d after right, up, left", s.At())
	}
	s.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(s, fyne.KeyRight)
	s.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(s, fyne.KeyRight)
	if s.At() != 62 {
		t.Errorf("at %d after shift right and right, want 62", s.At())
	}
	press(s, fyne.KeyHome, fyne.KeyLeft)
	if s.At() != 0 {
		t.Errorf("at %d after home", s.At())
	}
	press(s, fyne.KeyEnd, fyne.KeyRight, fyne.KeyA)
	if s.At() != 100 {
		t.Errorf("at %d after end", s.At())
	}
	moved, ended = nil, nil
	test.Drag(w.Canvas(), fyne.NewPos(116, 18), 10, 0)
	if len(moved) == 0 || len(ended) != 1 || s.At() < 45 || s.At() > 60 {
		t.Errorf("drag: moved %v, ended %v, at %d", moved, ended, s.At())
	}
	s.DisableFor("No.")
	at := s.At()
	press(s, fyne.KeyHome)
	s.Tapped(&fyne.PointEvent{})
	if s.At() != at {
		t.Error("a disabled slider moved")
	}
	s.SetSteps(3, 9)
	if s.At() != 3 {
		t.Errorf("at %d of 3 steps", s.At())
	}
	s.SetAt(-4)
	if s.At() != 0 {
		t.Errorf("at %d", s.At())
	}
}

func TestSliderFieldTyping(t *testing.T) {
	var typed []string
	w, f := place(t, wide(240), func() *SliderField {
		return field("75 %", "A hint.", func(words string) { typed = append(typed, words) })
	})
	test.Tap(f.shown)
	if !f.place.Visible() || f.entry.Text != "75" {
		t.Fatalf("after a click: entry %v with %q", f.place.Visible(), f.entry.Text)
	}
	f.entry.SetText(" 60 ")
	f.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !slices.Equal(typed, []string{"60"}) || f.place.Visible() || !f.shown.Visible() {
		t.Errorf("typed %q, entry visible %v", typed, f.place.Visible())
	}
	press(f.shown, fyne.KeySpace)
	f.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if len(typed) != 1 || f.place.Visible() {
		t.Errorf("Escape: typed %q, entry visible %v", typed, f.place.Visible())
	}
	test.Tap(f.shown)
	w.Canvas().Unfocus()
	if f.place.Visible() {
		t.Error("the entry stays after the focus left")
	}
}
