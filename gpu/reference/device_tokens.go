package reference

import "maestudio/gpu"

func (d *device[F]) GatherPatches(y, images, ids gpu.Buffer, b, c, height, width, p, k int) error {
	a := args[F]{op: "gather patches"}
	g := a.grid(b, c, height, width, p)
	ys, from := a.matrix("y", y, b, k, c, p, p), a.floats("images", images, b, c, height, width)
	places := a.places("ids", ids, b, k, g.Patches())
	if a.err != nil {
		return a.err
	}
	GatherPatches(ys, from, places, g, k)
	round[F](y)
	return nil
}

func (d *device[F]) ScatterPatches(dimages, dy, ids gpu.Buffer, b, c, height, width, p, k int) error {
	a := args[F]{op: "scatter patches"}
	g := a.grid(b, c, height, width, p)
	to, dys := a.floats("dimages", dimages, b, c, height, width), a.floats("dy", dy, b, k, c, p, p)
	places := a.places("ids", ids, b, k, g.Patches())
	if a.err != nil {
		return a.err
	}
	ScatterPatches(to, dys, places, g, k)
	return nil
}

func (d *device[F]) PixelTarget(y, images, ids gpu.Buffer, b, c, height, width, p, k int, normalise bool) error {
	a := args[F]{op: "pixel target"}
	g := a.grid(b, c, height, width, p)
	ys, from := a.floats("y", y, b, k, p, p, c), a.floats("images", images, b, c, height, width)
	places := a.places("ids", ids, b, k, g.Patches())
	if a.err != nil {
		return a.err
	}
	PixelTarget(ys, from, places, g, k, normalise)
	return nil
}

func (d *device[F]) Embed(y, x, cls, pos, ids gpu.Buffer, b, k, dim int) error {
	a := args[F]{op: "embed"}
	ys, xs := a.floats("y", y, b, 1+k, dim), a.floats("x", x, b, k, dim)
	rows := 1 // of pos; the call does not say how many patches there are
	if pos != nil && dim > 0 {
		rows = pos.Len() / dim
	}
	clss, poss := a.floats("cls", cls, dim), a.floats("pos", pos, rows, dim)
	places := a.places("ids", ids, b, k, rows-1)
	if a.err != nil {
		return a.err
	}
	Embed(ys, xs, clss, poss, places, b, k, dim)
	return nil
}

func (d *device[F]) EmbedBackward(dx, dcls, dpos, dy, ids gpu.Buffer, b, k, n, dim int, addParams bool) error {
	a := args[F]{op: "embed backward"}
	dxs, dclss := a.floats("dx", dx, b, k, dim), a.floats("dcls", dcls, dim)
	dposs, dys := a.optional("dpos", dpos, 1+n, dim), a.floats("dy", dy, b, 1+k, dim)
	places := a.places("ids", ids, b, k, n)
	if a.err != nil {
		return a.err
	}
	EmbedBackward(dxs, dclss, dposs, dys, places, b, k, n, dim, addParams)
	return nil
}

func (d *device[F]) Unshuffle(y, x, mask, pos, restore gpu.Buffer, b, k, n, dim int) error {
	a := args[F]{op: "unshuffle"}
	ys, xs := a.floats("y", y, b, 1+n, dim), a.floats("x", x, b, 1+k, dim)
	masks, poss := a.floats("mask", mask, dim), a.optional("pos", pos, 1+n, dim)
	places := a.places("restore", restore, b, n, n)
	if a.err != nil {
		return a.err
	}
	Unshuffle(ys, xs, masks, poss, places, b, k, n, dim)
	return nil
}

func (d *device[F]) UnshuffleBackward(dx, dmask, dy, restore gpu.Buffer, b, k, n, dim int, addMask bool) error {
	a := args[F]{op: "unshuffle backward"}
	dxs, dmasks := a.floats("dx", dx, b, 1+k, dim), a.floats("dmask", dmask, dim)
	dys, places := a.floats("dy", dy, b, 1+n, dim), a.places("restore", restore, b, n, n)
	if a.err != nil {
		return a.err
	}
	UnshuffleBackward(dxs, dmasks, dys, places, b, k, n, dim, addMask)
	return nil
}

func (d *device[F]) GatherRows(y, x, ids gpu.Buffer, b, n, k, dim int) error {
	a := args[F]{op: "gather rows"}
	ys, xs := a.floats("y", y, b, k, dim), a.floats("x", x, b, n, dim)
	places := a.places("ids", ids, b, k, n)
	if a.err != nil {
		return a.err
	}
	GatherRows(ys, xs, places, n, k, dim)
	return nil
}

func (d *device[F]) ScatterRows(dx, dy, ids gpu.Buffer, b, n, k, dim int, add bool) error {
	a := args[F]{op: "scatter rows"}
	dxs, dys := a.floats("dx", dx, b, n, dim), a.floats("dy", dy, b, k, dim)
	places := a.places("ids", ids, b, k, n)
	if a.err != nil {
		return a.err
	}
	ScatterRows(dxs, dys, places, n, k, dim, add)
	return nil
}

func (d *device[F]) MeanRows(y, x gpu.Buffer, b, n, dim int) error {
	a := args[F]{op: "mean of rows"}
	ys, xs := a.floats("y", y, b, dim), a.floats("x", x, b, 1+n, dim)
	if n < 1 {
		a.fail("there is no mean of %d rows", n)
	}
	if a.err != nil {
		return a.err
	}
	MeanRows(ys, xs, b, n, dim)
	return nil
}

func (d *device[F]) MeanRowsBackward(dx, dy gpu.Buffer, b, n, dim int, add bool) error {
	a := args[F]{op: "mean of rows backward"}
	dxs, dys := a.floats("dx", dx, b, 1+n, dim), a.floats("dy", dy, b, dim)
	if n < 1 {
		a.fail("there is no mean of %d rows", n)
	}
	if a.err != nil {
		return a.err
	}
	MeanRowsBackward(dxs, dys, b, n, dim, add)
	return nil
}

func (d *device[F]) ScaleRows(y, x, scale, residual gpu.Buffer, b, n int) error {
	a := args[F]{op: "scale rows"}
	ys, xs := a.floats("y", y, b, n), a.floats("x", x, b, n)
	scales, added := a.floats("scale", scale, b), a.optional("residual", residual, b, n)
	if a.err != nil {
		return a.err
	}
	ScaleRows(ys, xs, scales, added, b, n)
	return nil
}
