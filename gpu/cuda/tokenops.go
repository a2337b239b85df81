package cuda

import "maestudio/gpu"

func (d *device) Embed(y, x, cls, pos, ids gpu.Buffer, b, k, dim int) error {
	a := d.args("embed")
	ys, xs := a.need("y", y, b, 1+k, dim), a.need("x", x, b, k, dim)
	rows := 1 // of pos; the call does not say how many patches there are
	if pos != nil && dim > 0 {
		rows = max(rows, pos.Len()/dim)
	}
	clss, poss := a.need("cls", cls, dim), a.need("pos", pos, rows, dim)
	places := a.places("ids", ids, b, k, rows-1)
	n := b * (1 + k) * dim
	a.launch("embed", lines(n), ys, xs, clss, poss, places, num(n), num(k), num(dim))
	return a.err
}

func (d *device) EmbedBackward(dx, dcls, dpos, dy, ids gpu.Buffer, b, k, n, dim int, addParams bool) error {
	a := d.args("embed backward")
	dxs, dclss := a.need("dx", dx, b, k, dim), a.need("dcls", dcls, dim)
	dposs, dys := a.optional("dpos", dpos, 1+n, dim), a.need("dy", dy, b, 1+k, dim)
	places := a.places("ids", ids, b, k, n)
	rows, all := 1, b*k*dim
	if dpos != nil {
		rows = 1 + n
	}
	a.launch("embed_backward", lines(all), dxs, dys, num(all), num(k), num(dim))
	a.launch("embed_params", over(lines(dim), rows), dclss, dposs, dys, places, num(b), num(k), num(dim), flag(addParams))
	return a.err
}

func (d *device) Unshuffle(y, x, mask, pos, restore gpu.Buffer, b, k, n, dim int) error {
	a := d.args("unshuffle")
	ys, xs := a.need("y", y, b, 1+n, dim), a.need("x", x, b, 1+k, dim)
	masks, poss := a.need("mask", mask, dim), a.optional("pos", pos, 1+n, dim)
	places, all := a.places("restore", restore, b, n, n), b*(1+n)*dim
	a.launch("unshuffle", lines(all), ys, xs, masks, poss, places, num(all), num(k), num(n), num(dim))
	return a.err
}

func (d *device) UnshuffleBackward(dx, dmask, dy, restore gpu.Buffer, b, k, n, dim int, addMask bool) error {
	a := d.args("unshuffle backward")
	dxs, dmasks := a.need("dx", dx, b, 1+k, dim), a.need("dmask", dmask, dim)
	dys, places := a.need("dy", dy, b, 1+n, dim), a.places("restore", restore, b, n, n)
	work, all := a.workspace(4*b*dim), b*(1+n)*dim
	a.launch("unshuffle_backward", lines(all), dxs, dys, places, num(all), num(k), num(n), num(dim))
	a.launch("mask_sums", over(lines(dim), b), work, dys, places, num(k), num(n), num(dim))
	a.sumPieces(dmasks, work, b, dim, addMask)
	return a.err
}

func (d *device) GatherRows(y, x, ids gpu.Buffer, b, n, k, dim int) error {
	a := d.args("gather rows")
	ys, xs := a.need("y", y, b, k, dim), a.need("x", x, b, n, dim)
	places, all := a.places("ids", ids, b, k, n), b*k*dim
	a.launch("gather_rows", lines(all), ys, xs, places, num(all), num(n), num(k), num(dim))
	return a.err
}

func (d *device) ScatterRows(dx, dy, ids gpu.Buffer, b, n, k, dim int, add bool) error {
	a := d.args("scatter rows")
	dxs, dys := a.need("dx", dx, b, n, dim), a.need("dy", dy, b, k, dim)
	places, all := a.places("ids", ids, b, k, n), b*k*dim
	if !add {
		a.clear(dxs, 4*b*n*dim)
	}
	a.launch("scatter_rows", lines(all), dxs, dys, places, num(all), num(n), num(k), num(dim), flag(add))
	return a.err
}

func (d *device) MeanRows(y, x gpu.Buffer, b, n, dim int) error {
	a := d.args("mean of rows")
	ys, xs := a.need("y", y, b, dim), a.need("x", x, b, 1+n, dim)
	if n < 1 {
		a.fail("there is no mean of %d rows", n)
	}
	a.launch("mean_rows", lines(b*dim), ys, xs, num(b*dim), num(n), num(dim))
	return a.err
}

func (d *device) MeanRowsBackward(dx, dy gpu.Buffer, b, n, dim int, add bool) error {
	a := d.args("mean of rows backward")
	dxs, dys := a.need("dx", dx, b, 1+n, dim), a.need("dy", dy, b, dim)
	if n < 1 {
		a.fail("there is no mean of %d rows", n)
	}
	all := b * (1 + n) * dim
	a.launch("mean_rows_backward", lines(all), dxs, dys, num(all), num(n), num(dim), flag(add))
	return a.err
}

func (d *device) ScaleRows(y, x, scale, residual gpu.Buffer, b, n int) error {
	a := d.args("scale rows")
	ys, xs := a.need("y", y, b, n), a.need("x", x, b, n)
	scales, added := a.need("scale", scale, b), a.optional("residual", residual, b, n)
	a.launch("scale_rows", lines(b*n), ys, xs, scales, added, num(b*n), num(n))
	return a.err
}
