package widget

import (
	"fyne.io/fyne/v2"

	"maestudio/ui/theme"
)

// longestName is how many letters of another run's name stand at its curve.
const longestName = 22

// writeName writes at the end of another run's curve whose it is: where no word and
// no curve is in the way, as near to the end as there is such a place.
func (r *chartRenderer) writeName(f frame, k Curve, x, y float32) {
	words := cutTo(k.Name, longestName)
	size := fyne.MeasureText(words, Caption.Size, fyne.TextStyle{})
	for _, far := range []float32{0, 12, 24, 36, 48} {
		for _, at := range []fyne.Position{{X: x + 8, Y: y - far}, {X: x + 8, Y: y + far}, {X: x - size.Width, Y: y - far}, {X: x - size.Width, Y: y + far}} {
			if r.isFree(f, fyne.NewPos(at.X, at.Y-size.Height/2), size) {
				r.word(words, Caption, theme.Dim, at.X, at.Y, 0)
				return
			}
		}
	}
}

// isFree tells whether a word can stand at a place: inside the frame, and neither on
// another nor on a curve.
func (r *chartRenderer) isFree(f frame, at fyne.Position, size fyne.Size) bool {
	if at.X < f.left || at.X+size.Width > f.right || at.Y < f.top-4 || at.Y+size.Height > f.bottom {
		return false
	}
	for _, k := range r.chart.curves {
		for i, v := range k.Y {
			x, y := f.x(k.X[i]), f.of(k).y(v)
			if x >= at.X-2 && x <= at.X+size.Width+2 && y >= at.Y+1 && y <= at.Y+size.Height-1 {
				return false
			}
		}
	}
	for _, w := range r.words[:r.used] {
		p, s := w.Position(), w.Size()
		if at.X < p.X+s.Width && p.X < at.X+size.Width && at.Y < p.Y+s.Height && p.Y < at.Y+size.Height {
			return false
		}
	}
	return true
}
