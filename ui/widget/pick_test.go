package widget

import (
	"math"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestPickAndWipe(t *testing.T) {
	var chosen []int
	w, p := place(t, fyne.NewSize(168, 200), func() *Pick {
		return NewPick([]string{"a", "b"}, 0, func(i int) { chosen = append(chosen, i) })
	})
	test.Tap(p)
	if w.Canvas().Overlays().Top() == nil {
		t.Error("no list opens")
	}
	p.Choose(1)
	p.Set([]string{"c"}, 4)
	if p.word() != "" || !slices.Equal(chosen, []int{1}) {
		t.Errorf("shows %q, chosen %v", p.word(), chosen)
	}
	_, x := place(t, fyne.NewSize(200, 200), NewWipe)
	x.Set(dots(32), dots(64), "a", "b")
	x.Tapped(&fyne.PointEvent{Position: fyne.NewPos(50, 9)})
	press(x, fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft)
	if math.Abs(float64(x.share-0.3)) > 0.01 {
		t.Errorf("the line stands at %v", x.share)
	}
	x.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(-90, 0)}})
	if x.share != 0 {
		t.Errorf("dragged out: %v", x.share)
	}
}

// What explains a part of a dialog lies above the dialog, and goes with it.
func TestTipAboveADialog(t *testing.T) {
	w, below := place(t, fyne.NewSize(600, 300), func() *Button { return NewButton(Standard, "x", "", nothing) })
	l, b := w.Content().(*Layer), NewButton(Standard, "y", "", nothing)
	b.SetHint("Says what it does.")
	d := NewPanel("A dialog", b)
	if tipFor(below, l.tip) != l.tip {
		t.Error("without a dialog it is not the window's")
	}
	d.ShowOn(w.Canvas())
	for _, hide := range []func(){func() { hideTip(b) }, d.Hide} {
		l.owner, l.waiting, l.shown = b, time.NewTimer(time.Hour), tipFor(b, l.tip) // as after tipDelay
		l.shown.show(b.Hint(), b, fyne.NewPos(300, 150), l.Size())
		if !d.tip.Visible() || l.tip.Visible() || d.tip.text.Words() != "Says what it does." {
			t.Fatalf("it shows %q", d.tip.text.Words())
		}
		if hide(); d.tip.Visible() {
			t.Error("it stays")
		}
	}
}

// What was about to be explained below a dialog is not explained above it.
func TestTipBelowADialog(t *testing.T) {
	w, below := place(t, fyne.NewSize(600, 300), func() *Button { return NewButton(Standard, "x", "", nothing) })
	l := w.Content().(*Layer)
	below.SetHint("Says what it does.")
	showTip(below, below.Hint(), fyne.NewPos(300, 150))
	if l.owner != below {
		t.Fatal("nothing is about to be explained")
	}
	NewPanel("A dialog", NewButton(Standard, "y", "", nothing)).ShowOn(w.Canvas())
	if l.owner != nil {
		t.Error("it is still about to be explained")
	}
}

func TestToastAndTip(t *testing.T) {
	undone := 0
	w, b := place(t, fyne.NewSize(600, 300), func() *Button { return NewButton(Standard, "x", "", nothing) })
	l := w.Content().(*Layer)
	ShowToast(b, "It is in the trash.", "Undo", func() { undone++ })
	if !l.toast.Visible() {
		t.Fatal("no toast")
	}
	test.Tap(l.toast.action)
	if undone != 1 || l.toast.Visible() {
		t.Errorf("undone %d times, still visible %v", undone, l.toast.Visible())
	}
	l.tip.show("A sentence near the lower right corner that needs two lines.", w.Content(), fyne.NewPos(590, 295), l.Size())
	if at, size := l.tip.Position(), l.tip.Size(); at.X+size.Width > 616 || at.Y+size.Height > 316 || at.X < 0 || at.Y < 0 {
		t.Errorf("the tip lies at %v, %v", at, size)
	}
	b.Resize(fyne.NewSize(80, 36))
	below := fyne.CurrentApp().Driver().AbsolutePositionForObject(b).Y + 36
	l.tip.show("Button. Presses.", b, fyne.NewPos(20, 20), l.Size())
	if l.tip.term.Words() != "Button" || l.tip.text.Words() != "Presses." || l.tip.Position().Y < below {
		t.Errorf("%q, %q at %v", l.tip.term.Words(), l.tip.text.Words(), l.tip.Position())
	}
}
