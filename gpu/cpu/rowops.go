package cpu

// #include "kernels.h"
import "C"

import "maestudio/gpu"

func (d *device) LayerNorm(y, mean, rstd, x, w, b gpu.Buffer, rows, cols int, eps float32) error {
	a := d.args("layer norm")
	ys, xs := a.matrix("y", y, rows, cols), a.need("x", x, rows, cols)
	means, rstds := a.need("mean", mean, rows), a.need("rstd", rstd, rows)
	ws, bs := a.need("w", w, cols), a.need("b", b, cols)
	if a.err != nil {
		return a.err
	}
	C.k_layer_norm(&d.kernels.rows, d.pool, ys, means, rstds, xs, ws, bs, C.long(rows), C.long(cols), C.float(eps))
	return nil
}

func (d *device) LayerNormBackward(dx, dw, db, dy, x, w, mean, rstd gpu.Buffer, rows, cols int, addX, addParams bool) error {
	a := d.args("layer norm backward")
	dxs, dws, dbs := a.need("dx", dx, rows, cols), a.need("dw", dw, cols), a.need("db", db, cols)
	dys, xs, ws := a.need("dy", dy, rows, cols), a.need("x", x, rows, cols), a.need("w", w, cols)
	means, rstds := a.need("mean", mean, rows), a.need("rstd", rstd, rows)
	if a.err != nil {
		return a.err
	}
	k, r, c := &d.kernels.rows, C.long(rows), C.long(cols)
	work, err := d.workspace(4 * int(C.k_layer_norm_backward_work(k, r, c)))
	if err != nil {
		return err
	}
	C.k_layer_norm_backward(k, d.pool, (*C.float)(work), dxs, dws, dbs, dys, xs, ws, means, rstds, r, c, flag(addX), flag(addParams))
	return nil
}

func (d *device) GELU(y, x gpu.Buffer, n int) error {
	a := d.args("gelu")
	ys, xs := a.need("y", y, n), a.need("x", x, n)
	if a.err != nil {
		return a.err
	}
	C.k_gelu(&d.kernels.rows, d.pool, ys, xs, C.long(n))
	return nil
}

func (d *device) GELUBackward(dx, dy, x gpu.Buffer, n int) error {
	a := d.args("gelu backward")
	dxs, dys, xs := a.need("dx", dx, n), a.need("dy", dy, n), a.need("x", x, n)
	if a.err != nil {
		return a.err
	}
	C.k_gelu_backward(&d.kernels.rows, d.pool, dxs, dys, xs, C.long(n))
	return nil
}

func (d *device) Softmax(y, x gpu.Buffer, rows, cols int) error {
	a := d.args("softmax")
	ys, xs := a.need("y", y, rows, cols), a.need("x", x, rows, cols)
	if a.err != nil {
		return a.err
	}
	C.k_softmax(&d.kernels.rows, d.pool, ys, xs, C.long(rows), C.long(cols))
	return nil
}

func (d *device) SoftmaxBackward(dx, dy, y gpu.Buffer, rows, cols int) error {
	a := d.args("softmax backward")
	dxs, dys, ys := a.need("dx", dx, rows, cols), a.need("dy", dy, rows, cols), a.need("y", y, rows, cols)
	if a.err != nil {
		return a.err
	}
	C.k_softmax_backward(&d.kernels.rows, d.pool, dxs, dys, ys, C.long(rows), C.long(cols))
	return nil
}
