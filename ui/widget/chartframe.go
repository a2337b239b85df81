package widget

import (
	"cmp"
	"math"
	"slices"

	"fyne.io/fyne/v2"
)

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

// guideRoom is the width that the words beside the guides take, with their values.
func (c *Chart) guideRoom() float32 {
	if c.brief() {
		return c.widest(Guide.brief)
	}
	return c.widest(Guide.whole)
}

const (
	guideValue = 56  // the width that a guide's value takes, and the space around
	guideShare = 0.4 // of a chart's width may go to words beside it
)

func (c *Chart) widest(words func(Guide) string) float32 {
	room := float32(0)
	for _, g := range c.guides {
		room = max(room, fyne.MeasureText(words(g), Caption.Size, fyne.TextStyle{}).Width)
	}
	return room + guideValue
}

// brief tells whether the guides have short words: where the chart shares its room, and
// where whole ones would take too much of it from the curve.
func (c *Chart) brief() bool {
	return c.room > 0 || c.widest(Guide.whole) > guideShare*c.Size().Width
}

func (g Guide) whole() string { return g.Words }

func (g Guide) brief() string {
	if g.Short == "" {
		return g.Words
	}
	return g.Short
}

// wordsOf are a guide's words.
func (c *Chart) wordsOf(g Guide) string {
	if c.brief() {
		return g.brief()
	}
	return g.whole()
}

// bounds returns the least and greatest value with a margin. A curve that has
// come below all guides counts only there: its fast beginning would squash the
// rest. What only stands behind does not count. What is higher is not drawn.
func (c *Chart) bounds() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	see := func(v float64) {
		if !math.IsNaN(v) && !math.IsInf(v, 0) && (!c.log || v > 0) {
			low, high = min(low, v), max(high, v)
		}
	}
	for _, g := range c.guides {
		see(g.Y)
	}
	top := high
	for _, k := range c.curves {
		if k.Thin || k.Dotted {
			continue
		}
		beaten, end := k.least() < top, k.end()
		for i, v := range k.Y {
			if !beaten || v <= top || i == end {
				see(v)
			}
		}
	}
	if low > high {
		return 0, 1
	}
	if low == high && low > 0 && len(c.guides) > 0 && !c.log {
		low = 0 // a guide alone says nothing of a scale
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

// at returns the number of a curve's point that is nearest to an epoch, -1 where
// it has none.
func (k Curve) at(epoch float64) int {
	best, at := math.Inf(1), -1
	for i, v := range k.X {
		if d := math.Abs(v - epoch); d < best && !math.IsNaN(k.Y[i]) {
			best, at = d, i
		}
	}
	return at
}

// least returns a curve's least value, infinite where it has none.
func (k Curve) least() float64 {
	least := math.Inf(1)
	for _, v := range k.Y {
		if v < least {
			least = v
		}
	}
	return least
}

// of is the frame in which a curve stands: shares have an axis of their own.
func (f frame) of(k Curve) frame {
	if k.Dotted {
		f.low, f.high, f.log = 0, 1, false
	}
	return f
}

// end returns the number of a curve's last point, -1 where it has none.
func (k Curve) end() int {
	for i := len(k.Y) - 1; i >= 0; i-- {
		if !math.IsNaN(k.Y[i]) {
			return i
		}
	}
	return -1
}

// spacing is how far a point is from the one before it: an epoch, where there
// is only one.
func (k Curve) spacing(i int) float64 {
	if i == 0 {
		return 1
	}
	return k.X[i] - k.X[i-1]
}

// marked is the point of a curve that the chart tells of: the last, or the one
// under the pointer; -1 where the curve has none there.
func (c *Chart) marked(k Curve) int {
	switch end := k.end(); {
	case c.inside && end >= 0 && c.pointer > k.X[end]+k.spacing(end):
		return -1 // the curve has ended before
	case c.inside:
		return k.at(c.pointer)
	default:
		return end
	}
}
