// Layer norm and attention.

package autograd

import "maestudio/gpu"

// layerNorm keeps its input and each row's mean and 1/deviation for the way
// back; its result is kept by whoever multiplies it.
type layerNorm struct {
	y, x         *Value
	w, b, dw, db gpu.Buffer
	mean, rstd   *block
	eps          float32
	dx           flow
}

// LayerNorm records y = (x-mean)/sqrt(var+eps) * NAME.weight + NAME.bias over
// each row.
func (t *Tape) LayerNorm(x *Value, name string, eps float32) *Value {
	if t.err != nil {
		return new(Value)
	}
	o := &layerNorm{x: x.widen(), eps: eps, y: t.newValue(x.Rows, x.Cols),
		mean: newBlock(x.Rows, gpu.Float32), rstd: newBlock(x.Rows, gpu.Float32)}
	o.y.trained, o.y.float = true, true
	o.dx = flow{to: x, canAdd: true, required: true}
	o.w, o.b = t.vector("layer norm", name+".weight", x.Cols), t.vector("layer norm", name+".bias", x.Cols)
	o.dw, o.db = t.gradient(name+".weight"), t.gradient(name+".bias")
	return t.record(&node{operation: o, name: "layer norm " + name, reads: []*Value{x}, writes: o.y,
		beside: []*block{o.mean, o.rstd}, kept: []*block{x.data, o.mean, o.rstd}, flows: []*flow{&o.dx}})
}

func (o *layerNorm) forward(d gpu.Device) error {
	return d.LayerNorm(o.y.data.buf, o.mean.buf, o.rstd.buf, o.x.data.buf, o.w, o.b, o.x.Rows, o.x.Cols, o.eps)
}

func (o *layerNorm) backward(d gpu.Device, s seed) error {
	return d.LayerNormBackward(o.dx.buf(), o.dw, o.db, o.y.grad.buf, o.x.data.buf, o.w,
		o.mean.buf, o.rstd.buf, o.x.Rows, o.x.Cols, o.dx.add, s.add)
}

// attention keeps no scores, only the logarithm of each row's sum: the scores
// are made again on the way back (Dao et al. 2022), which is cheaper than to
// keep B*H*N*N numbers.
type attention struct {
	y, qkv     *Value
	lse        *block
	b, n, h, d int
	dqkv       flow
}

// Attention records multi-head attention of b pictures with n tokens each.
// qkv: (b*n, 3*D), queries, keys and values in this order; the result: (b*n, D).
func (t *Tape) Attention(qkv *Value, b, n, heads int) *Value {
	if t.err != nil {
		return new(Value)
	}
	if qkv.Rows != b*n || heads < 1 || qkv.Cols%(3*heads) != 0 {
		return t.fail("attention: qkv is %v, wanted are %d pictures of %d tokens and 3 x %d heads in a row", qkv, b, n, heads)
	}
	width := qkv.Cols / 3
	o := &attention{qkv: qkv, b: b, n: n, h: heads, d: width / heads,
		y: t.newValue(qkv.Rows, width), lse: newBlock(b*heads*n, gpu.Float32), dqkv: flow{to: qkv, required: true}}
	return t.record(&node{operation: o, name: "attention", reads: []*Value{qkv}, writes: o.y,
		beside: []*block{o.lse}, kept: []*block{qkv.data, o.y.data, o.lse}, flows: []*flow{&o.dqkv},
		flops: 4 * float64(b*n) * float64(n) * float64(width)})
}

func (o *attention) forward(d gpu.Device) error {
	return d.Attention(o.y.data.buf, o.lse.buf, o.qkv.data.buf, o.b, o.n, o.h, o.d)
}

func (o *attention) backward(d gpu.Device, _ seed) error {
	return d.AttentionBackward(o.dqkv.buf(), o.y.grad.buf, o.y.data.buf, o.lse.buf, o.qkv.data.buf, o.b, o.n, o.h, o.d)
}
