// The target and the loss of predicting pixels.

package autograd

import (
	"errors"

	"maestudio/gpu"
)

// pixelTarget reads the same images as the patch embedding, so nothing of a
// target is kept between the pictures' arrival and the loss.
type pixelTarget struct {
	y, images *Value
	ids       *Places
	g         Grid
	k         int
	normalise bool
}

// PixelTarget records the pixels of chosen patches, (B*K, P*P*C), each patch
// normalised on request. No gradient passes.
func (t *Tape) PixelTarget(images *Value, ids *Places, g Grid, normalise bool) *Value {
	k := t.perImage("pixel target", ids, g.Images)
	if t.err != nil {
		return new(Value)
	}
	o := &pixelTarget{images: images, ids: ids, g: g, k: k, normalise: normalise,
		y: t.newValue(g.Images*k, g.Patch*g.Patch*g.Channels).widen()}
	return t.record(&node{operation: o, name: "pixel target", reads: []*Value{images}, writes: o.y})
}

func (o *pixelTarget) forward(d gpu.Device) error {
	g := o.g
	return d.PixelTarget(o.y.data.buf, o.images.data.buf, o.ids.buf, g.Images, g.Channels, g.Side, g.Side, g.Patch, o.k, o.normalise)
}

func (o *pixelTarget) backward(gpu.Device, seed) error {
	return errors.New("no gradient passes a target")
}

// maskedMSE is the root of the way back: its gradient is the seed's scale.
type maskedMSE struct {
	loss, perRow, pred, target *Value
	mask                       *Value // nil: every row counts
	dpred                      flow
}

// MaskedMSE records the loss, from which the way back starts: the mean over rows
// with mask 1 of the row's mean of (pred-target)². pred, target: (rows, cols);
// mask: (rows, 1), or nil to count every row. Also returned is each row's mean,
// (rows, 1). Both last until the end.
func (t *Tape) MaskedMSE(pred, target, mask *Value) (loss, perRow *Value) {
	if t.err != nil {
		return new(Value), new(Value)
	}
	if pred.Rows != target.Rows || pred.Cols != target.Cols || (mask != nil && mask.Rows*mask.Cols != pred.Rows) {
		return t.fail("loss: the prediction is %v, the target %v, the mask %v", pred, target, mask), new(Value)
	}
	if t.root != nil {
		return t.fail("loss: a tape has one loss, this would be the second"), new(Value)
	}
	o := &maskedMSE{loss: t.newValue(1, 1).widen(), perRow: t.newValue(pred.Rows, 1).widen(),
		pred: pred.widen(), target: target, mask: mask, dpred: flow{to: pred, required: true}}
	o.loss.last, o.perRow.last = true, true
	// perRow is written, but a node writes one value; naming it here keeps it.
	n := &node{operation: o, name: "loss", reads: []*Value{pred, target, o.perRow}, writes: o.loss,
		kept: []*block{pred.data, target.data}, flows: []*flow{&o.dpred}}
	if mask != nil {
		n.reads, n.kept = append(n.reads, mask), append(n.kept, mask.data)
	}
	t.root = n
	return t.record(n), o.perRow
}

func (o *maskedMSE) maskBuffer() gpu.Buffer {
	if o.mask == nil {
		return nil
	}
	return o.mask.data.buf
}

func (o *maskedMSE) forward(d gpu.Device) error {
	return d.MaskedMSE(o.loss.data.buf, o.perRow.data.buf, o.pred.data.buf, o.target.data.buf, o.maskBuffer(), o.pred.Rows, o.pred.Cols)
}

func (o *maskedMSE) backward(d gpu.Device, s seed) error {
	return d.MaskedMSEBackward(o.dpred.buf(), o.pred.data.buf, o.target.data.buf, o.maskBuffer(), o.pred.Rows, o.pred.Cols, s.scale)
}
