// How often a classifier is right when it is so sure, as SVG.

package report

import (
	"fmt"
	"html/template"
	"math"

	"maestudio/core/task/score"
)

// largestDot is the radius of all pictures together.
const largestDot = 22

// reliability draws a dot for each range of certainty, as large as it has pictures, and
// its distance from the dashed line, on which it would be right as often as it is sure.
func reliability(of score.Calibration) template.HTML {
	c := &chart{frame: narrow, epochs: 100, low: 0, high: 100, step: 25, format: "%.0f"}
	fmt.Fprintf(c, `<svg viewBox="0 0 %d %d" role="img">`, c.width, chartHeight)
	for v := 0.0; v <= 100; v += c.step {
		fmt.Fprintf(c, `<line class="grid" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/>`, left, c.width-c.right, c.y(v), c.y(v))
		c.word("end", left-8, c.y(v)+4, "axis", fmt.Sprintf(c.format, v))
		if v == 50 || v == 100 {
			c.word("middle", c.x(v), chartHeight-8, "axis", fmt.Sprintf(c.format, v))
		}
	}
	c.word("start", left, chartHeight-8, "axis", "sure of 100")
	fmt.Fprintf(c, `<line class="guide" x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f"/>`, c.x(0), c.x(100), c.y(0), c.y(100))
	all := 0
	for _, b := range of.Bins {
		all += b.Pictures
	}
	for _, b := range of.Bins {
		if b.Pictures == 0 {
			continue
		}
		x, sure, right := c.x(100*b.Confidence), c.y(100*b.Confidence), c.y(100*b.Accuracy)
		fmt.Fprintf(c, `<line class="off" x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f"/>`, x, x, sure, right)
		fmt.Fprintf(c, `<circle class="dot" cx="%.1f" cy="%.1f" r="%.1f"><title>%.0f to %.0f %% sure: %s, %s right</title></circle>`, x, right,
			max(3, largestDot*math.Sqrt(float64(b.Pictures)/float64(all))), 100*b.From, 100*b.To, plural(b.Pictures, "picture", "pictures"), percent(b.Accuracy))
	}
	return c.html()
}
