package widget

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/ui/theme"
)

func TestRowsFoldAndGo(t *testing.T) {
	var did []string
	say := func(what string) func(int) { return func(i int) { did = append(did, fmt.Sprint(what, i)) } }
	_, l := place(t, fyne.NewSize(220, 320), func() *RowList {
		l := NewRowList(say("choose "))
		l.Folded, l.Removed = say("fold "), say("remove ")
		return l
	})
	l.Set(3, func(i int) RowView {
		return RowView{Words: "holiday", Count: "12", Icon: theme.IconFolder, Fold: Fold(i), Removable: i != 1, Indent: float32(16 * i)}
	})
	at := func(row int, x float32) { l.rows[row].Tapped(&fyne.PointEvent{Position: fyne.NewPos(x, 16)}) }
	at(0, 12) // nothing to fold there
	at(1, 30)
	at(2, 100)
	at(2, 210)
	at(1, 210) // cannot be removed
	press(l.rows[1], fyne.KeyRight, fyne.KeyLeft, fyne.KeyDelete)
	press(l.rows[2], fyne.KeyLeft, fyne.KeyDelete, fyne.KeySpace)
	want := []string{"choose 0", "fold 1", "choose 2", "remove 2", "choose 1", "fold 1", "fold 2", "remove 2", "choose 2"}
	if !slices.Equal(did, want) {
		t.Errorf("did %q, want %q", did, want)
	}
}

func TestRowListRecycles(t *testing.T) {
	var tapped []int
	w, l := place(t, fyne.NewSize(220, 320), func() *RowList { return NewRowList(func(i int) { tapped = append(tapped, i) }) })
	l.Set(100_000, func(i int) RowView { return RowView{Words: strings.Repeat("x", i%9)} })
	l.scroll.ScrollToOffset(fyne.NewPos(0, 50_000*rowHeight))
	l.show()
	if l.InSight() > 14 {
		t.Errorf("%d rows exist", l.InSight())
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(50, 8+5))
	if !slices.Equal(tapped, []int{50_000}) {
		t.Errorf("tapped %v", tapped)
	}
	l.Set(2, func(int) RowView { return RowView{} })
	l.Set(0, nil)
}

func TestTapRowButtonIsNotTheRow(t *testing.T) {
	rows, menus := 0, 0
	w, _ := place(t, fyne.NewSize(300, 52), func() *TapRow {
		return NewTapRow(Row(8, NewText("name", Body, theme.Text), Space(), NewSmallButton(Quiet, "", theme.IconMore, func() { menus++ })), func() { rows++ })
	})
	test.TapCanvas(w.Canvas(), fyne.NewPos(296, 34))
	if rows != 0 || menus != 1 {
		t.Errorf("a click on the button: %d rows, %d menus", rows, menus)
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(20, 34))
	if rows != 1 || menus != 1 {
		t.Errorf("a click on the row: %d rows, %d menus", rows, menus)
	}
}
