package reference

import "maestudio/gpu"

func (d *device[F]) Linear(y, x gpu.Buffer, w gpu.Weight, b gpu.Buffer, rows int, e gpu.Epilogue) error {
	a := args[F]{op: "linear"}
	ws, out, in := a.weight(w)
	ys, xs, bs := a.matrix("y", y, rows, out), a.matrix("x", x, rows, in), a.optional("b", b, out)
	slope := a.optionalMatrix("the slope", e.Slope, rows, out)
	residual := a.optionalMatrix("the residual", e.Residual, rows, out)
	if a.err != nil {
		return a.err
	}
	sums := make([]F, rows*out) // the residual may be y itself
	Linear(sums, d.factor(xs), d.factor(ws), bs, rows, out, in)
	if e.GELU {
		for i := range slope {
			slope[i] = F(geluSlope(float64(sums[i])))
		}
		GELU(sums, sums)
	}
	if residual != nil {
		addAll(sums, residual)
	}
	copy(ys, sums)
	round[F](y, e.Slope)
	return nil
}

func (d *device[F]) LinearInput(dx, dy gpu.Buffer, w gpu.Weight, rows int, e gpu.GradEpilogue) error {
	a := args[F]{op: "linear backward"}
	ws, out, in := a.weight(w)
	dxs, dys := a.matrix("dx", dx, rows, in), a.matrix("dy", dy, rows, out)
	slope := a.optionalMatrix("the slope", e.Slope, rows, in)
	if a.err != nil {
		return a.err
	}
	sums := make([]F, rows*in)
	LinearInput(sums, d.factor(dys), d.factor(ws), rows, out, in, false)
	for i := range slope {
		sums[i] *= slope[i]
	}
	clearUnless(e.Add, dxs)
	addAll(dxs, sums)
	round[F](dx)
	return nil
}

func (d *device[F]) LinearWeight(dw, db, dy, x gpu.Buffer, rows, out, in int, add bool) error {
	a := args[F]{op: "linear backward"}
	dws, dbs := a.floats("dw", dw, out, in), a.optional("db", db, out)
	dys, xs := a.matrix("dy", dy, rows, out), a.matrix("x", x, rows, in)
	if a.err != nil {
		return a.err
	}
	LinearWeight(dws, nil, d.factor(dys), d.factor(xs), rows, out, in, add)
	LinearWeight(nil, dbs, dys, nil, rows, out, 0, add) // sums are of what was not rounded
	return nil
}

// factor is what a product multiplies, of the precision of this device.
func (d *device[F]) factor(x []F) []F {
	if !d.mixed {
		return x
	}
	rounded := make([]F, len(x))
	for i, v := range x {
		rounded[i] = RoundBFloat16(v)
	}
	return rounded
}
