package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// mistakesPage is the matrix, what is behind its open cell, and how good that is.
type mistakesPage struct {
	matrix *widget.Matrix
	scroll *container.Scroll
	sized  *fyne.Container
	pairs  *widget.RowList
	rows   []Pair
	title  *widget.Text
	axes   *widget.Text
	below  *widget.Text

	fitted bool
	many   bool // too many classes for a matrix, however wide

	good  *goodCard
	cell  *widget.Text
	count *widget.Text
	grid  *widget.Grid
	side  float32 // of its pictures
	say   *labelButtons
	again *widget.Button
	worst *faces
	all   *widget.Button
	box   *fyne.Container
}

func newMistakesPage(p ResultParams) *mistakesPage {
	m := &mistakesPage{matrix: widget.NewMatrix(p.Cell), title: widget.NewEllipsis("What was taken for what", widget.Section, theme.Text),
		axes:  widget.NewText("rows: what it is · columns: what it said", widget.Caption, theme.Faint),
		below: widget.NewEllipsis("Click a cell to see its pictures.", widget.Caption, theme.Faint),
		good:  newGoodCard(), cell: widget.NewEllipsis("", widget.Section, theme.Text), count: widget.NewText("", widget.Body, theme.Dim), worst: newFaces()}
	m.matrix.SetHint("Confusion matrix. Each row is a class; its cells say what its pictures were taken for.")
	m.pairs = widget.NewRowList(p.Pair)
	m.grid = widget.NewGrid(p.Chosen, p.Open)
	m.again = newAgainButton(p.Again)
	m.say = newLabelButtons(func() { p.Confirm(TabMistakes) }, func() { p.Correct(TabMistakes) })
	m.all = widget.NewSmallButton(widget.Quiet, "", theme.IconChevron, p.Mistakes).IconAfter()
	m.all.SetHint("Shows all mistakes above, those first that it was most sure of.")
	m.sized = container.New(matrixLayout{m.matrix}, m.matrix)
	m.scroll = container.NewVScroll(m.sized)
	cell := widget.NewCard(widget.Column(10, widget.Row(8, widget.Grow{CanvasObject: m.cell}, m.count), widget.Grow{CanvasObject: m.grid}, m.say.box))
	worst := widget.Row(8, widget.Grow{CanvasObject: widget.NewEllipsis("Worst mistakes first", widget.Section, theme.Text)}, m.all)
	head := widget.Row(8, widget.Grow{CanvasObject: m.title}, m.axes)
	m.box = container.New(mistakesLayout{m}, head, container.NewStack(m.scroll, m.pairs), widget.Row(8, widget.Grow{CanvasObject: m.below}, m.again), m.good.box, cell, worst, m.worst.box)
	return m
}

func (m *mistakesPage) content() fyne.CanvasObject { return m.box }

func (m *mistakesPage) set(v ResultView) {
	if m.many = v.Counts == nil; !m.many {
		m.matrix.Set(v.Names, v.Counts)
	}
	m.rows = v.Pairs
	m.pairs.Set(len(v.Pairs), func(i int) widget.RowView { return widget.RowView{Words: m.rows[i].Words, Count: m.rows[i].Count} })
	m.good.set(v)
	m.all.Set(widget.Quiet, v.Wrong, theme.IconChevron)
	show(m.all, v.Wrong != "")
	m.worst.set(v.Worst)
	setAgain(m.again, v.Again)
	m.setCell(v.Cell)
}

// fit shows the matrix where there is width for it, and else the pairs that were taken
// for each other.
func (m *mistakesPage) fit(width float32) {
	matrix := !m.many && m.matrix.MinSize().Width <= width
	if matrix == m.scroll.Visible() && matrix != m.pairs.Visible() && m.fitted {
		return
	}
	m.fitted = true
	show(m.scroll, matrix)
	show(m.axes, matrix)
	show(m.pairs, !matrix)
	if matrix {
		m.below.SetWords("Click a cell to see its pictures.")
	} else {
		m.below.SetWords("These were most often taken for each other.")
	}
}

func (m *mistakesPage) setCell(v CellView) {
	m.cell.SetWords(v.Title)
	m.count.SetWords(v.Count)
	m.say.set(v.Say, v.WhyNot)
	show(m.say.box, v.Pictures > 0)
	m.matrix.Open(v.Row, v.Column)
	m.box.Refresh()
}

// matrixLayout gives the matrix the cells that its width has room for.
type matrixLayout struct{ m *widget.Matrix }

func (l matrixLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (l matrixLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	wanted := l.m.Wanted(size.Width)
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width, max(wanted.Height, o[0].MinSize().Height)))
}

// cellSide is how large the pictures of a cell are, or beside a matrix as it is drawn;
// cellRest is what stands about a row of them.
const cellSide, cellDrawn = 102, 76

const cellRest = 102

// drawnPanel is the width of the panel in a window that is neither small nor wide.
const drawnPanel = 364

// mistakesLayout puts the matrix at the left and three things below each other at the
// right.
type mistakesLayout struct{ m *mistakesPage }

func (mistakesLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(600, 300) }

func (l mistakesLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	panel, gap := float32(drawnPanel), float32(40)
	if small(size.Width) {
		panel, gap = 248, 16
	} else if size.Width > 1600 {
		panel = float32(int(size.Width * 0.4))
	}
	left := size.Width - panel - gap
	l.m.fit(left)
	rect{0, 0, left, 20}.put(o[0])
	foot := float32(16)
	if l.m.again.Visible() {
		foot = 28
	}
	rect{0, 28, left, size.Height - 28 - 6 - foot}.put(o[1])
	rect{0, size.Height - foot, left, foot}.put(o[2])
	x := left + gap
	l.m.say.shorten(small(size.Width))
	side := float32(cellSide)
	if panel == drawnPanel {
		side = cellDrawn
	}
	cellLeast := cellRest + side
	if l.m.side != side {
		l.m.side = side
		l.m.grid.SetSide(side)
	}
	l.m.good.bars.Show()
	o[3].Resize(fyne.NewSize(panel, o[3].Size().Height)) // its height follows its width
	good := o[3].MinSize().Height
	if size.Height-good-16 < cellLeast { // the pictures of a cell come first
		l.m.good.bars.Hide()
		good = o[3].MinSize().Height
	}
	rect{x, 0, panel, good}.put(o[3])
	y := good + 16
	strip := facesHeight(panel) + 36
	rest := size.Height - y - strip - 16
	with := rest >= cellLeast
	if !with {
		rest = size.Height - y
	}
	show(o[5], with)
	show(o[6], with)
	rect{x, y, panel, rest}.put(o[4])
	if with {
		rect{x, size.Height - strip, panel, 28}.put(o[5])
		rect{x, size.Height - strip + 36, panel, strip - 36}.put(o[6])
	}
}

// goodCard answers whether the classifier is good enough, beside what needs none.
type goodCard struct {
	verdict *widget.Text
	bars    *fyne.Container
	box     fyne.CanvasObject
}

func newGoodCard() *goodCard {
	g := &goodCard{verdict: widget.NewParagraph("", widget.Body, theme.Dim, 200), bars: widget.Column(8)}
	g.box = widget.NewCard(widget.Column(8, widget.NewEllipsis("Is it good enough?", widget.Section, theme.Text), g.verdict, g.bars))
	return g
}

func (g *goodCard) set(v ResultView) {
	g.verdict.SetWords(v.Verdict)
	g.bars.Objects = nil
	for _, c := range v.Bars {
		role, color := widget.Body, theme.Dim
		fill := theme.Fill
		if c.Own {
			role, color, fill = widget.Control, theme.Text, theme.Accent
		}
		words := widget.NewHinted(widget.NewEllipsis(c.Name, role, color), c.Hint)
		bar := widget.NewBar(c.Share, fill)
		parts := []fyne.CanvasObject{bar}
		if c.Own {
			parts = append(parts, widget.NewSurface(theme.Text, theme.None, 0), widget.NewSurface(theme.Text, theme.None, 0), widget.NewSurface(theme.Text, theme.None, 0))
		}
		g.bars.Add(widget.Column(4, widget.Row(8, widget.Grow{CanvasObject: words}, widget.NewText(c.Value, role, theme.Text)),
			container.New(whiskerLayout{c.Low, c.High}, parts...)))
	}
	g.bars.Refresh()
}

// whiskerLayout is a bar with the ends of an interval over it.
type whiskerLayout struct{ low, high float64 }

func (whiskerLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 10) }

func (l whiskerLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	rect{0, 2, size.Width, 6}.put(o[0])
	if len(o) < 4 {
		return
	}
	low, high := float32(l.low)*size.Width, float32(l.high)*size.Width
	rect{low, 0, 2, 10}.put(o[1])
	rect{max(low, high-2), 0, 2, 10}.put(o[2])
	rect{low, 4, max(2, high-low), 2}.put(o[3])
}
