// How a chart behaves.

package widget

import (
	"math"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/ui/theme"
)

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		n         int
		want      []float64
	}{{0, 1, 5, []float64{0, .2, .4, .6, .8, 1}}, {0, 100, 5, []float64{0, 20, 40, 60, 80, 100}}, {.59, 1.01, 3, []float64{.6, .8, 1}}, {1, 1, 3, nil}, {2, 1, 3, nil}, {0, 1, 0, nil}} {
		got := ticks(c.low, c.high, c.n)
		if !slices.EqualFunc(got, c.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }) {
			t.Errorf("ticks(%v, %v, %d) = %v, want %v", c.low, c.high, c.n, got, c.want)
		}
	}
	for _, v := range logTicks(1e-3, 1e3, 3) {
		if e := math.Log10(v); math.Abs(e-math.Round(e)) > 1e-9 {
			t.Errorf("of many powers of ten, %v is none", v)
		}
	}
	if logTicks(-1, 1, 3) != nil || logTicks(math.NaN(), 1, 3) != nil {
		t.Error("a logarithm of what is not positive")
	}
}

// The axis is about what is to be compared: a fast beginning does not count once
// the guesses are beaten, and counts before that, so does where a curve ends.
func TestTheBeginningDoesNotSquashTheRest(t *testing.T) {
	curve := func(y ...float64) Chart {
		k := Curve{Y: y}
		for i := range y {
			k.X = append(k.X, float64(i))
		}
		return Chart{guides: guides, curves: []Curve{k, {X: []float64{0}, Y: []float64{9}, Dotted: true}}, last: 10}
	}
	for _, c := range []struct {
		y         []float64
		low, high float64 // what must lie in sight
		most      float64 // and what the upper end stays below
	}{
		{[]float64{2, 1.2, .9, .7, .6}, .6, .99, 1.1},
		{[]float64{2, 1.2}, .86, 2, 2.3},
		{[]float64{2, .6, 1.4}, .6, 1.4, 1.6},
	} {
		chart := curve(c.y...)
		low, high := chart.bounds()
		if !(low < c.low && low > c.low-.25 && high > c.high && high < c.most) {
			t.Errorf("%v: the axis goes from %v to %v", c.y, low, high)
		}
	}
}

func TestACurveIsCutAtTheTop(t *testing.T) {
	cut := below([]point{{0, -10}, {10, 10}, {20, 20}, {30, -20}}, 0)
	want := []point{{0, 0}, {5, 0}, {10, 10}, {20, 20}, {25, 0}, {30, 0}}
	for i, p := range cut {
		if above := i == 0 || i == 5; isGap(p) != above || !above && p != want[i] {
			t.Errorf("point %d: %v, want %v", i, p, want[i])
		}
	}
	if len(cut) != len(want) {
		t.Errorf("%d points", len(cut))
	}
}

// Another run's name stands at the end of its curve, inside the chart, and two names
// never on each other.
func TestNamesStandAtTheirCurves(t *testing.T) {
	muted := func(name string, last, y float64) Curve {
		return Curve{Name: name, Muted: true, X: []float64{0, last}, Y: []float64{1, y}}
	}
	_, o := show(t, theme.Dark, fyne.NewSize(460, 160), chartWith([]Curve{muted("first", 100, .72), muted("second", 100, .72),
		muted("a name that is far longer than its room", 60, .74), {Name: "own", X: []float64{0, 100}, Y: []float64{1, .71}}}, guides))
	r := test.WidgetRenderer(o.(*Chart)).(*chartRenderer)
	found := map[string]bool{}
	for i, w := range r.words[:r.used] {
		found[w.Text] = true
		if left, right := w.Position().X, w.Position().X+w.Size().Width; left < 0 || right > o.Size().Width+1 {
			t.Errorf("%q reaches from %v to %v of %v", w.Text, left, right, o.Size().Width)
		}
		for _, v := range r.words[:i] {
			a, b, p, q := w.Position(), w.Size(), v.Position(), v.Size()
			if (w.Text == "first" || w.Text == "second") && a.X < p.X+q.Width && p.X < a.X+b.Width && a.Y < p.Y+q.Height && p.Y < a.Y+b.Height {
				t.Errorf("%q stands on %q", w.Text, v.Text)
			}
		}
	}
	for _, want := range []string{"first", "second", "a name that is far lo…"} {
		if !found[want] {
			t.Errorf("%q is not there: %v", want, found)
		}
	}
}

// What stands in words at a curve of few points keeps off the lines between them.
func TestWordsKeepOffTheLinesBetweenPoints(t *testing.T) {
	labels := Curve{Name: "of 100 labels", Dotted: true, Points: true, X: []float64{0, 60}, Y: []float64{.36, .42}, Words: []string{"36", "42"}}
	_, o := show(t, theme.Dark, fyne.NewSize(460, 160), chartWith([]Curve{{Name: "own", X: []float64{0, 100}, Y: []float64{1, .71}}, labels}, guides))
	c := o.(*Chart)
	r := test.WidgetRenderer(c).(*chartRenderer)
	f, found := c.frame(o.Size()), 0
	for _, w := range r.words[:r.used] {
		if w.Text != "36" && w.Text != "42 of 100 labels" {
			continue
		}
		found++
		from, of := w.Position(), f.of(labels)
		for _, share := range []float64{0, .05, .1, .15, .2, .3, .5, .7, .9, 1} {
			x, y := f.x(60*share), of.y(.36+.06*share)
			if x > from.X && x < from.X+w.Size().Width && y > from.Y+2 && y < from.Y+w.Size().Height-2 {
				t.Errorf("the line goes through %q", w.Text)
				break
			}
		}
	}
	if found != 2 {
		t.Errorf("%d of the two words stand there", found)
	}
	gap := rectangle{10, 10, 20, 20}
	nan := float32(math.NaN())
	for _, c := range []struct {
		line [4]float32
		want bool
	}{{[4]float32{0, 0, 30, 30}, true}, {[4]float32{0, 30, 30, 31}, false}, {[4]float32{15, 15, 15, 15}, true}, {[4]float32{0, 15, 9, 15}, false}, {[4]float32{0, nan, 15, 15}, false}} {
		if got := gap.crossed(c.line[0], c.line[1], c.line[2], c.line[3]); got != c.want {
			t.Errorf("%v: %v", c.line, got)
		}
	}
}

func TestGuidesKeepApart(t *testing.T) {
	c := Chart{guides: []Guide{{Y: .5, Words: "a"}, {Y: .501, Words: "b"}, {Y: .502, Words: "c"}}, curves: []Curve{falling(50)}, last: 40}
	h := c.guideHeights(c.frame(fyne.NewSize(400, 200)))
	slices.Sort(h)
	for i := 1; i < len(h); i++ {
		if h[i]-h[i-1] < Caption.Line-0.01 {
			t.Errorf("words %v px apart", h[i]-h[i-1])
		}
	}
}

// A curve of 100,000 points is thinned to a few points a column, keeps its
// extremes, and is drawn in less than a frame.
func TestToPoints(t *testing.T) {
	c := falling(100_000)
	c.Y[50_000] = 3
	f := frame{left: 0, right: 400, top: 0, bottom: 100, low: 0, high: 3, last: 38}
	var points []point
	took := time.Hour
	for range 3 { // the machine may halt one of them
		start := time.Now()
		points = toPoints(f, c.X, c.Y)
		took = min(took, time.Since(start))
	}
	if len(points) > 5*401 {
		t.Errorf("%d points for 400 columns", len(points))
	}
	top := float32(1e9)
	for _, p := range points {
		top = min(top, p.y)
	}
	if top > 1 {
		t.Errorf("the peak is lost: highest at %v", top)
	}
	if took > 100*time.Millisecond {
		t.Errorf("took %v", took)
	}
	gap := toPoints(f, []float64{0, 1, 2}, []float64{1, math.NaN(), math.Inf(1)})
	if isGap(gap[0]) || !isGap(gap[1]) || !isGap(gap[2]) {
		t.Errorf("gaps: %v", gap)
	}
}

// Beyond the end of a curve there is nothing to read of it.
func TestReadingEndsWithTheCurve(t *testing.T) {
	c := Chart{inside: true, pointer: 8}
	short, long := Curve{X: []float64{1, 2, 3}, Y: []float64{.9, .8, .7}}, Curve{X: []float64{1, 5, 9}, Y: []float64{.9, .8, .7}}
	if c.marked(short) != -1 || c.marked(long) != 2 {
		t.Errorf("at epoch 8: point %d of the short curve, %d of the long", c.marked(short), c.marked(long))
	}
	if c.pointer = 3.4; c.marked(short) != 2 {
		t.Errorf("just after its last point: %d", c.marked(short))
	}
}

// Before the first point a guide stands over zero, not in a scale of its own.
func TestChartOfAGuideAlone(t *testing.T) {
	c := NewChart("%.0f")
	c.Set([]Curve{{Name: "nothing yet"}}, []Guide{{Y: 16.7, Words: "the largest class"}}, 30)
	if low, high := c.bounds(); low > 0 || high < 16.7 {
		t.Errorf("from %g to %g", low, high)
	}
}
