package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// classesPage is the table of classes under the figures of all of them.
type classesPage struct {
	figures *fyne.Container
	list    *fynewidget.List
	rows    []ClassScore
	box     *fyne.Container
}

// scoreColumns are the table's columns after the name, with what they mean.
var scoreColumns = []Fact{
	{"pictures", "", "How many pictures of the class it was asked about."},
	{"precision", "", "Precision. Of those it called so, the share that is."},
	{"recall", "", "Recall. Of those that are, the share it called so."},
	{"F1", "", "F1. The harmonic mean of precision and recall."},
}

func newClassesPage() *classesPage {
	c := &classesPage{figures: container.New(&columnsLayout{gap: 16, most: 6, least: 110})}
	head := []fyne.CanvasObject{widget.NewEllipsis("class", widget.Caption, theme.Faint)}
	for _, f := range scoreColumns {
		head = append(head, widget.NewHinted(widget.NewText(f.Name, widget.Caption, theme.Faint).Right(), f.Hint))
	}
	c.list = fynewidget.NewList(func() int { return len(c.rows) }, scoreRow, func(i int, o fyne.CanvasObject) { c.fill(c.rows[i], o) })
	c.list.HideSeparators = true
	body := widget.Column(4, container.New(scoreLayout{}, head...), widget.Divider(), widget.Grow{CanvasObject: c.list})
	c.box = widget.Column(20, c.figures, widget.Grow{CanvasObject: body})
	return c
}

func scoreRow() fyne.CanvasObject {
	o := []fyne.CanvasObject{widget.NewEllipsis("", widget.Body, theme.Text)}
	for range scoreColumns {
		o = append(o, widget.NewText("", widget.Body, theme.Dim).Right())
	}
	return container.New(scoreLayout{}, o...)
}

func (c *classesPage) fill(row ClassScore, o fyne.CanvasObject) {
	for i, words := range []string{row.Name, row.Pictures, row.Precision, row.Recall, row.F1} {
		o.(*fyne.Container).Objects[i].(*widget.Text).SetWords(words)
	}
}

func (c *classesPage) content() fyne.CanvasObject { return c.box }

func (c *classesPage) set(v ResultView) {
	c.figures.Objects = nil
	for _, f := range v.Figures {
		c.figures.Add(widget.NewHinted(widget.NewStat(f.Name, f.Value, ""), f.Hint))
	}
	c.rows = v.Classes
	c.figures.Refresh()
	c.list.Refresh()
}

// scoreLayout gives the columns of figures a width each, and the name the rest up to
// where it can still be followed to them.
type scoreLayout struct{}

const scoreColumn, scoreName = 88, 360

func (scoreLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 24) }

func (scoreLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	name := min(scoreName, size.Width-float32(len(o)-1)*scoreColumn-8)
	y := float32(int((size.Height - 18) / 2))
	rect{0, y, name - 8, 18}.put(o[0])
	for i, c := range o[1:] {
		rect{name + float32(i)*scoreColumn, y, scoreColumn, 18}.put(c)
	}
}

// certaintyPage is the reliability diagram with what it means.
type certaintyPage struct {
	diagram *widget.Reliability
	words   *widget.Text
	box     *fyne.Container
}

func newCertaintyPage() *certaintyPage {
	c := &certaintyPage{diagram: widget.NewReliability(), words: widget.NewParagraph("", widget.Lead, theme.Dim, 240)}
	help := widget.NewParagraph("A bar for each range of certainty, as high as the share of its answers that were right. Where bars end on the dashed line, it is right as often as it is sure; below, it is too sure. Grey bars stand for fewer than five pictures.", widget.Body, theme.Faint, 240)
	title := widget.NewEllipsis("Is it right as often as it is sure?", widget.Section, theme.Text)
	c.box = container.New(certaintyLayout{}, c.diagram, widget.Column(12, title, c.words, help))
	return c
}

func (c *certaintyPage) content() fyne.CanvasObject { return c.box }

func (c *certaintyPage) set(v ResultView) {
	c.diagram.Set(v.Bins)
	c.words.SetWords(v.Certain)
	c.box.Refresh()
}

type certaintyLayout struct{}

func (certaintyLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(500, 200) }

func (certaintyLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	side := min(size.Height, size.Width*0.55, 640)
	rect{0, 0, side + 40, side}.put(o[0])
	rest := min(480, size.Width-side-88)
	o[1].Resize(fyne.NewSize(rest, 0))
	rect{side + 88, 8, rest, o[1].MinSize().Height}.put(o[1])
}

// labelsPage shows pictures whose label is likely wrong.
type labelsPage struct {
	words  *widget.Text
	grid   *widget.Grid
	reason *widget.Text
	name   *widget.Text
	reveal *widget.Button
	say    *labelButtons
	again  *widget.Button
	foot   *fyne.Container
	box    *fyne.Container
}

func newLabelsPage(p ResultParams) *labelsPage {
	l := &labelsPage{words: widget.NewParagraph("", widget.Body, theme.Dim, 400), name: widget.NewEllipsis("", widget.Control, theme.Text),
		reason: widget.NewParagraph("", widget.Body, theme.Dim, 300), again: newAgainButton(p.Again)}
	l.grid = widget.NewGrid(func() {
		if p.Reveal != nil {
			p.Reveal(-1)
		}
	}, p.Reveal)
	l.grid.SetSide(120)
	l.reveal = widget.NewSmallButton(widget.Standard, "Show in file manager", "", func() { p.Reveal(l.grid.Selected()) })
	l.reveal.SetHint("Opens the folder that the picture lies in: its whole path is there.")
	l.say = newLabelButtons(func() { p.Confirm(TabLabels) }, func() { p.Correct(TabLabels) })
	l.foot = widget.Row(8, widget.Grow{CanvasObject: widget.Column(2, l.name, l.reason)}, l.reveal, l.say.box)
	l.foot.Hide()
	l.box = widget.Column(12, widget.Row(16, widget.Grow{CanvasObject: l.words}, l.again), widget.Grow{CanvasObject: l.grid}, l.foot)
	return l
}

func (l *labelsPage) content() fyne.CanvasObject { return l.box }

func (l *labelsPage) set(v ResultView) {
	l.words.SetWords(v.SuspectWords)
	setAgain(l.again, v.Again)
	show(l.grid, len(v.Suspects) > 0)
	l.choose(Suspicion{})
}

// choose says why the selected picture is suspect; nothing of none.
func (l *labelsPage) choose(s Suspicion) {
	show(l.foot, s.Label != "")
	if s.Label != "" {
		l.name.SetWords("Labelled " + s.Label + ", looks like " + s.Instead)
		l.reason.SetWords(s.Reason)
	}
	l.box.Refresh()
}

// curvesPage is how it learned: what it has right, and its error.
type curvesPage struct {
	accuracy, loss *widget.Chart
	box            *fyne.Container
}

func newCurvesPage() *curvesPage {
	c := &curvesPage{accuracy: widget.NewChart("%.0f"), loss: widget.NewChart("%.2f")}
	c.box = container.New(halvesLayout{}, chartCard("Right of 100 pictures kept for checking", c.accuracy), chartCard("Error", c.loss))
	return c
}

func chartCard(title string, chart *widget.Chart) fyne.CanvasObject {
	return widget.NewCard(widget.Column(12, widget.NewEllipsis(title, widget.Section, theme.Text), widget.Grow{CanvasObject: chart}))
}

func (c *curvesPage) content() fyne.CanvasObject { return c.box }

func (c *curvesPage) set(v ResultView) {
	c.accuracy.Set(v.Accuracy, v.Guides, v.LastEpoch)
	c.loss.Set(v.Loss, nil, v.LastEpoch)
}

// halvesLayout puts two things side by side, or in a narrow place below each other.
type halvesLayout struct{}

func (halvesLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, 160) }

func (halvesLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const gap = 24
	if size.Width < 700 && size.Height > 360 {
		half := float32(int((size.Height - gap) / 2))
		rect{0, 0, size.Width, half}.put(o[0])
		rect{0, half + gap, size.Width, half}.put(o[1])
		return
	}
	half := float32(int((size.Width - gap) / 2))
	rect{0, 0, half, size.Height}.put(o[0])
	rect{half + gap, 0, half, size.Height}.put(o[1])
}
