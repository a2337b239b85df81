package widget

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Curve is one line of a chart. X rises; a NaN in Y is a gap. Raw, when not
// nil, is drawn thin behind it.
type Curve struct {
	Name   string
	X, Y   []float64
	Raw    []float64
	Muted  bool     // another run, drawn for comparison
	Thin   bool     // stands behind, to compare: an average, say
	Dotted bool     // ends without a dot and value, and Y is a share of the chart's height: a rate, say
	Points bool     // each value is a dot, and the first and the last stand in words
	Words  []string // of the values, where they are not those of the axis
}

// lead tells the curve that the chart is about from those beside it.
func (k Curve) lead() bool { return !k.Muted && !k.Thin && !k.Dotted }

// Guide is a level drawn as a dashed line with its value and a few words.
type Guide struct {
	Y     float64
	Words string
	Short string // for a small chart, "" for the same
}

// Chart draws curves against epochs.
type Chart struct {
	fynewidget.BaseWidget
	curves  []Curve
	guides  []Guide
	last    float64 // the right end of the x axis
	log     bool
	format  string // of a value, "%.2f"
	pointer float64
	inside  bool
	color   fyne.ThemeColorName // of the curve
	room    float32             // kept free at the right
}

// NewChart makes an empty chart whose values print by format.
func NewChart(format string) *Chart {
	c := &Chart{format: format, last: 1, color: theme.Accent}
	c.ExtendBaseWidget(c)
	return c
}

// Set shows curves and guides up to epoch last.
func (c *Chart) Set(curves []Curve, guides []Guide, last float64) {
	c.curves, c.guides, c.last = curves, guides, max(last, 1e-9)
	c.Refresh()
}

// SetColor changes the curve's colour: warn where a run waits for the person.
func (c *Chart) SetColor(name fyne.ThemeColorName) {
	if c.color != name {
		c.color = name
		c.Refresh()
	}
}

// SetRoom keeps px free at the right end.
func (c *Chart) SetRoom(px float32) {
	if c.room != px {
		c.room = px
		c.Refresh()
	}
}

// SetLog makes the value axis logarithmic.
func (c *Chart) SetLog(on bool) {
	c.log = on
	c.Refresh()
}

// Draws tells whether a curve of a name is drawn.
func (c *Chart) Draws(name string) bool {
	return slices.ContainsFunc(c.curves, func(k Curve) bool { return k.Name == name && k.end() >= 0 })
}

// MouseIn implements desktop.Hoverable.
func (c *Chart) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable: the value under the pointer.
func (c *Chart) MouseMoved(e *desktop.MouseEvent) {
	f := c.frame(c.Size())
	c.inside = e.Position.X >= f.left && e.Position.X <= f.right
	c.pointer = min(float64((e.Position.X-f.left)/max(1, f.right-f.left))*c.last, c.furthest())
	c.Refresh()
}

// furthest is where the longest curve ends: beyond there is nothing to read.
func (c *Chart) furthest() float64 {
	end := 0.0
	for _, k := range c.curves {
		if i := k.end(); i >= 0 {
			end = max(end, k.X[i])
		}
	}
	return end
}

// MouseOut implements desktop.Hoverable.
func (c *Chart) MouseOut() {
	c.inside = false
	c.Refresh()
}
