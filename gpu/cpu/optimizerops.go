package cpu

// #include "kernels.h"
import "C"

import (
	"math"

	"maestudio/gpu"
)

func (d *device) AdamW(w, g, m, v gpu.Buffer, n int, s gpu.AdamW) error {
	a := d.args("adamw")
	ws, gs := a.need("w", w, n), a.need("g", g, n)
	ms, vs := a.need("m", m, n), a.need("v", v, n)
	if s.Step < 1 {
		a.fail("step %d is not possible, the first is 1", s.Step)
	}
	if a.err != nil {
		return a.err
	}
	C.k_adamw(&d.kernels.loss, d.pool, ws, gs, ms, vs, C.long(n), stepOf(s))
	return nil
}

// stepOf works out in double what is the same for every parameter.
func stepOf(s gpu.AdamW) C.struct_adamw_step {
	correct1 := 1 - math.Pow(s.Beta1, float64(s.Step))
	correct2 := 1 - math.Pow(s.Beta2, float64(s.Step))
	return C.struct_adamw_step{
		keep:  C.float(1 - s.Rate*s.Decay),
		beta1: C.float(s.Beta1),
		rest1: C.float(1 - s.Beta1),
		beta2: C.float(s.Beta2),
		rest2: C.float(1 - s.Beta2),
		rate:  C.float(s.Rate / correct1),
		root:  C.float(math.Sqrt(correct2)),
		eps:   C.float(s.Eps),
	}
}

func (d *device) SumSquares(out, x gpu.Buffer, n int) error {
	a := d.args("sum of squares")
	sum, xs := a.need("out", out, 1), a.need("x", x, n)
	if a.err != nil {
		return a.err
	}
	k := &d.kernels.loss
	work, err := d.workspace(8 * int(C.k_sum_squares_work(k, C.long(n))))
	if err != nil {
		return err
	}
	C.k_sum_squares(k, d.pool, (*C.double)(work), sum, xs, C.long(n))
	return nil
}
