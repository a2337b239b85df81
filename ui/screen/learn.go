package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// accuracyPanel is the curve of what a classifier has right, laid out as that of its
// error beside it.
type accuracyPanel struct{ chartPanel }

func newAccuracyPanel() *accuracyPanel {
	a := &accuracyPanel{chartPanel{chart: widget.NewChart("%.0f"), ground: widget.NewSurface(theme.Card, theme.Line, 12),
		note: widget.NewEllipsis("", widget.Caption, theme.Faint), chips: widget.Row(0)}}
	title := widget.NewHinted(widget.NewEllipsis("Right of 100 pictures it had not seen", widget.Section, theme.Text),
		"Right (accuracy, top-1). How many of 100 pictures that it never learns from it says the right class of; asked after every epoch.")
	a.box = container.New(chartLayout{&a.chartPanel}, a.ground, title, a.chart, a.chips, a.note)
	return a
}

func (a *accuracyPanel) set(v PretrainView, color fyne.ThemeColorName) {
	a.chart.SetColor(color)
	a.chart.Set(v.Accuracy, v.AccuracyGuides, v.LastEpoch)
}

// buildClassify puts the screen together for classifiers: two curves and figures.
func (s *Pretrain) buildClassify() {
	s.body, _ = pageWith(&learnLayout{s: s}, s.head, s.progress.box, s.next, s.trouble, s.accuracy.box, s.chart.box, s.numbers.box, s.story.box)
	s.empty = container.NewStack()
	s.root = container.NewStack(s.empty, s.body)
}

// learnLayout is the screen of a classifier that learns: what it has right beside its
// error, the figures below.
type learnLayout struct{ s *Pretrain }

func (l *learnLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.s.head.MinSize().Width+48, 420)
}

func (l *learnLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	const gap = 24
	s := l.s
	side, top := margins(size.Width)
	a := (&trainLayout{s: s}).above(rect{side, top, size.Width - 2*side, size.Height - 2*top})
	s.numbers.columns(4)
	s.chart.bare(false)
	numbers := s.numbers.height()
	with := a.height-numbers-gap >= 160
	show(s.numbers.box, with)
	s.progress.fill(true, with)
	charts := a
	if with {
		charts.height -= numbers + gap
		rect{a.x, a.y + charts.height + gap, a.width, numbers}.put(s.numbers.box)
	}
	story := float32(0)
	if a.width >= wideParts && s.story.some() {
		story = 480
	}
	show(s.story.box, story > 0)
	if story > 0 {
		rect{a.x + a.width - story, a.y, story, charts.height}.put(s.story.box)
		charts.width -= story + gap
	}
	half := float32(int((charts.width - gap) / 2))
	rect{charts.x, charts.y, half, charts.height}.put(s.accuracy.box)
	rect{charts.x + half + gap, charts.y, half, charts.height}.put(s.chart.box)
}
