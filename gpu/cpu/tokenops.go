package cpu

// #include "kernels.h"
import "C"

import "maestudio/gpu"

func (d *device) GatherPatches(y, images, ids gpu.Buffer, b, c, height, width, p, k int) error {
	a := d.args("gather patches")
	g, n := a.grid(b, c, height, width, p, k)
	ys, from := a.matrix("y", y, b, k, c, p, p), a.need("images", images, b, c, height, width)
	places := a.places("ids", ids, b, k, n)
	if a.err != nil {
		return a.err
	}
	C.k_gather_patches(&d.kernels.tokens, d.pool, ys, from, places, g)
	return nil
}

func (d *device) ScatterPatches(dimages, dy, ids gpu.Buffer, b, c, height, width, p, k int) error {
	a := d.args("scatter patches")
	g, n := a.grid(b, c, height, width, p, k)
	to, dys := a.need("dimages", dimages, b, c, height, width), a.need("dy", dy, b, k, c, p, p)
	places := a.places("ids", ids, b, k, n)
	if a.err != nil {
		return a.err
	}
	C.k_scatter_patches(&d.kernels.tokens, d.pool, to, dys, places, g)
	return nil
}

func (d *device) PixelTarget(y, images, ids gpu.Buffer, b, c, height, width, p, k int, normalise bool) error {
	a := d.args("pixel target")
	g, n := a.grid(b, c, height, width, p, k)
	ys, from := a.need("y", y, b, k, p, p, c), a.need("images", images, b, c, height, width)
	places := a.places("ids", ids, b, k, n)
	if a.err != nil {
		return a.err
	}
	C.k_pixel_target(&d.kernels.tokens, d.pool, ys, from, places, g, flag(normalise))
	return nil
}

// grid checks that patches of side p tile the pictures, and counts them.
func (a *args) grid(b, c, height, width, p, k int) (g C.struct_patch_grid, patches int) {
	switch {
	case p < 1 || height < 1 || width < 1:
		a.fail("pictures of %dx%d with patches of %d are not possible", height, width, p)
	case height%p != 0 || width%p != 0:
		a.fail("pictures of %dx%d cannot be cut into patches of %dx%d", height, width, p, p)
	default:
		patches = (height / p) * (width / p)
	}
	return C.struct_patch_grid{C.long(b), C.long(c), C.long(height), C.long(width), C.long(p), C.long(k)}, patches
}

func (d *device) Embed(y, x, cls, pos, ids gpu.Buffer, b, k, dim int) error {
	a := d.args("embed")
	ys, xs := a.need("y", y, b, 1+k, dim), a.need("x", x, b, k, dim)
	rows := 1 // of pos; the call does not say how many patches there are
	if pos != nil && dim > 0 {
		rows = max(rows, pos.Len()/dim)
	}
	clss, poss := a.need("cls", cls, dim), a.need("pos", pos, rows, dim)
	places := a.places("ids", ids, b, k, rows-1)
	if a.err != nil {
		return a.err
	}
	C.k_embed(&d.kernels.tokens, d.pool, ys, xs, clss, poss, places, C.long(b), C.long(k), C.long(dim))
	return nil
}

func (d *device) EmbedBackward(dx, dcls, dpos, dy, ids gpu.Buffer, b, k, n, dim int, addParams bool) error {
	a := d.args("embed backward")
	dxs, dclss := a.need("dx", dx, b, k, dim), a.need("dcls", dcls, dim)
	dposs, dys := a.optional("dpos", dpos, 1+n, dim), a.need("dy", dy, b, 1+k, dim)
	places := a.places("ids", ids, b, k, n)
	if a.err != nil {
		return a.err
	}
	C.k_embed_backward(&d.kernels.tokens, d.pool, dxs, dclss, dposs, dys, places, C.long(b), C.long(k), C.long(n), C.long(dim), flag(addParams))
	return nil
}

func (d *device) Unshuffle(y, x, mask, pos, restore gpu.Buffer, b, k, n, dim int) error {
	a := d.args("unshuffle")
	ys, xs := a.need("y", y, b, 1+n, dim), a.need("x", x, b, 1+k, dim)
	masks, poss := a.need("mask", mask, dim), a.optional("pos", pos, 1+n, dim)
	places := a.places("restore", restore, b, n, n)
	if a.err != nil {
		return a.err
	}
	C.k_unshuffle(&d.kernels.tokens, d.pool, ys, xs, masks, poss, places, C.long(b), C.long(k), C.long(n), C.long(dim))
	return nil
}

func (d *device) UnshuffleBackward(dx, dmask, dy, restore gpu.Buffer, b, k, n, dim int, addMask bool) error {
	a := d.args("unshuffle backward")
	dxs, dmasks := a.need("dx", dx, b, 1+k, dim), a.need("dmask", dmask, dim)
	dys, places := a.need("dy", dy, b, 1+n, dim), a.places("restore", restore, b, n, n)
	if a.err != nil {
		return a.err
	}
	t := &d.kernels.tokens
	work, err := d.workspace(4 * int(C.k_unshuffle_backward_work(t, C.long(b), C.long(dim))))
	if err != nil {
		return err
	}
	C.k_unshuffle_backward(t, d.pool, (*C.float)(work), dxs, dmasks, dys, places, C.long(b), C.long(k), C.long(n), C.long(dim), flag(addMask))
	return nil
}

func (d *device) GatherRows(y, x, ids gpu.Buffer, b, n, k, dim int) error {
	a := d.args("gather rows")
	ys, xs := a.need("y", y, b, k, dim), a.need("x", x, b, n, dim)
	places := a.places("ids", ids, b, k, n)
	if a.err != nil {
		return a.err
	}
	C.k_gather_rows(&d.kernels.tokens, d.pool, ys, xs, places, C.long(b), C.long(n), C.long(k), C.long(dim))
	return nil
}

func (d *device) ScatterRows(dx, dy, ids gpu.Buffer, b, n, k, dim int, add bool) error {
	a := d.args("scatter rows")
	dxs, dys := a.need("dx", dx, b, n, dim), a.need("dy", dy, b, k, dim)
	places := a.places("ids", ids, b, k, n)
	if a.err != nil {
		return a.err
	}
	C.k_scatter_rows(&d.kernels.tokens, d.pool, dxs, dys, places, C.long(b), C.long(n), C.long(k), C.long(dim), flag(add))
	return nil
}

func (d *device) MeanRows(y, x gpu.Buffer, b, n, dim int) error {
	a := d.args("mean of rows")
	ys, xs := a.need("y", y, b, dim), a.need("x", x, b, 1+n, dim)
	if n < 1 {
		a.fail("there is no mean of %d rows", n)
	}
	if a.err != nil {
		return a.err
	}
	C.k_mean_rows(&d.kernels.tokens, d.pool, ys, xs, C.long(b), C.long(n), C.long(dim))
	return nil
}

func (d *device) MeanRowsBackward(dx, dy gpu.Buffer, b, n, dim int, add bool) error {
	a := d.args("mean of rows backward")
	dxs, dys := a.need("dx", dx, b, 1+n, dim), a.need("dy", dy, b, dim)
	if n < 1 {
		a.fail("there is no mean of %d rows", n)
	}
	if a.err != nil {
		return a.err
	}
	C.k_mean_rows_backward(&d.kernels.tokens, d.pool, dxs, dys, C.long(b), C.long(n), C.long(dim), flag(add))
	return nil
}

func (d *device) ScaleRows(y, x, scale, residual gpu.Buffer, b, n int) error {
	a := d.args("scale rows")
	ys, xs := a.need("y", y, b, n), a.need("x", x, b, n)
	scales, added := a.need("scale", scale, b), a.optional("residual", residual, b, n)
	if a.err != nil {
		return a.err
	}
	C.k_scale_rows(&d.kernels.tokens, d.pool, ys, xs, scales, added, C.long(b), C.long(n))
	return nil
}
