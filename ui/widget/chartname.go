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
	for _, k := range r.chart.curves {
		for i, v := range k.Y {
			x, y := f.x(k.X[i]), f.of(k).y(v)
			if x >= at.X-2 && x <= at.X+size.Width+2 && y >= at.Y+1 && y <= at.Y+size.Height-1 {
				return false
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
