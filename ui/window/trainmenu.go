package window

import (
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"maestudio/core/library"
	"maestudio/ui/widget"
)

// extend asks how long a finished run should go on.
func (t *train) extend() {
	perEpoch := t.perEpoch()
	choices := []struct {
		words  string
		epochs int
	}{{"Half as long again", t.state.Epochs + max(1, t.state.Epochs/2)}, {"Twice as long", 2 * t.state.Epochs}}
	if perEpoch > 0 {
		n := max(1, int(2*time.Hour/perEpoch))
		choices = append(choices, struct {
			words  string
			epochs int
		}{fmt.Sprintf("Two more hours (%s)", plural(n, "epoch", "epochs")), t.state.Epochs + n})
	}
	var items []*fyne.MenuItem
	for _, c := range choices {
		items = append(items, fyne.NewMenuItem(fmt.Sprintf("%s, to epoch %s", c.words, number(c.epochs)), func() { t.launch(c.epochs) }))
	}
	size := t.w.win.Canvas().Size()
	t.w.popUp(fyne.NewPos(size.Width-320, 84), items...)
}

// perEpoch is how long an epoch took.
func (t *train) perEpoch() time.Duration {
	if t.state.Speed <= 0 || t.state.Pictures == 0 {
		return 0
	}
	return time.Duration(float64(t.state.Pictures) / t.state.Speed * float64(time.Second))
}

// compare offers the other runs for the chart.
func (t *train) compare(at fyne.Position) {
	lib := t.w.library
	t.w.fromDisk("the runs", func() func() {
		all, err := lib.List()
		return func() {
			if err != nil {
				t.fail(err)
				return
			}
			t.offer(at, all)
		}
	})
}

// offer shows the menu of the runs that have a curve.
func (t *train) offer(at fyne.Position, all []library.Summary) {
	var items []*fyne.MenuItem
	for _, s := range all {
		if filepath.Clean(s.Dir) != filepath.Clean(t.dir) && canCompare(s) && s.Config.Task == t.config.Task {
			items = append(items, t.comparison(s))
		}
	}
	if len(items) == 0 {
		t.w.toast("There is no other run with a curve yet.", nil)
		return
	}
	if len(t.others) > 0 {
		items = append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem("None of them", func() { t.others = nil; t.show() }))
	}
	t.w.popUp(at, items...)
}

// comparison draws another run's curve, or no longer.
func (t *train) comparison(s library.Summary) *fyne.MenuItem {
	drawn := slices.IndexFunc(t.others, func(o library.Summary) bool { return o.Dir == s.Dir })
	item := fyne.NewMenuItem(s.Name, func() {
		if drawn >= 0 {
			t.others = slices.Delete(slices.Clone(t.others), drawn, drawn+1)
		} else {
			t.others = append(t.others, s)
		}
		t.show()
	})
	item.Checked = drawn >= 0
	return item
}

func (w *Window) popUp(at fyne.Position, items ...*fyne.MenuItem) {
	widget.ShowMenu(w.win.Canvas(), at, 160, items...)
}
