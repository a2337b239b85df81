package cuda

import "maestudio/gpu"

func (d *device) LayerNorm(y, mean, rstd, x, w, b gpu.Buffer, rows, cols int, eps float32) error {
	a := d.args("layer norm")
	ys, xs := a.matrix("y", y, rows, cols), a.need("x", x, rows, cols)
	means, rstds := a.need("mean", mean, rows), a.need("rstd", rstd, rows)
	ws, bs := a.need("w", w, cols), a.need("b", b, cols)
	a.launch("layer_norm", warps(rows), ys.at, ys.half, means, rstds, xs, ws, bs, num(rows), num(cols), real(eps))
	return a.err
}

func (d *device) LayerNormBackward(dx, dw, db, dy, x, w, mean, rstd gpu.Buffer, rows, cols int, addX, addParams bool) error {
	a := d.args("layer norm backward")
	dxs, dws, dbs := a.need("dx", dx, rows, cols), a.need("dw", dw, cols), a.need("db", db, cols)
	dys, xs, ws := a.need("dy", dy, rows, cols), a.need("x", x, rows, cols), a.need("w", w, cols)
	means, rstds := a.need("mean", mean, rows), a.need("rstd", rstd, rows)
	step, n := rowPieces(rows)
	work := a.workspace(4 * 2 * n * cols)
	a.launch("layer_norm_backward", warps(rows), dxs, dys, xs, ws, means, rstds, num(rows), num(cols), flag(addX))
	a.launch("layer_norm_params", over(lines(cols), n), work, dys, xs, means, rstds, num(rows), num(cols), num(step), num(n))
	a.sumPieces(dws, work, n, cols, addParams)
	a.sumPieces(dbs, work+uint64(4*n*cols), n, cols, addParams)
	return a.err
}

func (d *device) GELU(y, x gpu.Buffer, n int) error {
	a := d.args("gelu")
	ys, xs := a.need("y", y, n), a.need("x", x, n)
	a.launch("gelu_forward", lines(n), ys, xs, num(n))
	return a.err
}

func (d *device) GELUBackward(dx, dy, x gpu.Buffer, n int) error {
	a := d.args("gelu backward")
	dxs, dys, xs := a.need("dx", dx, n), a.need("dy", dy, n), a.need("x", x, n)
	a.launch("gelu_backward", lines(n), dxs, dys, xs, num(n))
	return a.err
}

func (d *device) Softmax(y, x gpu.Buffer, rows, cols int) error {
	a := d.args("softmax")
	ys, xs := a.need("y", y, rows, cols), a.need("x", x, rows, cols)
	a.launch("softmax", warps(rows), ys, xs, num(rows), num(cols))
	return a.err
}

func (d *device) SoftmaxBackward(dx, dy, y gpu.Buffer, rows, cols int) error {
	a := d.args("softmax backward")
	dxs, dys, ys := a.need("dx", dx, rows, cols), a.need("dy", dy, rows, cols), a.need("y", y, rows, cols)
	a.launch("softmax_backward", warps(rows), dxs, dys, ys, num(rows), num(cols))
	return a.err
}
