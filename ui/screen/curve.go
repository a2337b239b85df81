package screen

import (
	"fmt"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// chartPanel is the curve with its title and switches, on a card or bare.
type chartPanel struct {
	chart  *widget.Chart
	ground *widget.Surface
	title  *widget.Text
	chips  *fyne.Container
	score  *widget.Chip // shows what the model knows of labels
	isBare bool
	box    *fyne.Container
}

func newChartPanel(p PretrainParams) *chartPanel {
	c := &chartPanel{chart: widget.NewChart("%.2f"), ground: widget.NewSurface(theme.Card, theme.Line, 12),
		title: widget.NewEllipsis("Error on pictures it has never seen", widget.Section, theme.Text)}
	rate := toggleChip("Rate", "Learning rate. Draws how far the model changes in each step over the error.", p.ShowRate)
	log := toggleChip("Log", "Logarithmic. Small errors get as much height as large ones.", c.chart.SetLog)
	c.score = toggleChip("Labels", "", p.ShowScore)
	var compare *widget.Chip
	compare = widget.NewChip("Compare…", func() {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(compare)
		p.Compare(at.AddXY(0, 28))
	})
	compare.SetHint("Compare. Draws the curve of another run over this one.")
	c.chips = widget.Row(6, c.score, rate, log, compare)
	hint := widget.NewHinted(c.title, "Error (loss). How far redrawn patches are from the true ones, lower is better: green on pictures kept for checking, grey on those it learns from.")
	c.box = container.New(chartLayout{c}, c.ground, hint, c.chart, c.chips)
	return c
}

// bare takes the card and the title away.
func (c *chartPanel) bare(on bool) {
	if c.isBare == on {
		return
	}
	c.isBare = on
	show(c.ground, !on)
	show(c.box.Objects[1], !on)
	c.box.Refresh()
}

func (c *chartPanel) set(v PretrainView, color fyne.ThemeColorName) {
	title := v.CurveTitle
	if title == "" {
		title = "Error on pictures it has never seen"
	}
	c.title.SetWords(title)
	c.score.SetHint(v.ScoreHint)
	show(c.score, v.Score != "")
	c.chart.SetColor(color)
	c.chart.Set(v.Curves, v.Guides, v.LastEpoch)
}

// lastLoss returns the newest value of the curve in words.
func lastLoss(curves []widget.Curve) (string, bool) {
	for i := len(curves) - 1; i >= 0; i-- {
		c := curves[i]
		if n := len(c.Y); n > 0 && !c.Muted && !c.Thin && !c.Dotted && !math.IsNaN(c.Y[n-1]) {
			return fmt.Sprintf("%.2f", c.Y[n-1]), true
		}
	}
	return "", false
}

// chartLayout puts the switches beside the title, or where there is no title
// into the lower right corner.
type chartLayout struct{ c *chartPanel }

func (chartLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 80) }

func (l chartLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	chips := l.c.chips.MinSize()
	rect{0, 0, size.Width, size.Height}.put(o[0])
	if l.c.isBare {
		l.c.chart.SetRoom(chips.Width + 28)
		rect{-2, 0, size.Width + 2, size.Height}.put(l.c.chart)
		show(l.c.chips, size.Height >= 84)
		rect{size.Width - chips.Width, size.Height - chips.Height, chips.Width, chips.Height}.put(l.c.chips)
		return
	}
	show(l.c.chips, true)
	l.c.chart.SetRoom(0)
	rect{16, 14, max(40, size.Width-chips.Width-48), 20}.put(o[1])
	rect{size.Width - chips.Width - 16, 12, chips.Width, chips.Height}.put(l.c.chips)
	rect{12, 48, size.Width - 28, size.Height - 60}.put(l.c.chart)
}

// toggleChip is a chip that stays chosen until it is tapped again.
func toggleChip(label, hint string, changed func(on bool)) *widget.Chip {
	on := false
	var c *widget.Chip
	c = widget.NewChip(label, func() {
		on = !on
		c.Select(on)
		if changed != nil {
			changed(on)
		}
	})
	c.SetHint(hint)
	return c
}

// numbers is the card of figures beside or below the curve.
type numbers struct {
	stats  []*widget.Stat
	values [][2]string
	score  *widget.Hinted
	across int
	ground *widget.Surface
	box    *fyne.Container
}

// figures names what the card shows; the first four also in a normal window,
// where the fifth, if there is one, takes the place of the memory.
var figures = []struct{ name, hint string }{
	{"Speed", "Speed. How many pictures are learned from in a second."},
	{"Memory", "Memory. What the training process holds now."},
	{"Learning rate", "Learning rate. How far the model changes in a step now; it rises at first and falls to the end."},
	{"Running for", "Running for. How long this run has been learning; the time that it was paused or stopped does not count."},
	{"Knows of labels", ""},
	{"Error now", "Error (loss). How far redrawn patches are from the true ones; lower is better."},
	{"Time left", "Time left. What the rest takes at the speed of now."},
	{"Checkpoint", "Checkpoint. The newest state that is saved; after a crash training goes on from it."},
	{"Disk", "Disk. What this run takes on disk."},
}

// The places in figures of what is not always there, and of what makes room for it.
const memory, score, errorNow = 1, 4, 5

func newNumbers() *numbers {
	n := &numbers{across: 1, ground: widget.NewSurface(theme.Card, theme.Line, 12), values: make([][2]string, len(figures))}
	objects := []fyne.CanvasObject{n.ground}
	for i, f := range figures {
		stat := widget.NewStat(f.name, "", "")
		n.stats = append(n.stats, stat)
		hinted := widget.NewHinted(stat, f.hint)
		objects = append(objects, hinted)
		if i == score {
			n.score = hinted
		}
	}
	n.box = container.New(numbersLayout{n}, objects...)
	return n
}

func (n *numbers) set(v PretrainView) {
	loss, _ := lastLoss(v.Curves)
	n.values = [][2]string{{v.Speed, v.SpeedUnit}, {v.Memory, v.MemoryUnit}, {v.Rate, ""}, {v.Running, v.RunningUnit},
		{v.Score, v.ScoreUnit}, {loss, ""}, {v.TimeLeft, v.TimeLeftUnit}, {v.Saved, ""}, {v.Disk, v.DiskUnit}}
	n.score.SetHint(v.ScoreHint)
	for i, value := range n.values {
		if value[0] == "–" || value[0] == "" && i < 4 {
			value = [2]string{"–", ""}
		}
		n.stats[i].Set(value[0], value[1])
	}
}

func (n *numbers) columns(across int) {
	if n.across != across {
		n.across = across
		n.box.Refresh()
	}
}

// shown returns which figures are known and asked for.
func (n *numbers) shown() []int {
	all := []int{0, 1, 2, 3}
	known := func(i int) bool { return n.values[i][0] != "" }
	if n.across == 1 {
		if known(score) {
			all[memory] = score
		}
		return all
	}
	for i := 4; i < len(n.values); i++ {
		if known(i) && (i != errorNow || !known(score)) { // two rows of four; the curve ends at the error too
			all = append(all, i)
		}
	}
	return all
}

const statHeight, statGap = 44, 24

// height is what the figures take side by side.
func (n *numbers) height() float32 {
	rows := float32((len(n.shown()) + 3) / 4)
	return rows*(statHeight+statGap) - statGap + 40
}

type numbersLayout struct{ n *numbers }

func (numbersLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(160, 80) }

func (l numbersLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	rect{0, 0, size.Width, size.Height}.put(o[0])
	for _, stat := range o[1:] {
		stat.Hide()
	}
	shown := l.n.shown()
	if l.n.across > 1 {
		step := (size.Width - 48) / 4
		for k, i := range shown {
			o[i+1].Show()
			rect{24 + float32(k%4)*step, 20 + float32(k/4)*(statHeight+statGap), step - 8, statHeight}.put(o[i+1])
		}
		return
	}
	fit := min(len(shown), int((size.Height-20)/statHeight))
	step := (size.Height - 24 - statHeight) / float32(max(1, fit-1))
	for k := range fit {
		o[shown[k]+1].Show()
		rect{16, 12 + float32(k)*step, size.Width - 32, statHeight}.put(o[shown[k]+1])
	}
}
