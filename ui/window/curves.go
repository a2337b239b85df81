package window

import (
	"fmt"
	"math"

	"maestudio/core/worker"
	"maestudio/ui/widget"
)

// mostPoints is how many points a curve is drawn with: more cannot be seen.
const mostPoints = 1500

// curves are what the chart shows, the run's own at last: on pictures it has
// never seen, behind it that of the steps and its average, and what the person
// chose to see beside them.
func (t *train) curves() []widget.Curve {
	var all []widget.Curve
	for _, o := range t.others {
		c := mainCurve(o.State)
		c.Raw, c.Muted, c.Name = nil, true, o.Name
		all = append(all, c)
	}
	main, steps := mainCurve(t.state), thin(t.state.Train)
	if len(t.state.Validation) > 1 {
		average := smoothed(steps)
		average.Name, average.Thin = "learned from", true
		all = append(all, average)
	}
	if t.knows && len(t.state.Scores) > 0 {
		all = append(all, scoreCurve(t.state.Scores))
	}
	if t.rate {
		all = append(all, rateCurve(steps))
	}
	return append(all, main)
}

// mainCurve is the error on held-out pictures, once there are two epochs; before
// that, or where nothing is held out, the smoothed error of the steps.
func mainCurve(s worker.State) widget.Curve {
	if len(s.Validation) < 2 {
		return smoothed(thin(s.Train))
	}
	c := widget.Curve{Name: "never seen"}
	for _, p := range s.Validation {
		c.X, c.Y = append(c.X, p.Epoch), append(c.Y, p.Loss)
	}
	return c
}

// thin takes evenly spread steps where there are more than can be seen.
func thin(points []worker.Point) []worker.Point {
	if len(points) <= mostPoints {
		return points
	}
	few := make([]worker.Point, mostPoints)
	for i := range few {
		few[i] = points[i*(len(points)-1)/(mostPoints-1)]
	}
	return few
}

// smoothed is the error of the steps with the error of each behind it: an
// average over about the last fifth of the steps so far, and in the end over a
// twentieth of all, so that it follows the fast beginning.
func smoothed(points []worker.Point) widget.Curve {
	c := widget.Curve{Name: "learned from"}
	average := 0.0
	for i, p := range points {
		over := min(1+float64(i)/5, max(4, float64(len(points))/20))
		average += (p.Loss - average) / over
		c.X, c.Raw, c.Y = append(c.X, p.Epoch), append(c.Raw, p.Loss), append(c.Y, average)
	}
	return c
}

// rateCurve draws the learning rate over most of the chart's height.
func rateCurve(points []worker.Point) widget.Curve {
	peak := 0.0
	for _, p := range points {
		peak = max(peak, p.Rate)
	}
	c := widget.Curve{Name: "rate", Dotted: true}
	for _, p := range points {
		c.X, c.Y = append(c.X, p.Epoch), append(c.Y, 0.9*p.Rate/max(peak, 1e-30))
		c.Words = append(c.Words, learningRate(p.Rate))
	}
	return c
}

// scoreCurve draws what the encoder knew of labels, over an axis of its own: from the
// least to the most, and a tenth of all labels at least, in the middle of the chart.
func scoreCurve(scores []worker.Score) widget.Curve {
	c := widget.Curve{Name: "of 100 labels", Dotted: true, Points: true}
	low, high := 1.0, 0.0
	for _, s := range scores {
		low, high = min(low, s.Share), max(high, s.Share)
	}
	for _, s := range scores {
		c.X, c.Y = append(c.X, float64(s.Epoch)), append(c.Y, 0.4+0.3*(s.Share-low)/max(high-low, 0.1))
		c.Words = append(c.Words, fmt.Sprintf("%.0f", 100*s.Share))
	}
	return c
}

// guides are the guesses that a model has to beat, at their heights.
func (t *train) guides() []widget.Guide {
	var all []widget.Guide
	flat, smear := t.guesses()
	if !math.IsNaN(flat) {
		all = append(all, widget.Guide{Y: flat, Words: "leaving patches flat", Short: "one flat colour"})
	}
	if !math.IsNaN(smear) {
		all = append(all, widget.Guide{Y: smear, Words: "smearing what is visible", Short: "smearing"})
	}
	return all
}
