package widget

import (
	"image"
	"slices"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestAnswersRecycle(t *testing.T) {
	f := &fake{waiting: map[int]func(image.Image){}}
	_, l := place(t, fyne.NewSize(640, 480), func() *AnswerList { return NewAnswerList(func(int) {}) })
	words := "first"
	view := func(i int) AnswerView { return AnswerView{File: words, Class: strconv.Itoa(i), Value: "1 %"} }
	l.Set(AnswerSource{Count: 100_000, View: view, Load: f.load})
	in := l.InSight()
	if in == 0 || in > 20 {
		t.Fatalf("%d rows in sight", in)
	}
	late := f.waiting[0]
	for y := float32(0); y < 4_000_000; y += 40_000 {
		l.scroll.ScrollToOffset(fyne.NewPos(0, y))
		l.show()
	}
	if got := l.InSight(); got > in+2 || len(l.rows.unused) > in+2 || f.ended == 0 {
		t.Errorf("%d rows in sight and %d free after scrolling, %d before; %d loads were cancelled", got, len(l.rows.unused), in, f.ended)
	}
	late(dots(8)) // for row 0, which shows something else now
	for i, row := range l.rows.inUse {
		if row.picture != nil || row.view.Class != strconv.Itoa(i) {
			t.Errorf("row %d shows %+v", i, row.view)
		}
	}
	words = "second"
	l.Update(3)
	if l.scroll.ScrollToTop(); l.InSight() != 3 || l.rows.inUse[0].view.File != "second" {
		t.Errorf("%d rows after an update, %+v", l.InSight(), l.rows.inUse)
	}
}

func TestAnswerKeys(t *testing.T) {
	var chosen []int
	f := &fake{waiting: map[int]func(image.Image){}}
	w, l := place(t, fyne.NewSize(640, 300), func() *AnswerList { return NewAnswerList(func(i int) { chosen = append(chosen, i) }) })
	l.Set(AnswerSource{Count: 1000, View: func(i int) AnswerView { return AnswerView{File: strconv.Itoa(i)} }, Load: f.load})
	w.Canvas().Focus(l)
	if !l.rows.inUse[0].ringed || l.rows.inUse[1].ringed {
		t.Error("the ring of the keyboard is not at the first row")
	}
	press(l, fyne.KeyDown, fyne.KeyUp, fyne.KeyUp, fyne.KeyReturn, fyne.KeyEnd, fyne.KeyHome, fyne.KeyPageDown)
	if !slices.Equal(chosen, []int{1, 0, 0, 0, 999, 0, 6}) {
		t.Errorf("chosen %v", chosen)
	}
	press(l, fyne.KeyEnd)
	if l.rows.inUse[999] == nil || !l.rows.inUse[999].selected {
		t.Error("End does not bring the last row into sight")
	}
	test.Tap(l.rows.inUse[998])
	if l.Chosen() != 998 || l.rows.inUse[998].ringed {
		t.Errorf("a click chooses %d", l.Chosen())
	}
}
