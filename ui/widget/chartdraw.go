package widget

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"maestudio/ui/theme"
)

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
	t.Text, t.TextSize, t.Color = onTheLine(words), role.Size, theme.Color(name)
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
		r.word(c.wordsOf(g), Caption, theme.Dim, f.right+44, heights[i], 0)
	}
	r.writeValues(f)
}

// writeValues writes the value at the curve's end or, with the pointer inside,
// of every curve under it, with the epoch.
func (r *chartRenderer) writeValues(f frame) {
	c := r.chart
	if !c.inside {
		for _, k := range c.curves {
			if i := k.end(); k.lead() && i >= 0 {
				r.writeValue(f, fmt.Sprintf(c.format, k.Y[i]), f.x(k.X[i]), f.y(k.Y[i]))
			}
		}
		for _, k := range c.curves {
			if i := k.end(); k.Muted && i >= 0 {
				r.writeName(f, k, f.x(k.X[i]), max(f.top, f.y(k.Y[i])))
			}
		}
		for _, k := range c.curves {
			if k.Points {
				r.writeEnds(f, k)
			}
		}
		return
	}
	left, lines := r.reading(f)
	for i, line := range lines {
		y := f.top + 12 + float32(i)*Caption.Line
		r.word(line[0], Small, theme.Text, left+8, y, 0)
		r.word(line[1], Caption, theme.Dim, left+46, y, 0)
	}
}

// readingWidth is what the values under the pointer and their names take.
const readingWidth = 132

// reading is what the pointer reads: values and names, the epoch first and then
// the curve that the chart is about, and where they stand: at the side of the
// pointer's line where there is room.
func (r *chartRenderer) reading(f frame) (left float32, lines [][2]string) {
	c := r.chart
	lines = [][2]string{{fmt.Sprintf("%.*f", r.decimals(), c.pointer), "epoch"}}
	for _, k := range slices.Backward(c.curves) {
		i := c.marked(k)
		if i < 0 {
			continue
		}
		value := fmt.Sprintf(c.format, k.Y[i])
		if i < len(k.Words) {
			value = k.Words[i]
		}
		lines = append(lines, [2]string{value, cutTo(k.Name, 13)})
		if k.Raw != nil && k.lead() {
			lines[len(lines)-1][1] = "smoothed"
			lines = append(lines, [2]string{fmt.Sprintf(c.format, k.Raw[i]), "this step"})
		}
	}
	lines = lines[:min(len(lines), max(1, int((f.bottom-f.top-8)/Caption.Line)))]
	left = f.x(c.pointer) + 8
	if left+readingWidth > f.right {
		left -= 16 + readingWidth
	}
	return left, lines
}

// cutTo shortens a name to n letters.
func cutTo(name string, n int) string {
	if letters := []rune(name); len(letters) > n {
		return string(letters[:n-1]) + "…"
	}
	return name
}

// decimals of an epoch: one where there are few.
func (r *chartRenderer) decimals() int {
	if r.chart.last < 20 {
		return 1
	}
	return 0
}

// writeValue writes beside a point, or above it where words or the edge would
// be in the way.
func (r *chartRenderer) writeValue(f frame, words string, x, y float32) {
	width := fyne.MeasureText(words, Control.Size, fyne.TextStyle{Bold: true}).Width
	if x+10+width <= f.right || len(r.chart.guides) == 0 && x+10+width <= r.chart.Size().Width {
		r.word(words, Control, theme.Text, x+10, r.offGuides(f, y), 0)
		return
	}
	above := y - 16
	if above < f.top {
		above = y + 16
	}
	r.word(words, Control, theme.Text, x+4, above, 1)
}

// offGuides moves the middle of a word off the guides' lines, to the side on
// which it is.
func (r *chartRenderer) offGuides(f frame, y float32) float32 {
	const half = 10
	for _, g := range r.chart.guides {
		switch line := f.y(g.Y); {
		case y <= line && line-y < half:
			return line - half
		case y > line && y-line < half:
			return line + half
		}
	}
	return y
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
	if r.chart.inside {
		p.plumb(f.x(r.chart.pointer), f.top, f.bottom, theme.Color(theme.Line2))
		left, lines := r.reading(f)
		p.block(left, f.top, readingWidth, float32(len(lines))*Caption.Line+8, theme.Color(theme.Raised))
	}
	return p.picture
}

func (r *chartRenderer) drawCurve(p *pen, f frame, k Curve) {
	line, width := theme.Color(r.chart.color), float32(2)
	if !k.lead() {
		line, width = theme.Color(theme.Faint), 1.5
	}
	points := below(toPoints(f.of(k), k.X, k.Y), f.top)
	if k.lead() {
		p.fill(points, f.bottom, withAlpha(line, 46))
	}
	if k.Raw != nil {
		p.stroke(below(toPoints(f, k.X, k.Raw), f.top), 1, withAlpha(line, 97))
	}
	p.stroke(points, width, line)
	if k.Points {
		for _, q := range points {
			p.dot(q.x, q.y, 2.5, theme.Color(theme.Dim))
		}
	}
	i := r.chart.marked(k)
	if i < 0 || !k.lead() && !r.chart.inside {
		return
	}
	x, y := f.x(k.X[i]), max(f.top, f.of(k).y(k.Y[i]))
	p.dot(x, y, 4.5, theme.Color(theme.Card))
	p.dot(x, y, 3.5, line)
}

// below cuts a line at the top of the frame: what is above it becomes a gap.
func below(points []point, top float32) []point {
	gap := point{y: float32(math.NaN())}
	var all []point
	for i, q := range points {
		if i > 0 && (q.y < top) != (points[i-1].y < top) && !isGap(q) && !isGap(points[i-1]) {
			p := points[i-1]
			all = append(all, point{p.x + (q.x-p.x)*(top-p.y)/(q.y-p.y), top})
		}
		if q.y < top {
			q = gap
		}
		all = append(all, q)
	}
	return all
}

func withAlpha(c color.Color, a uint8) color.Color {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	n.A = a
	return n
}
