package reference

import "maestudio/gpu"

func (d *device[F]) MaskedMSE(loss, perRow, pred, target, mask gpu.Buffer, rows, cols int) error {
	a := args[F]{op: "masked mean squared error"}
	total, each := a.floats("loss", loss, 1), a.optional("perRow", perRow, rows)
	preds, targets := a.floats("pred", pred, rows, cols), a.floats("target", target, rows, cols)
	masks := a.optional("mask", mask, rows)
	if a.err != nil {
		return a.err
	}
	total[0] = F(MaskedMSE(each, preds, targets, masks, rows, cols))
	return nil
}

func (d *device[F]) MaskedMSEBackward(dpred, pred, target, mask gpu.Buffer, rows, cols int, scale float32) error {
	a := args[F]{op: "masked mean squared error backward"}
	dpreds := a.floats("dpred", dpred, rows, cols)
	preds, targets := a.floats("pred", pred, rows, cols), a.floats("target", target, rows, cols)
	masks := a.optional("mask", mask, rows)
	if a.err != nil {
		return a.err
	}
	MaskedMSEBackward(dpreds, preds, targets, masks, rows, cols, float64(scale))
	return nil
}

func (d *device[F]) CrossEntropy(loss, perRow, logits, target gpu.Buffer, rows, cols int) error {
	a := args[F]{op: "cross-entropy"}
	total, each := a.floats("loss", loss, 1), a.optional("perRow", perRow, rows)
	from, to := a.floats("logits", logits, rows, cols), a.floats("target", target, rows, cols)
	if a.err != nil {
		return a.err
	}
	total[0] = F(CrossEntropy(each, from, to, rows, cols))
	return nil
}

func (d *device[F]) CrossEntropyBackward(dlogits, logits, target gpu.Buffer, rows, cols int, scale float32) error {
	a := args[F]{op: "cross-entropy backward"}
	back := a.floats("dlogits", dlogits, rows, cols)
	from, to := a.floats("logits", logits, rows, cols), a.floats("target", target, rows, cols)
	if a.err != nil {
		return a.err
	}
	CrossEntropyBackward(back, from, to, rows, cols, float64(scale))
	return nil
}

func (d *device[F]) AdamW(w, g, m, v gpu.Buffer, n int, s gpu.AdamW) error {
	a := args[F]{op: "adamw"}
	ws, gs := a.floats("w", w, n), a.floats("g", g, n)
	ms, vs := a.floats("m", m, n), a.floats("v", v, n)
	if s.Step < 1 {
		a.fail("step %d is not possible, the first is 1", s.Step)
	}
	if a.err != nil {
		return a.err
	}
	AdamW(ws, gs, ms, vs, s)
	return nil
}

func (d *device[F]) SumSquares(out, x gpu.Buffer, n int) error {
	a := args[F]{op: "sum of squares"}
	sum, xs := a.floats("out", out, 1), a.floats("x", x, n)
	if a.err != nil {
		return a.err
	}
	sum[0] = F(SumSquares(xs))
	return nil
}
