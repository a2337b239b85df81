package cuda

import "maestudio/gpu"

func (d *device) MaskedMSE(loss, perRow, pred, target, mask gpu.Buffer, rows, cols int) error {
	a := d.args("masked mean squared error")
	total, each := a.need("loss", loss, 1), a.optional("perRow", perRow, rows)
	preds, targets := a.need("pred", pred, rows, cols), a.need("target", target, rows, cols)
	masks := a.optional("mask", mask, rows)
	work := a.workspace(8 * rows)
	a.launch("squared_errors", warps(rows), work, each, preds, targets, num(rows), num(cols))
	a.launch("masked_mean", one, total, 0, work, masks, num(rows))
	return a.err
}

func (d *device) MaskedMSEBackward(dpred, pred, target, mask gpu.Buffer, rows, cols int, scale float32) error {
	a := d.args("masked mean squared error backward")
	dpreds := a.need("dpred", dpred, rows, cols)
	preds, targets := a.need("pred", pred, rows, cols), a.need("target", target, rows, cols)
	masks := a.optional("mask", mask, rows)
	counted, n := a.workspace(4), rows*cols
	a.launch("masked_mean", one, 0, counted, 0, masks, num(rows))
	a.launch("masked_mse_backward", lines(n), dpreds, preds, targets, masks, counted, num(n), num(cols), real(scale))
	return a.err
}

func (d *device) CrossEntropy(loss, perRow, logits, target gpu.Buffer, rows, cols int) error {
	a := d.args("cross-entropy")
	total, each := a.need("loss", loss, 1), a.optional("perRow", perRow, rows)
	from, to := a.need("logits", logits, rows, cols), a.need("target", target, rows, cols)
	work := a.workspace(8 * rows)
	a.launch("entropies", warps(rows), work, each, from, to, num(rows), num(cols))
	a.launch("sum_all", one, total, work, num(rows), real(float32(rows)))
	return a.err
}

func (d *device) CrossEntropyBackward(dlogits, logits, target gpu.Buffer, rows, cols int, scale float32) error {
	a := d.args("cross-entropy backward")
	back := a.need("dlogits", dlogits, rows, cols)
	from, to := a.need("logits", logits, rows, cols), a.need("target", target, rows, cols)
	factor := float32(float64(scale) / float64(rows))
	a.launch("cross_entropy_backward", warps(rows), back, from, to, num(rows), num(cols), real(factor))
	return a.err
}

// one is a grid of one block.
var one = Size{1, 1, 1}
