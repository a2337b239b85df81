package widget

import (
	"cmp"
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
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
	Muted  bool // another run, drawn for comparison
	Dotted bool // ends without a dot and value: a rate, say
}

// Guide is a level drawn as a dashed line with its value and a few words.
type Guide struct {
	Y     float64
	Words string
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

// MouseIn implements desktop.Hoverable.
func (c *Chart) MouseIn(e *desktop.MouseEvent) { c.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable: the value under the pointer.
func (c *Chart) MouseMoved(e *desktop.MouseEvent) {
	f := c.frame(c.Size())
	c.inside = e.Position.X >= f.left && e.Position.X <= f.right
	c.pointer = float64((e.Position.X-f.left)/max(1, f.right-f.left)) * c.last
	c.Refresh()
}

// MouseOut implements desktop.Hoverable.
func (c *Chart) MouseOut() {
	c.inside = false
	c.Refresh()
}

// frame is where the curves lie and what values its edges have.
type frame struct {
	left, right, top, bottom float32
	low, high                float64
	last                     float64
	log                      bool
}

const chartLeft, chartTop, chartBottom = 34, 8, 24

func (c *Chart) frame(size fyne.Size) frame {
	f := frame{left: chartLeft, right: size.Width - 16, top: chartTop, bottom: size.Height - chartBottom, last: c.last, log: c.log}
	if len(c.guides) > 0 {
		f.right = size.Width - c.guideRoom()
	} else if len(c.curves) > 0 {
		f.right = size.Width - 48
	}
	f.right = max(min(f.right, size.Width-c.room), f.left+40)
	f.low, f.high = c.bounds()
	return f
}

// guideRoom is the width that the words beside the guides take.
func (c *Chart) guideRoom() float32 {
	room := float32(0)
	for _, g := range c.guides {
		room = max(room, fyne.MeasureText(g.Words, Caption.Size, fyne.TextStyle{}).Width)
	}
	return room + 56
}

// bounds returns the least and greatest value with a margin.
func (c *Chart) bounds() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	see := func(v float64) {
		if !math.IsNaN(v) && !math.IsInf(v, 0) && (!c.log || v > 0) {
			low, high = min(low, v), max(high, v)
		}
	}
	for _, k := range c.curves {
		for _, v := range k.Y {
			see(v)
		}
	}
	for _, g := range c.guides {
		see(g.Y)
	}
	if low > high {
		return 0, 1
	}
	if c.log {
		return low / 1.1, high * 1.1
	}
	margin := max((high-low)*0.2, math.Abs(high)*0.01, 1e-12)
	return low - margin, high + margin/2
}

func (f frame) x(epoch float64) float32 {
	return f.left + float32(epoch/f.last)*(f.right-f.left)
}

func (f frame) y(v float64) float32 {
	low, high := f.low, f.high
	if f.log {
		v, low, high = math.Log(max(v, 1e-30)), math.Log(low), math.Log(high)
	}
	return f.top + float32((high-v)/(high-low))*(f.bottom-f.top)
}

// levels returns the values that get a line and a number.
func (f frame) levels() []float64 {
	n := int(max(3, (f.bottom-f.top)/80))
	if f.log {
		return logTicks(f.low, f.high, n)
	}
	return ticks(f.low, f.high, n)
}

// logTicks returns 1, 2 and 5 in each power of ten from low to high; where they
// are fewer than two, as ticks does.
func logTicks(low, high float64, n int) []float64 {
	if !(low > 0) || !(high > low) {
		return nil
	}
	var all []float64
	for e := math.Floor(math.Log10(low)); e <= math.Ceil(math.Log10(high)); e++ {
		for _, m := range []float64{1, 2, 5} {
			if v := m * math.Pow(10, e); v >= low && v <= high {
				all = append(all, v)
			}
		}
	}
	if len(all) < 2 {
		return ticks(low, high, n)
	}
	if len(all) <= 2*n {
		return all
	}
	powers := int(math.Log10(high / low))
	each := float64(max(1, (powers+n-1)/n)) // of many powers of ten, every second or third
	all = nil
	for e := math.Ceil(math.Log10(low)/each) * each; math.Pow(10, e) <= high; e += each {
		all = append(all, math.Pow(10, e))
	}
	return all
}

// guideHeights returns where the words of the guides stand: at their lines, and
// moved apart where two lines are close together.
func (c *Chart) guideHeights(f frame) []float32 {
	heights, order := make([]float32, len(c.guides)), make([]int, len(c.guides))
	for i, g := range c.guides {
		heights[i], order[i] = f.y(g.Y), i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(heights[a], heights[b]) })
	for k := 1; k < len(order); k++ {
		if close := heights[order[k-1]] + Caption.Line - heights[order[k]]; close > 0 {
			heights[order[k-1]] -= close / 2
			heights[order[k]] += close / 2
		}
	}
	for k := 1; k < len(order); k++ { // three or more: push on downwards
		heights[order[k]] = max(heights[order[k]], heights[order[k-1]]+Caption.Line)
	}
	return heights
}

// ticks returns about n round numbers from low to high.
func ticks(low, high float64, n int) []float64 {
	if !(high > low) || n < 1 {
		return nil
	}
	raw := (high - low) / float64(n)
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	step := unit
	for _, m := range []float64{1, 2, 5, 10} {
		if step = m * unit; step >= raw {
			break
		}
	}
	var all []float64
	for k := math.Ceil(low / step); k*step <= high+step*1e-9; k++ {
		all = append(all, k*step)
	}
	return all
}

// at returns a curve's value at an epoch: that of the nearest point.
func (k Curve) at(epoch float64) (x, y float64, ok bool) {
	best := math.Inf(1)
	for i, v := range k.X {
		if d := math.Abs(v - epoch); d < best && !math.IsNaN(k.Y[i]) {
			best, x, y, ok = d, v, k.Y[i], true
		}
	}
	return x, y, ok
}

// end returns a curve's last point.
func (k Curve) end() (x, y float64, ok bool) {
	for i := len(k.Y) - 1; i >= 0; i-- {
		if !math.IsNaN(k.Y[i]) {
			return k.X[i], k.Y[i], true
		}
	}
	return 0, 0, false
}

// CreateRenderer implements fyne.Widget.
func (c *Chart) CreateRenderer() fyne.WidgetRenderer {
	r := &chartRenderer{chart: c}
	r.raster = canvas.NewRaster(r.draw)
	r.Refresh()
	return r
}

type chartRenderer struct {
	chart  *Chart
	raster *canvas.Raster
	words  []*canvas.Text
	used   int
}

func (r *chartRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 80) }

func (r *chartRenderer) Layout(size fyne.Size) {
	r.raster.Resize(size)
	r.write(size)
}

func (r *chartRenderer) Refresh() {
	r.Layout(r.chart.Size())
	r.raster.Refresh()
	for _, w := range r.words {
		w.Refresh()
	}
}

func (r *chartRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.raster}
	for _, w := range r.words[:r.used] {
		objects = append(objects, w)
	}
	return objects
}
func (r *chartRenderer) Destroy() {}

// word puts words with their anchor (0 left, 0.5 centre, 1 right) at x and
// their middle at y, reusing the texts of the last drawing.
func (r *chartRenderer) word(words string, role Role, name fyne.ThemeColorName, x, y, anchor float32) {
	if r.used == len(r.words) {
		r.words = append(r.words, canvas.NewText("", nil))
	}
	t := r.words[r.used]
	r.used++
	t.Text, t.TextSize, t.Color = words, role.Size, theme.Color(name)
	t.TextStyle = fyne.TextStyle{Bold: role.Medium}
	size := t.MinSize()
	t.Resize(size)
	t.Move(fyne.NewPos(x-anchor*size.Width, y-size.Height/2))
}

func (r *chartRenderer) write(size fyne.Size) {
	c, f := r.chart, r.chart.frame(size)
	r.used = 0
	for _, v := range f.levels() {
		r.word(shortNumber(v), Caption, theme.Faint, f.left-8, f.y(v), 1)
	}
	for i, v := range ticks(0, f.last, int(max(1, min((f.right-f.left)/70, 5)))) {
		words, anchor := shortNumber(v), float32(0.5)
		if i == 0 {
			words, anchor = "epoch 0", 0
		}
		r.word(words, Caption, theme.Faint, f.x(v), size.Height-8, anchor)
	}
	heights := c.guideHeights(f)
	for i, g := range c.guides {
		r.word(fmt.Sprintf(c.format, g.Y), Small, theme.Dim, f.right+10, heights[i], 0)
		r.word(g.Words, Caption, theme.Dim, f.right+44, heights[i], 0)
	}
	r.writeValues(f)
}

// writeValues writes the value at each curve's end, or under the pointer.
func (r *chartRenderer) writeValues(f frame) {
	for _, k := range r.chart.curves {
		if k.Dotted || k.Muted {
			continue
		}
		x, y, ok := k.end()
		if r.chart.inside {
			x, y, ok = k.at(r.chart.pointer)
		}
		if ok {
			r.writeValue(f, fmt.Sprintf(r.chart.format, y), f.x(x), f.y(y))
		}
	}
}

// writeValue writes beside a point, or above it where words or the edge would
// be in the way.
func (r *chartRenderer) writeValue(f frame, words string, x, y float32) {
	width := fyne.MeasureText(words, Control.Size, fyne.TextStyle{Bold: true}).Width
	if r.chart.inside { // beside the line, the words would lie on it
		y = max(f.top+4, y-14)
	}
	if x+10+width <= f.right || len(r.chart.guides) == 0 && x+10+width <= r.chart.Size().Width {
		r.word(words, Control, theme.Text, x+10, y, 0)
		return
	}
	above := y - 16
	if above < f.top {
		above = y + 16
	}
	r.word(words, Control, theme.Text, x+4, above, 1)
}

func shortNumber(v float64) string {
	switch {
	case v == 0:
		return "0"
	case math.Abs(v) < 0.001 || math.Abs(v) >= 1e6:
		return fmt.Sprintf("%.0e", v)
	case math.Abs(v-math.Round(v)) < 1e-9 && math.Abs(v) >= 2:
		return fmt.Sprintf("%.0f", v)
	case math.Abs(v*10-math.Round(v*10)) < 1e-9:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.3g", v)
	}
}

// draw paints grid, guides and curves at the pixels of the screen.
func (r *chartRenderer) draw(w, h int) image.Image {
	size := r.chart.Size()
	if w == 0 || h == 0 || size.Width == 0 {
		return image.NewNRGBA(image.Rect(0, 0, 1, 1))
	}
	p := newPen(w, h, float32(w)/size.Width)
	f := r.chart.frame(size)
	for _, v := range f.levels() {
		p.level(f.left, f.right, f.y(v), theme.Color(theme.Line), false)
	}
	for _, g := range r.chart.guides {
		p.level(f.left, f.right, f.y(g.Y), theme.Color(theme.Faint), true)
	}
	for _, k := range r.chart.curves {
		r.drawCurve(p, f, k)
	}
	return p.picture
}

func (r *chartRenderer) drawCurve(p *pen, f frame, k Curve) {
	line := theme.Color(r.chart.color)
	if k.Muted || k.Dotted {
		line = theme.Color(theme.Faint)
	}
	points := toPoints(f, k.X, k.Y)
	if !k.Muted && !k.Dotted {
		p.fill(points, f.bottom, withAlpha(line, 46))
	}
	if k.Raw != nil {
		p.stroke(toPoints(f, k.X, k.Raw), 1, withAlpha(line, 97))
	}
	width := float32(2)
	if k.Muted || k.Dotted {
		width = 1.5
	}
	p.stroke(points, width, line)
	x, y, ok := k.end()
	if r.chart.inside {
		x, y, ok = k.at(r.chart.pointer)
	}
	if ok && !k.Dotted && !k.Muted {
		p.dot(f.x(x), f.y(y), 4.5, theme.Color(theme.Card))
		p.dot(f.x(x), f.y(y), 3.5, line)
	}
}

func withAlpha(c color.Color, a uint8) color.Color {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	n.A = a
	return n
}
