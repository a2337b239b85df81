// Curves as SVG.

package report

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"maestudio/core/worker"
)

// The drawing's size and the place of its axes.
const (
	chartHeight       = 260
	left, top, bottom = 44, 14, 32
	mostPoints        = 600 // of a curve; more are averaged
)

// frame is how wide a drawing is, and how much of it stays free at the right.
type frame struct{ width, right int }

var (
	wide   = frame{860, 176}
	narrow = frame{410, 66}
)

// chart is a drawing of curves over epochs.
type chart struct {
	strings.Builder
	frame
	epochs, low, high, step float64
	format                  string
}

// point is one of a curve.
type point struct{ x, y float64 }

// newChart prepares axes that hold what lies from low to high.
func newChart(f frame, epochs, low, high float64, format string) *chart {
	c := &chart{frame: f, epochs: max(epochs, 1), format: format}
	if !(high > low) {
		high = low + 1e-9 + math.Abs(low)/10
	}
	c.step = niceStep((high - low) / 4)
	c.low, c.high = math.Floor(low/c.step)*c.step, math.Ceil(high/c.step)*c.step
	fmt.Fprintf(c, `<svg viewBox="0 0 %d %d" role="img">`, f.width, chartHeight)
	for i := 0; ; i++ {
		v := c.low + float64(i)*c.step
		if v > c.high+c.step/2 {
			break
		}
		fmt.Fprintf(c, `<line class="grid" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/>`, left, c.width-c.right, c.y(v), c.y(v))
		c.word("end", left-8, c.y(v)+4, "axis", fmt.Sprintf(format, v))
	}
	c.word("start", left, chartHeight-8, "axis", "epoch 0")
	every := max(1, niceStep(c.epochs/float64(f.width/140)))
	for e := every; e <= c.epochs; e += every {
		c.word("middle", c.x(e), chartHeight-8, "axis", count(int(e)))
	}
	return c
}

// niceStep is 1, 2 or 5 times a power of ten, about as large as wanted.
func niceStep(wanted float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(wanted)))
	for _, f := range []float64{1, 2, 5} {
		if wanted <= 1.5*f*power {
			return f * power
		}
	}
	return 10 * power
}

func (c *chart) x(epoch float64) float64 {
	return left + epoch/c.epochs*float64(c.width-left-c.right)
}

func (c *chart) y(v float64) float64 {
	return top + (1-(v-c.low)/(c.high-c.low))*(chartHeight-top-bottom)
}

func (c *chart) word(anchor string, x, y float64, class, text string) {
	fmt.Fprintf(c, `<text text-anchor="%s" class="%s" x="%.1f" y="%.1f">%s</text>`, anchor, class, x, y, template.HTMLEscapeString(text))
}

// curve draws points in a class of the page's style, as far as they lie between
// the axes.
func (c *chart) curve(class string, points []point) {
	down := false // the pen
	fmt.Fprintf(c, `<path class="%s" d="`, class)
	for _, p := range points {
		inside := p.y >= c.low && p.y <= c.high
		switch {
		case inside && down:
			fmt.Fprintf(c, "L%.1f %.1f", c.x(p.x), c.y(p.y))
		case inside:
			fmt.Fprintf(c, "M%.1f %.1f", c.x(p.x), c.y(p.y))
		}
		down = inside
	}
	c.WriteString(`"/>`)
}

// end marks the last point with its value.
func (c *chart) end(points []point, format string) {
	last := points[len(points)-1]
	fmt.Fprintf(c, `<circle class="dot" cx="%.1f" cy="%.1f" r="4"/>`, c.x(last.x), c.y(last.y))
	c.word("start", c.x(last.x)+10, c.y(last.y)+4, "value", fmt.Sprintf(format, last.y))
}

// lineHeight is how far words must be from others above or below, valueWidth about what
// the value at a curve's end takes beside it.
const lineHeight, valueWidth = 16, 50

// guide draws a dashed line with its words at the right, which make way for the value at
// the curve's last point where that stands there too.
func (c *chart) guide(v float64, words string, last point) {
	y := c.y(v)
	fmt.Fprintf(c, `<line class="guide" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/>`, left, c.width-c.right, y, y)
	off := y - c.y(last.y) // downwards
	switch isThere := c.x(last.x)+valueWidth > float64(c.width-c.right); {
	case !isThere:
	case off >= 0 && off < lineHeight:
		y += lineHeight - off
	case off < 0 && off > -lineHeight:
		y -= lineHeight + off
	}
	if lowest := float64(chartHeight - bottom); y > lowest { // below stand the epochs
		y = c.y(last.y) - lineHeight
	}
	c.word("start", float64(c.width-c.right+8), y+4, "axis", words)
}

func (c *chart) html() template.HTML {
	c.WriteString("</svg>")
	return template.HTML(c.String())
}

// thin averages neighbours until there are few enough points.
func thin(points []point) []point {
	if len(points) <= mostPoints {
		return points
	}
	out := make([]point, mostPoints)
	for i := range out {
		from, to := i*len(points)/mostPoints, (i+1)*len(points)/mostPoints
		for _, p := range points[from:to] {
			out[i].x += p.x / float64(to-from)
			out[i].y += p.y / float64(to-from)
		}
	}
	return out
}

func curveOf(points []worker.Point, value func(worker.Point) float64) []point {
	out := make([]point, len(points))
	for i, p := range points {
		out[i] = point{p.Epoch, value(p)}
	}
	return thin(out)
}

func bounds(low, high float64, points []point) (float64, float64) {
	for _, p := range points {
		low, high = min(low, p.y), max(high, p.y)
	}
	return low, high
}

// lossChart shows the error on held-out pictures before that of the steps, beside
// what the guesses score.
func (s *source) lossChart() template.HTML {
	loss := func(p worker.Point) float64 { return p.Loss }
	steps, held := curveOf(s.state.Train, loss), curveOf(s.state.Validation, loss)
	main := held
	if len(held) == 0 {
		main = steps
	}
	if len(main) == 0 {
		return ""
	}
	low, high := bounds(math.Inf(1), math.Inf(-1), main)
	if g := s.state.Guess; g != nil {
		low, high = min(low, g.Smear, g.Flat), max(high, g.Smear, g.Flat) // of coarse patches smearing may be the worse
	}
	c := newChart(wide, float64(s.run.Config.Training.Epochs), low, high, "%.2f")
	if g := s.state.Guess; g != nil {
		last := main[len(main)-1]
		c.guide(g.Flat, fmt.Sprintf("%.2f  one flat colour", g.Flat), last)
		c.guide(g.Smear, fmt.Sprintf("%.2f  smearing what is visible", g.Smear), last)
	}
	if len(held) > 0 {
		c.curve("steps", steps)
	}
	c.curve("main", main)
	c.end(main, "%.3f")
	return c.html()
}

// labelChart shows the k-NN scores, in pictures of 100.
func (s *source) labelChart() template.HTML {
	var points []point
	for _, k := range s.state.Scores {
		points = append(points, point{float64(k.Epoch), 100 * k.Share})
	}
	if len(points) < 2 {
		return ""
	}
	_, high := bounds(0, 0, points)
	chance := 100 / float64(s.state.Scores[0].Classes)
	c := newChart(narrow, float64(s.run.Config.Training.Epochs), 0, max(high, chance), "%.0f")
	c.guide(chance, "guessing", points[len(points)-1])
	c.curve("main", points)
	c.end(points, "%.1f")
	return c.html()
}

// rateChart shows the learning rate.
func (s *source) rateChart() template.HTML {
	points := curveOf(s.state.Train, func(p worker.Point) float64 { return p.Rate })
	if len(points) < 2 {
		return ""
	}
	_, high := bounds(0, 0, points)
	c := newChart(narrow, float64(s.run.Config.Training.Epochs), 0, high, "%.2g")
	c.curve("quiet", points)
	return c.html()
}
