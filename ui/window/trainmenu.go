package window

import (
	"fmt"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"

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
	all, err := t.w.library.List()
	if err != nil {
		t.fail(err)
		return
	}
	items := []*fyne.MenuItem{fyne.NewMenuItem("None", func() { t.others = nil; t.show() })}
	for _, s := range all {
		if filepath.Clean(s.Dir) == filepath.Clean(t.dir) || len(s.State.Train) < 2 {
			continue
		}
		items = append(items, fyne.NewMenuItem(s.Name, func() { t.others = append(t.others, s); t.show() }))
	}
	t.w.popUp(at, items...)
}

func (w *Window) popUp(at fyne.Position, items ...*fyne.MenuItem) {
	widget.ShowMenu(w.win.Canvas(), at, 160, items...)
}
