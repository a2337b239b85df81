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

	good   *goodCard
	cell   *widget.Text
	count  *widget.Text
	words  *widget.Text
	grid   *widget.Grid
	card   fyne.CanvasObject // of the cell
	behind int               // pictures
	say    *labelButtons
	again  *widget.Button
	worst  *faces
	head   *fyne.Container // of the worst
	all    *widget.Button
	side   *fyne.Container
	box    *fyne.Container
}

func newMistakesPage(p ResultParams) *mistakesPage {
	m := &mistakesPage{matrix: widget.NewMatrix(p.Cell), title: widget.NewEllipsis("What was taken for what", widget.Section, theme.Text),
		axes:  widget.NewText("rows: what it is · columns: what it said", widget.Caption, theme.Faint),
		below: widget.NewEllipsis("Click a cell to see its pictures.", widget.Caption, theme.Faint),
		good:  newGoodCard(), cell: widget.NewEllipsis("", widget.Section, theme.Text), count: widget.NewText("", widget.Body, theme.Dim),
		words: widget.NewParagraph("", widget.Body, theme.Dim, 200), worst: newFaces()}
	m.matrix.SetHint("Confusion matrix. Each row is a class; its cells say what its pictures were taken for.")
	m.pairs = widget.NewRowList(p.Pair)
	m.grid = widget.NewGrid(p.Chosen, p.Open)
	m.again = newAgainButton(p.Again)
	m.say = newLabelButtons(func() { p.Confirm(TabMistakes) }, func() { p.Correct(TabMistakes) })
	m.all = widget.NewSmallButton(widget.Quiet, "", theme.IconChevron, p.Mistakes).IconAfter()
	m.all.SetHint("Shows all mistakes above, those first that it was most sure of.")
	m.sized = container.New(matrixLayout{m.matrix}, m.matrix)
	m.scroll = container.NewVScroll(widget.Pad(0, matrixBar, 0, 0, m.sized))
	m.card = widget.NewCard(widget.Column(10, widget.Row(8, widget.Grow{CanvasObject: m.cell}, m.count), m.words, widget.Grow{CanvasObject: m.grid}, m.say.box))
	m.head = widget.Row(8, widget.Grow{CanvasObject: widget.NewEllipsis("Worst mistakes first", widget.Section, theme.Text)}, m.all)
	m.side = container.New(mistakesSide{m}, m.good.box, m.card, m.head, m.worst.box)
	head := widget.Row(8, widget.Grow{CanvasObject: m.title}, m.axes)
	m.box = container.New(mistakesLayout{m}, head, container.NewStack(widget.Pad(0, -matrixBar, 0, 0, m.scroll), m.pairs), widget.Row(8, widget.Grow{CanvasObject: m.below}, m.again), scrolledBeside(m.side, 4))
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
	show(m.head, v.Wrong != "")
	show(m.worst.box, v.Wrong != "")
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
	show(m.pairs, !matrix)
	if matrix {
		m.axes.SetWords("rows: what it is · columns: what it said")
		m.below.SetWords("Click a cell to see its pictures.")
	} else {
		m.axes.SetWords("most often first")
		m.below.SetWords("Click a row to see its pictures.")
	}
}

func (m *mistakesPage) setCell(v CellView) {
	if v.Title == "" {
		v.Title, v.Words = "No cell is open", "Choose one at the left to see its pictures."
	}
	m.cell.SetWords(v.Title)
	m.count.SetWords(v.Count)
	m.words.SetWords(v.Words)
	show(m.words, v.Words != "")
	show(m.grid, v.Pictures > 0)
	m.behind = v.Pictures
	m.say.set(v.Say, v.WhyNot)
	show(m.say.box, v.Pictures > 0)
	m.matrix.Open(v.Row, v.Column)
	m.box.Refresh()
}

// matrixBar is the room beside the matrix for the bar that scrolls it.
const matrixBar = 12

// matrixLayout gives the matrix the cells that its width has room for.
type matrixLayout struct{ m *widget.Matrix }

func (l matrixLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (l matrixLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	wanted := l.m.Wanted(size.Width)
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(size.Width, max(wanted.Height, o[0].MinSize().Height)))
}

// mistakesLayout puts the matrix at the left, with a line right below it, and what it
// says at the right.
type mistakesLayout struct{ m *mistakesPage }

func (mistakesLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(600, 300) }

func (l mistakesLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	panel, gap := float32(364), float32(40)
	if small(size.Width) {
		panel, gap = 248, 16
	} else if size.Width > 1600 {
		panel = float32(int(size.Width * 0.4))
	}
	left := size.Width - panel - gap
	l.m.fit(left)
	l.m.say.shorten(small(size.Width))
	foot := float32(16)
	if l.m.again.Visible() {
		foot = 28
	}
	const words = 400 // that stand above
	wide, high := left, l.m.pairs.Wanted()
	if l.m.scroll.Visible() {
		wanted := l.m.matrix.Wanted(left)
		wide, high = min(left, max(words, wanted.Width)), wanted.Height
	}
	high = min(high, size.Height-28-6-foot)
	rect{0, 0, wide, 20}.put(o[0])
	rect{0, 28, left, high}.put(o[1])
	rect{0, 28 + high + 6, left, foot}.put(o[2])
	for _, part := range l.m.side.Objects { // their height follows their width
		part.Resize(fyne.NewSize(panel, part.Size().Height))
	}
	rect{left + gap, 0, panel, size.Height}.put(o[3])
}

// mistakesSide is the answer in words, the pictures behind the open cell, and the worst
// mistakes below each other. Where there is no height for all three the pictures come
// first, for the title has the answer already, and the rest scrolls.
type mistakesSide struct{ m *mistakesPage }

const (
	sideGap              = 16
	cellLeast, cellMost  = 76, 180 // sides of the pictures of a cell
	worstHead, worstHigh = 28, 36  // the words above the worst mistakes, with the space below
)

// cellRoom is the height in which the pictures of a cell can be looked at: a row of them as
// drawn, and where only two stand in a row larger ones.
func cellRoom(width float32) float32 {
	if width < 300 {
		return 104
	}
	return cellLeast
}

func (mistakesSide) worst(width float32) float32 { return worstHigh + facesHeight(width) }

// frame is what the card of a cell needs beside the pictures.
func (s mistakesSide) frame() float32 {
	frame := s.m.card.MinSize().Height
	if s.m.grid.Visible() {
		frame -= s.m.grid.MinSize().Height
	}
	return frame
}

func (s mistakesSide) least(width float32) float32 {
	height := s.m.good.box.MinSize().Height + sideGap + s.frame()
	if s.m.grid.Visible() {
		height += cellRoom(width)
	}
	if s.m.head.Visible() {
		height += sideGap + s.worst(width)
	}
	return height
}

func (s mistakesSide) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, s.least(o[0].Size().Width))
}

func (s mistakesSide) Layout(o []fyne.CanvasObject, size fyne.Size) {
	good, least := o[0].MinSize().Height, s.least(size.Width)
	roomy := size.Height > least
	y := float32(0)
	if roomy {
		rect{0, 0, size.Width, good}.put(o[0])
		y = good + sideGap
	}
	cell := s.frame()
	if s.m.grid.Visible() {
		const padding = 16
		room := cellRoom(size.Width) + size.Height - least
		cell += min(room, s.m.grid.Fill(s.m.behind, size.Width-2*padding, room, cellLeast, cellMost))
	}
	rect{0, y, size.Width, cell}.put(o[1])
	y += cell + sideGap
	if s.m.head.Visible() {
		rect{0, y, size.Width, worstHead}.put(o[2])
		rect{0, y + worstHigh, size.Width, s.worst(size.Width) - worstHigh}.put(o[3])
		y += s.worst(size.Width) + sideGap
	}
	if !roomy {
		rect{0, y, size.Width, good}.put(o[0])
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
