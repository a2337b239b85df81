package cuda

import "maestudio/gpu"

// grid checks that patches of side p tile the pictures, and counts those of one.
func (a *args) grid(height, width, p int) (patches int) {
	switch {
	case p < 1 || height < 1 || width < 1:
		a.fail("pictures of %dx%d with patches of %d are not possible", height, width, p)
	case height%p != 0 || width%p != 0:
		a.fail("pictures of %dx%d cannot be cut into patches of %dx%d", height, width, p, p)
	default:
		patches = (height / p) * (width / p)
	}
	return patches
}

func (d *device) GatherPatches(y, images, ids gpu.Buffer, b, c, height, width, p, k int) error {
	a := d.args("gather patches")
	patches := a.grid(height, width, p)
	ys, from := a.matrix("y", y, b, k, c, p, p), a.need("images", images, b, c, height, width)
	places := a.places("ids", ids, b, k, patches)
	n := b * k * c * p * p
	a.launch("gather_patches", lines(n), ys.at, ys.half, from, places, num(n), num(c), num(height), num(width), num(p), num(k))
	return a.err
}

func (d *device) ScatterPatches(dimages, dy, ids gpu.Buffer, b, c, height, width, p, k int) error {
	a := d.args("scatter patches")
	patches := a.grid(height, width, p)
	to, dys := a.need("dimages", dimages, b, c, height, width), a.need("dy", dy, b, k, c, p, p)
	places := a.places("ids", ids, b, k, patches)
	n := b * c * p * p
	a.launch("scatter_patches", lines(n), to, dys, places, num(n), num(c), num(height), num(width), num(p), num(k))
	return a.err
}

func (d *device) PixelTarget(y, images, ids gpu.Buffer, b, c, height, width, p, k int, normalise bool) error {
	a := d.args("pixel target")
	patches := a.grid(height, width, p)
	ys, from := a.need("y", y, b, k, p, p, c), a.need("images", images, b, c, height, width)
	places := a.places("ids", ids, b, k, patches)
	rows := b * k
	a.launch("pixel_target", warps(rows), ys, from, places, num(rows), num(c), num(height), num(width), num(p), num(k), flag(normalise))
	return a.err
}
