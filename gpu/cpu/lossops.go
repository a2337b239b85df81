package cpu

// #include "kernels.h"
import "C"

import "maestudio/gpu"

func (d *device) MaskedMSE(loss, perRow, pred, target, mask gpu.Buffer, rows, cols int) error {
	a := d.args("masked mean squared error")
	total, each := a.need("loss", loss, 1), a.optional("perRow", perRow, rows)
	preds, targets := a.need("pred", pred, rows, cols), a.need("target", target, rows, cols)
	masks := a.optional("mask", mask, rows)
	if a.err != nil {
		return a.err
	}
	k, r, c := &d.kernels.loss, C.long(rows), C.long(cols)
	work, err := d.workspace(8 * int(C.k_masked_mse_work(k, r, c)))
	if err != nil {
		return err
	}
	C.k_masked_mse(k, d.pool, (*C.double)(work), total, each, preds, targets, masks, r, c)
	return nil
}

func (d *device) MaskedMSEBackward(dpred, pred, target, mask gpu.Buffer, rows, cols int, scale float32) error {
	a := d.args("masked mean squared error backward")
	dpreds := a.need("dpred", dpred, rows, cols)
	preds, targets := a.need("pred", pred, rows, cols), a.need("target", target, rows, cols)
	masks := a.optional("mask", mask, rows)
	if a.err != nil {
		return a.err
	}
	C.k_masked_mse_backward(&d.kernels.loss, d.pool, dpreds, preds, targets, masks, C.long(rows), C.long(cols), C.float(scale))
	return nil
}

func (d *device) CrossEntropy(loss, perRow, logits, target gpu.Buffer, rows, cols int) error {
	a := d.args("cross-entropy")
	total, each := a.need("loss", loss, 1), a.optional("perRow", perRow, rows)
	from, to := a.need("logits", logits, rows, cols), a.need("target", target, rows, cols)
	if a.err != nil {
		return a.err
	}
	k, r, c := &d.kernels.loss, C.long(rows), C.long(cols)
	work, err := d.workspace(8 * int(C.k_cross_entropy_work(k, r, c)))
	if err != nil {
		return err
	}
	C.k_cross_entropy(k, d.pool, (*C.double)(work), total, each, from, to, r, c)
	return nil
}

func (d *device) CrossEntropyBackward(dlogits, logits, target gpu.Buffer, rows, cols int, scale float32) error {
	a := d.args("cross-entropy backward")
	back := a.need("dlogits", dlogits, rows, cols)
	from, to := a.need("logits", logits, rows, cols), a.need("target", target, rows, cols)
	if a.err != nil {
		return a.err
	}
	C.k_cross_entropy_backward(&d.kernels.loss, d.pool, back, from, to, C.long(rows), C.long(cols), C.float(scale))
	return nil
}
