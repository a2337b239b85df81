package cuda

import (
	"math"

	"maestudio/gpu"
)

// AdamW works out in double what is the same for every parameter.
func (d *device) AdamW(w, g, m, v gpu.Buffer, n int, s gpu.AdamW) error {
	a := d.args("adamw")
	ws, gs := a.need("w", w, n), a.need("g", g, n)
	ms, vs := a.need("m", m, n), a.need("v", v, n)
	if s.Step < 1 {
		a.fail("step %d is not possible, the first is 1", s.Step)
	}
	correct1 := 1 - math.Pow(s.Beta1, float64(s.Step))
	correct2 := 1 - math.Pow(s.Beta2, float64(s.Step))
	double := func(v float64) uint64 { return real(float32(v)) }
	a.launch("adamw", lines(n), ws, gs, ms, vs, num(n), double(1-s.Rate*s.Decay),
		double(s.Beta1), double(1-s.Beta1), double(s.Beta2), double(1-s.Beta2),
		double(s.Rate/correct1), double(math.Sqrt(correct2)), double(s.Eps))
	return a.err
}

// streamPiece is how many numbers a block adds up.
const streamPiece = 1 << 14

func (d *device) SumSquares(out, x gpu.Buffer, n int) error {
	a := d.args("sum of squares")
	sum, xs := a.need("out", out, 1), a.need("x", x, n)
	parts := pieces(n, streamPiece)
	work := a.workspace(8 * parts)
	a.launch("squares", Size{parts, 1, 1}, work, xs, num(n), num(streamPiece))
	a.launch("sum_all", one, sum, work, num(parts), real(1))
	return a.err
}
