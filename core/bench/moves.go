package bench

import "maestudio/gpu"

// What only moves patches and tokens, compares or fills is noted by what it is for.

func (d *timed) GatherPatches(y, images, ids gpu.Buffer, b, c, height, width, p, k int) error {
	return d.note("patches and targets", 0, func() error { return d.Device.GatherPatches(y, images, ids, b, c, height, width, p, k) })
}

func (d *timed) PixelTarget(y, images, ids gpu.Buffer, b, c, height, width, p, k int, normalise bool) error {
	return d.note("patches and targets", 0, func() error {
		return d.Device.PixelTarget(y, images, ids, b, c, height, width, p, k, normalise)
	})
}

func (d *timed) Embed(y, x, cls, pos, ids gpu.Buffer, b, k, dim int) error {
	return d.note("moving tokens", 0, func() error { return d.Device.Embed(y, x, cls, pos, ids, b, k, dim) })
}

func (d *timed) EmbedBackward(dx, dcls, dpos, dy, ids gpu.Buffer, b, k, n, dim int, add bool) error {
	return d.note("moving tokens", 0, func() error { return d.Device.EmbedBackward(dx, dcls, dpos, dy, ids, b, k, n, dim, add) })
}

func (d *timed) Unshuffle(y, x, mask, pos, restore gpu.Buffer, b, k, n, dim int) error {
	return d.note("moving tokens", 0, func() error { return d.Device.Unshuffle(y, x, mask, pos, restore, b, k, n, dim) })
}

func (d *timed) UnshuffleBackward(dx, dmask, dy, restore gpu.Buffer, b, k, n, dim int, add bool) error {
	return d.note("moving tokens", 0, func() error { return d.Device.UnshuffleBackward(dx, dmask, dy, restore, b, k, n, dim, add) })
}

func (d *timed) GatherRows(y, x, ids gpu.Buffer, b, n, k, dim int) error {
	return d.note("moving tokens", 0, func() error { return d.Device.GatherRows(y, x, ids, b, n, k, dim) })
}

func (d *timed) ScatterRows(dx, dy, ids gpu.Buffer, b, n, k, dim int, add bool) error {
	return d.note("moving tokens", 0, func() error { return d.Device.ScatterRows(dx, dy, ids, b, n, k, dim, add) })
}

func (d *timed) Add(y, x gpu.Buffer) error {
	return d.note("adding residuals", 0, func() error { return d.Device.Add(y, x) })
}

func (d *timed) MaskedMSE(loss, perRow, pred, target, mask gpu.Buffer, rows, cols int) error {
	return d.note("loss", 0, func() error { return d.Device.MaskedMSE(loss, perRow, pred, target, mask, rows, cols) })
}

func (d *timed) MaskedMSEBackward(dpred, pred, target, mask gpu.Buffer, rows, cols int, scale float32) error {
	return d.note("loss", 0, func() error { return d.Device.MaskedMSEBackward(dpred, pred, target, mask, rows, cols, scale) })
}

func (d *timed) Write(b gpu.Buffer, values []float32) error {
	return d.note("pictures to the device", 0, func() error { return d.Device.Write(b, values) })
}

// ScaleRows is drop path: what a layer adds, or nothing of it.
func (d *timed) ScaleRows(y, x, scale, residual gpu.Buffer, b, n int) error {
	return d.note("adding residuals", 0, func() error { return d.Device.ScaleRows(y, x, scale, residual, b, n) })
}

func (d *timed) CrossEntropy(loss, perRow, logits, target gpu.Buffer, rows, cols int) error {
	return d.note("loss", 0, func() error { return d.Device.CrossEntropy(loss, perRow, logits, target, rows, cols) })
}

func (d *timed) CrossEntropyBackward(dlogits, logits, target gpu.Buffer, rows, cols int, scale float32) error {
	return d.note("loss", 0, func() error { return d.Device.CrossEntropyBackward(dlogits, logits, target, rows, cols, scale) })
}

func (d *timed) MeanRows(y, x gpu.Buffer, b, n, dim int) error {
	return d.note("moving tokens", 0, func() error { return d.Device.MeanRows(y, x, b, n, dim) })
}

func (d *timed) MeanRowsBackward(dx, dy gpu.Buffer, b, n, dim int, add bool) error {
	return d.note("moving tokens", 0, func() error { return d.Device.MeanRowsBackward(dx, dy, b, n, dim, add) })
}
