package widget

import (
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Estimate is a share that was measured, 0 to 1, with its interval.
type Estimate struct {
	Name             string // what it was measured with
	Value, Low, High float64
}

// Estimates shows a few that lead from one to the next: a dot each with its interval, at
// equal distances, joined by a line.
type Estimates struct {
	fynewidget.BaseWidget
	points []Estimate
}

// NewEstimates makes an empty one.
func NewEstimates() *Estimates {
	e := &Estimates{}
	e.ExtendBaseWidget(e)
	return e
}

// Set shows points, the first at the left.
func (e *Estimates) Set(points []Estimate) {
	if !slices.Equal(points, e.points) {
		e.points = points
		e.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (e *Estimates) CreateRenderer() fyne.WidgetRenderer {
	n := &estimatesRenderer{e: e}
	n.Refresh()
	return n
}

type estimatesRenderer struct {
	drawing
	e     *Estimates
	drawn fyne.Size
}

func (n *estimatesRenderer) MinSize() fyne.Size { return fyne.NewSize(220, 120) }

func (n *estimatesRenderer) Layout(size fyne.Size) {
	if size != n.drawn {
		n.build(size)
	}
}

func (n *estimatesRenderer) Refresh() {
	n.build(n.e.Size())
	canvas.Refresh(n.e)
}

// reach is where the value axis begins and ends: at round numbers around the intervals.
func (e *Estimates) reach() (low, high float64) {
	low, high = 1, 0
	for _, p := range e.points {
		low, high = min(low, p.Low), max(high, p.High)
	}
	const round = 20 // steps of 5 of 100
	return math.Floor(low*round) / round, math.Ceil(high*round) / round
}

func (n *estimatesRenderer) build(size fyne.Size) {
	n.drawn, n.objects = size, nil
	const left, top, below = 44, 8, 28
	width, height := size.Width-left-8, size.Height-top-below
	ends := min(48, width/6) // room for half a name
	points := n.e.points
	if len(points) == 0 || width < 1 || height < 1 {
		return
	}
	low, high := n.e.reach()
	y := func(v float64) float32 { return top + float32((high-v)/max(high-low, 1e-9))*height }
	x := func(i int) float32 {
		return float32(int(left + ends + (width-2*ends)*float32(i)/float32(max(1, len(points)-1))))
	}
	for _, v := range ticks(100*low, 100*high, max(2, int(height/40))) {
		at := fyne.NewPos(left, y(v/100))
		n.line(at, at.AddXY(width, 0), theme.Line, 1)
		n.text(percentWords(v/100), at.SubtractXY(left, 8), left-8, fyne.TextAlignTrailing)
	}
	for i := range points[1:] {
		n.line(fyne.NewPos(x(i), y(points[i].Value)), fyne.NewPos(x(i+1), y(points[i+1].Value)), theme.Accent, 2)
	}
	for i, p := range points {
		n.interval(x(i), y(p.Low), y(p.High))
		n.dot(x(i), y(p.Value))
		n.text(p.Name, fyne.NewPos(x(i)-ends, size.Height-below+6), 2*ends, fyne.TextAlignCenter)
		value := NewText(percentWords(p.Value), Control, theme.Text)
		n.place(value, fyne.NewPos(x(i)-10-value.Wanted(), y(p.Value)-Control.Line-2), value.Wanted()+1)
	}
}

// interval is a line with an end on either side.
func (n *estimatesRenderer) interval(x, low, high float32) {
	n.line(fyne.NewPos(x, low), fyne.NewPos(x, high), theme.Text, 1.5)
	for _, y := range []float32{low, high} {
		n.line(fyne.NewPos(x-5, y), fyne.NewPos(x+5, y), theme.Text, 1.5)
	}
}

func (n *estimatesRenderer) dot(x, y float32) {
	const radius = 4
	c := canvas.NewCircle(theme.Color(theme.Accent))
	c.StrokeColor, c.StrokeWidth = theme.Color(theme.Window), 1
	c.Move(fyne.NewPos(x-radius, y-radius))
	c.Resize(fyne.NewSquareSize(2 * radius))
	n.objects = append(n.objects, c)
}
