package screen

import (
	"fyne.io/fyne/v2"
)

// trainLayout is the Pre-train screen: pictures above, the curve below; above
// 1800 pictures at the left and numbers at the right. Spare height goes to the
// curve.
type trainLayout struct {
	s      *Pretrain
	isWide bool
}

func (l *trainLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.s.head.MinSize().Width+48, 420)
}

func (l *trainLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	side, top := margins(size.Width)
	if top == 32 {
		top = 28
	}
	area := rect{side, top, size.Width - 2*side, size.Height - 2*top}
	area = l.above(area)
	wide := area.width >= wideParts
	if wide && !l.isWide && l.s.p.Widened != nil {
		l.s.p.Widened()
	}
	l.isWide = wide
	switch few := l.s.rows.filled; {
	case wide:
		l.wide(area)
		return
	case few > 0 && (few < fewColumns || few == fewColumns && !small(area.width)) && l.few(area, few):
		return
	}
	l.narrow(area)
}

// above places head, error and progress and returns what is left below them.
func (l *trainLayout) above(a rect) rect {
	s, big, gap := l.s, float32(24), float32(20)
	if small(a.width) {
		big, gap = 12, 12
	}
	bottom := a.y + a.height
	take := func(o fyne.CanvasObject, space float32) {
		o.Resize(fyne.NewSize(a.width, o.Size().Height)) // a paragraph's height follows its width
		height := o.MinSize().Height
		rect{a.x, a.y, a.width, height}.put(o)
		a.y += height + space
	}
	take(s.head, big)
	if s.trouble.Visible() {
		take(s.trouble, gap)
	}
	if s.next.Visible() {
		take(s.progress.box, 6)
		take(s.next, gap)
	} else {
		take(s.progress.box, gap)
	}
	a.height = bottom - a.y
	return a
}

const (
	replayHeight = 28
	noteHeight   = 16
	cardLeast    = 140 // below, the chart loses its card
	chartLeast   = 80  // below, it goes
	mostGiven    = 48  // what the pictures give up for it, in all three rows
	smallChart   = 130 // the least in a small window, where pictures give up more
	mostOfSmall  = 96
)

// given is what the pictures, in all three rows, give up for a curve that has only rest px.
func given(width, rest float32) float32 {
	least, most := float32(chartLeast), float32(mostGiven)
	if small(width) {
		least, most = smallChart, mostOfSmall
	}
	if rest < least && rest >= least-most {
		return least - rest
	}
	return 0
}

// fewColumns is how many pictures leave room for the numbers beside them.
const fewColumns = 5

// fewNumbers is the height of three rows of numbers, fewChart the least of the curve
// above them.
const fewNumbers, fewChart = 172, 160

// fewSide is the least width of the curve and the numbers beside few pictures.
const fewSide = 320

// few places pictures that do not fill the width at the left, as large as there is room,
// and the curve and the numbers at the right, and says whether they have any. All of it
// ends at the same height: what is spare goes above Replay.
func (l *trainLayout) few(a rect, n int) bool {
	s := l.s
	s.better.box.Hide()
	s.brief.Hide()
	most := a.width - 24 - fewSide
	gap, label := s.rows.gap(most), s.rows.label(most)
	tile := min(float32(int((a.height-replayHeight-noteHeight-20-3*gap)/3)), s.rows.tile(most, n))
	left := rect{a.x, a.y, label + float32(n)*(tile+gap), a.height}
	right := rect{left.x + left.width + 24, a.y, a.width - left.width - 24, a.height}
	if right.height < fewChart {
		return false
	}
	s.story.box.Hide()
	s.rows.columns(n)
	rect{left.x, left.y, left.width, 3*tile + 2*gap}.put(s.rows.box)
	y := left.y + 3*tile + 3*gap
	show(s.note, s.note.Words() != "")
	rect{left.x, y, left.width, noteHeight}.put(s.note) // which is wider than few pictures
	rect{left.x, a.y + a.height - replayHeight, left.width, replayHeight}.put(s.replay.box)
	l.beside(right)
	return true
}

// beside places the curve above the numbers, two in a row, for which there may be no
// height.
func (l *trainLayout) beside(a rect) {
	s := l.s
	with := a.height >= fewChart+24+fewNumbers
	s.chart.bare(false)
	s.numbers.columns(2)
	s.progress.fill(true, with)
	show(s.chart.box, true)
	show(s.numbers.box, with)
	if !with {
		a.put(s.chart.box)
		return
	}
	rect{a.x, a.y, a.width, a.height - fewNumbers - 24}.put(s.chart.box)
	rect{a.x, a.y + a.height - fewNumbers, a.width, fewNumbers}.put(s.numbers.box)
}

func (l *trainLayout) narrow(a rect) {
	s := l.s
	s.better.box.Hide()
	s.story.box.Hide()
	gap := s.rows.gap(a.width)
	noted := float32(0)
	if s.note.Words() != "" {
		noted = noteHeight + 6
	}
	below := gap - 2 + noted + replayHeight + 14
	rows := min(s.rows.height(a.width, 8), a.height-replayHeight-gap-noted)
	rows -= given(a.width, a.height-rows-below) // smaller pictures, and the curve stays
	rect{a.x, a.y, a.width, rows}.put(s.rows.box)
	y := a.y + rows + gap - 2
	rest := a.height - rows - below
	l.notes(rect{a.x + s.rows.label(a.width) + gap, y, a.width - s.rows.label(a.width) - gap, noteHeight}, rest)
	y += noted
	rect{a.x, y, a.width, replayHeight}.put(s.replay.box)
	l.lower(rect{a.x, y + replayHeight + 14, a.width, rest})
}

// notes places what is to be known of the pictures and, where the curve below has only
// `rest` px and no line of its own for it, of the score of labels that is drawn there.
func (l *trainLayout) notes(a rect, rest float32) {
	s := l.s
	show(s.note, s.note.Words() != "")
	brief := s.brief.Wanted()
	show(s.brief, s.brief.Words() != "" && isBare(a.width, rest) && rest >= chartLeast)
	if s.brief.Visible() {
		rect{a.x + a.width - brief, a.y, brief, a.height}.put(s.brief)
		a.width -= brief + 16
	}
	a.put(s.note)
}

// isBare tells whether the curve has no card.
func isBare(width, height float32) bool { return small(width) || height < cardLeast }

// lower places the curve and, where there is room, the numbers beside it.
func (l *trainLayout) lower(a rect) {
	const gap = 24
	s := l.s
	bare := isBare(a.width, a.height)
	with := !bare && a.height >= 132
	show(s.chart.box, a.height >= chartLeast)
	show(s.numbers.box, with)
	s.progress.fill(a.height >= chartLeast, with)
	s.chart.bare(bare)
	chart := a
	if with {
		numbers := s.numbers.besides(a.height)
		chart.width -= numbers + gap
		rect{a.x + a.width - numbers, a.y, numbers, a.height}.put(s.numbers.box)
	}
	if a.height >= chartLeast {
		chart.put(s.chart.box)
	}
}

// betterLeast is the height in which it is shown how one picture got better.
const betterLeast = 180

// pictures are how many stand in a row of a wide window, and the width that they take:
// three fifths or, where there are few, what they need as large as the height lets them
// be. How one of them got better has no room under a single one.
func (l *trainLayout) pictures(a rect) (columns int, width float32) {
	width = float32(int(a.width * 0.6))
	n := l.s.rows.filled
	if n == 0 || n >= fewColumns {
		return fewColumns, width
	}
	height := a.height - replayHeight - noteHeight - 52
	if n > 1 && l.s.better.some() {
		height -= betterLeast + 60
	}
	gap, label := l.s.rows.gap(width), l.s.rows.label(width)
	tile := min(l.s.rows.tile(width, n), float32(int((height-2*gap)/3)))
	return n, label + float32(n)*(tile+gap)
}

func (l *trainLayout) wide(a rect) {
	const gap = 48
	s := l.s
	columns, width := l.pictures(a)
	left := rect{a.x, a.y, width, a.height}
	right := rect{a.x + left.width + gap, a.y, a.width - left.width - gap, a.height}
	s.brief.Hide()
	rows := min(s.rows.height(left.width, columns), a.height-replayHeight-12)
	rect{left.x, left.y, left.width, rows}.put(s.rows.box)
	indent := s.rows.label(left.width) + 12
	y := left.y + rows + 12
	show(s.note, s.note.Words() != "")
	if s.note.Visible() {
		rect{left.x + indent, y, left.width - indent, noteHeight}.put(s.note)
		y += noteHeight + 8
	}
	rect{left.x, y, left.width, replayHeight}.put(s.replay.box)
	y += replayHeight + 32
	rest := left.y + left.height - y
	show(s.better.box, s.better.some() && rest >= betterLeast && columns > 1)
	if s.better.box.Visible() {
		rect{left.x, y, left.width, rest}.put(s.better.box)
	}
	l.column(right)
}

// column is the right part of a wide window: curve, numbers, what happened.
func (l *trainLayout) column(a rect) {
	s := l.s
	s.chart.bare(false)
	s.numbers.columns(4)
	s.progress.fill(true, true)
	numbers := s.numbers.height()
	story := float32(0)
	if s.story.some() {
		story = min(s.story.height(), a.height*0.3) + 24
	}
	chart := min(a.height-numbers-24-story, a.width*0.8)
	show(s.chart.box, true)
	show(s.numbers.box, true)
	show(s.story.box, story > 0)
	rect{a.x, a.y, a.width, chart}.put(s.chart.box)
	rect{a.x, a.y + chart + 24, a.width, numbers}.put(s.numbers.box)
	if story > 0 {
		rect{a.x, a.y + chart + numbers + 48, a.width, story - 24}.put(s.story.box)
	}
}
