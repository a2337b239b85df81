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
	r.writeNear(f, cutTo(k.Name, longestName), x, y)
}

// writeEnds writes the first value of a curve of points, and the last with its name.
func (r *chartRenderer) writeEnds(f frame, k Curve) {
	end := k.end()
	if end < 0 || end >= len(k.Words) {
		return
	}
	of := f.of(k)
	r.writeNear(f, k.Words[end]+" "+k.Name, f.x(k.X[end]), of.y(k.Y[end]))
	if end > 0 {
		r.writeNear(f, k.Words[0], f.x(k.X[0]), of.y(k.Y[0]))
	}
}

// writeNear writes words beside a point, or as near as there is a free place.
func (r *chartRenderer) writeNear(f frame, words string, x, y float32) {
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
// another nor on a curve or a guide.
func (r *chartRenderer) isFree(f frame, at fyne.Position, size fyne.Size) bool {
	if at.X < f.left || at.X+size.Width > f.right || at.Y < f.top-4 || at.Y+size.Height > f.bottom {
		return false
	}
	inside := rectangle{at.X - 2, at.Y + 1, at.X + size.Width + 2, at.Y + size.Height - 1}
	for _, k := range r.chart.curves {
		of := f.of(k)
		for _, values := range [][]float64{k.Y, k.Raw} {
			for i, v := range values {
				last, x, y := max(0, i-1), f.x(k.X[i]), of.y(v)
				if inside.crossed(x, y, x, y) || inside.crossed(f.x(k.X[last]), of.y(values[last]), x, y) {
					return false // the point itself, or the line to it: after a gap there is none
				}
			}
		}
	}
	for _, g := range r.chart.guides {
		if y := f.y(g.Y); y >= at.Y && y <= at.Y+size.Height {
			return false
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

type rectangle struct{ left, top, right, bottom float32 }

// crossed tells whether a line from left to right comes into the rectangle.
func (r rectangle) crossed(x0, y0, x1, y1 float32) bool {
	from, to := max(x0, r.left), min(x1, r.right)
	if from > to {
		return false
	}
	at := func(x float32) float32 {
		if x1 == x0 {
			return y1
		}
		return y0 + (y1-y0)*(x-x0)/(x1-x0)
	}
	a, b := at(from), at(to)
	return max(a, b) >= r.top && min(a, b) <= r.bottom
}
