// The loss of telling classes apart, and dropped branches.

package autograd

import "maestudio/gpu"

// crossEntropy is the root of the way back: its gradient is the seed's scale.
type crossEntropy struct {
	loss, perRow, logits, target *Value
	dlogits                      flow
}

// CrossEntropy records the loss, from which the way back starts: the mean over
// rows of -Σ target log softmax(logits). logits, target: (rows, classes). Also
// returned is each row's own, (rows, 1). Both last until the end.
func (t *Tape) CrossEntropy(logits, target *Value) (loss, perRow *Value) {
	if t.err != nil {
		return new(Value), new(Value)
	}
	if logits.Rows != target.Rows || logits.Cols != target.Cols {
		return t.fail("loss: the logits are %v, the target %v", logits, target), new(Value)
	}
	if t.root != nil {
		return t.fail("loss: a tape has one loss, this would be the second"), new(Value)
	}
	o := &crossEntropy{loss: t.newValue(1, 1).widen(), perRow: t.newValue(logits.Rows, 1).widen(),
		logits: logits.widen(), target: target.widen(), dlogits: flow{to: logits, required: true}}
	o.loss.last, o.perRow.last = true, true
	n := &node{operation: o, name: "loss", reads: []*Value{logits, target, o.perRow}, writes: o.loss,
		kept: []*block{logits.data, target.data}, flows: []*flow{&o.dlogits}}
	t.root = n
	return t.record(n), o.perRow
}

func (o *crossEntropy) forward(d gpu.Device) error {
	return d.CrossEntropy(o.loss.data.buf, o.perRow.data.buf, o.logits.data.buf, o.target.data.buf, o.logits.Rows, o.logits.Cols)
}

func (o *crossEntropy) backward(d gpu.Device, s seed) error {
	return d.CrossEntropyBackward(o.dlogits.buf(), o.logits.data.buf, o.target.data.buf, o.logits.Rows, o.logits.Cols, s.scale)
}

// meanRows needs nothing kept.
type meanRows struct {
	y, x *Value
	b, n int
	dx   flow
}

// MeanRows records the mean of each picture's tokens but the first. x: (B*(1+N),
// D); the result: (B, D).
func (t *Tape) MeanRows(x *Value, images int) *Value {
	if t.err != nil {
		return new(Value)
	}
	if images < 1 || x.Rows%images != 0 || x.Rows/images < 2 {
		return t.fail("mean of rows: x is %v, which is no class token and patches for each of %d pictures", x, images)
	}
	o := &meanRows{x: x.widen(), b: images, n: x.Rows/images - 1, y: t.newValue(images, x.Cols).widen()}
	o.dx = flow{to: x, canAdd: true, required: true}
	return t.record(&node{operation: o, name: "mean of rows", reads: []*Value{x}, writes: o.y, flows: []*flow{&o.dx}})
}

func (o *meanRows) forward(d gpu.Device) error {
	return d.MeanRows(o.y.data.buf, o.x.data.buf, o.b, o.n, o.x.Cols)
}

func (o *meanRows) backward(d gpu.Device, _ seed) error {
	return d.MeanRowsBackward(o.dx.buf(), o.y.grad.buf, o.b, o.n, o.x.Cols, o.dx.add)
}

// dropPath scales a branch before it is added; the scales are kept.
type dropPath struct {
	y, x, scale, residual *Value
	b, n                  int
	dx                    flow
}

// DropPath records residual + scale[b] x for each picture b: scale (B, 1) is 0
// where the branch x is dropped. x, residual: (B*T, D).
func (t *Tape) DropPath(x, scale, residual *Value) *Value {
	if t.err != nil {
		return new(Value)
	}
	images := scale.Rows * scale.Cols
	if images < 1 || x.Rows%images != 0 {
		return t.fail("dropping a branch: x is %v, the scales %v", x, scale)
	}
	o := &dropPath{x: x.widen(), scale: scale, residual: residual, b: images, n: x.Rows / images * x.Cols,
		y: t.newValue(x.Rows, x.Cols)}
	o.dx = flow{to: x, required: true}
	n := &node{operation: o, name: "dropping a branch", reads: []*Value{x, scale}, writes: o.y,
		kept: []*block{scale.data}, flows: []*flow{&o.dx}}
	return t.recordAdd(n, residual)
}

func (o *dropPath) forward(d gpu.Device) error {
	return d.ScaleRows(o.y.data.buf, o.x.data.buf, o.scale.data.buf, adding(o.residual).Residual, o.b, o.n)
}

func (o *dropPath) backward(d gpu.Device, _ seed) error {
	return d.ScaleRows(o.dx.buf(), o.y.grad.buf, o.scale.data.buf, nil, o.b, o.n)
}
