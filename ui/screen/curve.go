package screen

import (
	"cmp"
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
	title  *widget.Text // nil where it never changes
	words  string       // of the title where there is room, else it is short
	note   *widget.Text // how to read what is drawn beside the error
	told   string       // what note says where there is room
	brief  string       // the same in few words
	chips  *fyne.Container
	score  *widget.Chip // shows what the model knows of labels
	isBare bool
	box    *fyne.Container
}

const errorTitle = "Error on pictures it has never seen"

func newChartPanel(p PretrainParams) *chartPanel {
	c := &chartPanel{chart: widget.NewChart("%.2f"), ground: widget.NewSurface(theme.Card, theme.Line, 12),
		title: widget.NewEllipsis(errorTitle, widget.Section, theme.Text), words: errorTitle,
		note: widget.NewEllipsis("", widget.Caption, theme.Faint)}
	rate := toggleChip("Rate", "Learning rate. Draws how far the model changes in each step over the error.", false, p.ShowRate)
	log := toggleChip("Log", "Logarithmic. Small errors get as much height as large ones.", false, c.chart.SetLog)
	c.score = toggleChip("Labels", "", true, p.ShowScore)
	var compare *widget.Chip
	compare = widget.NewChip("Compare…", func() {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(compare)
		p.Compare(at.AddXY(0, 28))
	})
	compare.SetHint("Compare. Draws the curve of another run over this one.")
	c.chips = widget.Row(6, c.score, rate, log, compare)
	hint := widget.NewHinted(c.title, "Error (loss). How far redrawn patches are from the true ones, lower is better: green on pictures kept for checking, grey on those it learns from.")
	c.box = container.New(chartLayout{c}, c.ground, hint, c.chart, c.chips, c.note)
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
	c.words = cmp.Or(v.CurveTitle, errorTitle)
	c.title.SetWords(c.words)
	c.told, c.brief = "", ""
	if v.Accuracy == nil { // else no labels are asked about beside the error
		c.told, c.brief = v.ScoreNote, v.ScoreBrief
	}
	c.note.SetWords(c.told)
	c.score.SetHint(v.ScoreHint)
	show(c.score, v.Score != "" && v.Accuracy == nil)
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
		show(l.c.note, false)
		rect{size.Width - chips.Width, size.Height - chips.Height, chips.Width, chips.Height}.put(l.c.chips)
		return
	}
	show(l.c.chips, true)
	l.c.chart.SetRoom(0)
	room := max(40, size.Width-chips.Width-48)
	l.c.fitTitle(room)
	rect{16, 14, room, 20}.put(o[1])
	rect{size.Width - chips.Width - 16, 12, chips.Width, chips.Height}.put(l.c.chips)
	top := float32(48)
	if show(l.c.note, l.c.told != ""); l.c.note.Visible() {
		if l.c.note.SetWords(l.c.told); l.c.note.Wanted() > size.Width-32 {
			l.c.note.SetWords(cmp.Or(l.c.brief, l.c.told))
		}
		rect{16, 38, size.Width - 32, 16}.put(l.c.note)
		top = 62
	}
	rect{12, top, size.Width - 28, size.Height - top - 12}.put(l.c.chart)
}

// fitTitle says the title in one word where the whole has no room.
func (c *chartPanel) fitTitle(room float32) {
	if c.title == nil {
		return
	}
	if c.title.SetWords(c.words); c.title.Wanted() > room {
		c.title.SetWords("Error")
	}
}

// toggleChip is a chip that stays chosen until it is tapped again.
func toggleChip(label, hint string, on bool, changed func(on bool)) *widget.Chip {
	var c *widget.Chip
	c = widget.NewChip(label, func() {
		on = !on
		c.Select(on)
		if changed != nil {
			changed(on)
		}
	})
	c.SetHint(hint)
	c.Select(on)
	return c
}
