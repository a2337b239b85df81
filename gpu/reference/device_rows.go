package reference

import "maestudio/gpu"

func (d *device[F]) LayerNorm(y, mean, rstd, x, w, b gpu.Buffer, rows, cols int, eps float32) error {
	a := args[F]{op: "layer norm"}
	ys, xs := a.matrix("y", y, rows, cols), a.floats("x", x, rows, cols)
	means, rstds := a.floats("mean", mean, rows), a.floats("rstd", rstd, rows)
	ws, bs := a.floats("w", w, cols), a.floats("b", b, cols)
	if a.err != nil {
		return a.err
	}
	LayerNorm(ys, means, rstds, xs, ws, bs, rows, cols, float64(eps))
	round[F](y)
	return nil
}

func (d *device[F]) LayerNormBackward(dx, dw, db, dy, x, w, mean, rstd gpu.Buffer, rows, cols int, addX, addParams bool) error {
	a := args[F]{op: "layer norm backward"}
	dxs, dws, dbs := a.floats("dx", dx, rows, cols), a.floats("dw", dw, cols), a.floats("db", db, cols)
	dys, xs, ws := a.floats("dy", dy, rows, cols), a.floats("x", x, rows, cols), a.floats("w", w, cols)
	means, rstds := a.floats("mean", mean, rows), a.floats("rstd", rstd, rows)
	if a.err != nil {
		return a.err
	}
	LayerNormBackward(dxs, dws, dbs, dys, xs, ws, means, rstds, rows, cols, addX, addParams)
	return nil
}

func (d *device[F]) GELU(y, x gpu.Buffer, n int) error {
	a := args[F]{op: "gelu"}
	ys, xs := a.floats("y", y, n), a.floats("x", x, n)
	if a.err != nil {
		return a.err
	}
	GELU(ys, xs)
	return nil
}

func (d *device[F]) GELUBackward(dx, dy, x gpu.Buffer, n int) error {
	a := args[F]{op: "gelu backward"}
	dxs, dys, xs := a.floats("dx", dx, n), a.floats("dy", dy, n), a.floats("x", x, n)
	if a.err != nil {
		return a.err
	}
	GELUBackward(dxs, dys, xs)
	return nil
}

func (d *device[F]) Softmax(y, x gpu.Buffer, rows, cols int) error {
	a := args[F]{op: "softmax"}
	ys, xs := a.floats("y", y, rows, cols), a.floats("x", x, rows, cols)
	if a.err != nil {
		return a.err
	}
	Softmax(ys, xs, rows, cols)
	return nil
}

func (d *device[F]) SoftmaxBackward(dx, dy, y gpu.Buffer, rows, cols int) error {
	a := args[F]{op: "softmax backward"}
	dxs, dys, ys := a.floats("dx", dx, rows, cols), a.floats("dy", dy, rows, cols), a.floats("y", y, rows, cols)
	if a.err != nil {
		return a.err
	}
	SoftmaxBackward(dxs, dys, ys, rows, cols)
	return nil
}

func (d *device[F]) Attention(y, lse, qkv gpu.Buffer, b, n, h, dim int) error {
	a := args[F]{op: "attention"}
	ys, lses := a.matrix("y", y, b, n, h, dim), a.floats("lse", lse, b, h, n)
	qkvs := a.matrix("qkv", qkv, b, n, 3, h, dim)
	if a.err != nil {
		return a.err
	}
	Attention(ys, lses, qkvs, b, n, h, dim)
	round[F](y)
	return nil
}

func (d *device[F]) AttentionBackward(dqkv, dy, y, lse, qkv gpu.Buffer, b, n, h, dim int) error {
	a := args[F]{op: "attention backward"}
	dqkvs, qkvs := a.matrix("dqkv", dqkv, b, n, 3, h, dim), a.matrix("qkv", qkv, b, n, 3, h, dim)
	dys, ys := a.matrix("dy", dy, b, n, h, dim), a.matrix("y", y, b, n, h, dim)
	lses := a.floats("lse", lse, b, h, n)
	if a.err != nil {
		return a.err
	}
	AttentionBackward(dqkvs, dys, ys, lses, qkvs, b, n, h, dim)
	round[F](dqkv)
	return nil
}
