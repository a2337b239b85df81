// Patches to tokens, and tokens from place to place.

package autograd

import "maestudio/gpu"

// Grid says how pictures are cut: Images of Channels x Side x Side pixels into
// patches of Patch x Patch.
type Grid struct {
	Images, Channels, Side, Patch int
}

// Patches is the number of patches of one picture.
func (g Grid) Patches() int { return (g.Side / g.Patch) * (g.Side / g.Patch) }

func (g Grid) pixels() int { return g.Channels * g.Side * g.Side }

// perImage is how many places there are for each picture. Every picture has the
// same number, which is what makes shapes fixed.
func (t *Tape) perImage(op string, ids *Places, images int) int {
	if t.err == nil && (images < 1 || ids.n%images != 0) {
		t.fail("%s: %d places cannot be shared among %d pictures", op, ids.n, images)
	}
	return ids.n / max(1, images)
}

// patchEmbed cuts out patches and maps each to a token.
type patchEmbed struct {
	layer
	y, images *Value
	patches   *block
	ids       *Places
	g         Grid
	k         int
}

// PatchEmbed records the embedding of chosen patches, NAME being a convolution
// as wide as a patch. images: (B, C*side*side), ids: (B, K) which patches;
// the result: (B*K, D).
func (t *Tape) PatchEmbed(images *Value, ids *Places, g Grid, name string) *Value {
	if t.err == nil && (images.Rows != g.Images || images.Cols != g.pixels()) {
		t.fail("patch embedding: the pictures are %v, wanted are %d of %d numbers", images, g.Images, g.pixels())
	}
	k := t.perImage("patch embedding", ids, g.Images)
	patches := t.newValue(g.Images*k, g.Channels*g.Patch*g.Patch)
	l, ok := t.layer("patch embedding", name, patches)
	if !ok {
		return new(Value)
	}
	o := &patchEmbed{layer: l, images: images, ids: ids, g: g, k: k, patches: patches.data, y: t.newValue(patches.Rows, l.out)}
	o.y.trained = true
	return t.record(&node{operation: o, name: "patch embedding " + name, reads: []*Value{images}, writes: o.y,
		beside: []*block{o.patches}, kept: []*block{o.patches}, flops: l.flops()})
}

func (o *patchEmbed) forward(d gpu.Device) error {
	g := o.g
	err := d.GatherPatches(o.patches.buf, o.images.data.buf, o.ids.buf, g.Images, g.Channels, g.Side, g.Side, g.Patch, o.k)
	if err != nil {
		return err
	}
	return o.layer.forward(d, o.y.data.buf, o.patches.buf, gpu.Epilogue{})
}

func (o *patchEmbed) backward(d gpu.Device, s seed) error {
	return o.backwardWeight(d, o.y.grad.buf, o.patches.buf, s.add)
}

// embed puts the class token in front and adds positions. A fixed table of
// positions has no gradient; a trained one gets that of its visible rows.
type embed struct {
	y, x                 *Value
	cls, pos, dcls, dpos gpu.Buffer
	ids                  *Places
	b, k, n              int
	dx                   flow
}

// Embed records the encoder's input (B*(1+K), D): the class token and the tokens
// x (B*K, D), each with the position of its patch. The parameters cls (D) and
// pos (1+N, D) may be of any shape.
func (t *Tape) Embed(x *Value, cls, pos string, ids *Places, images int) *Value {
	k := t.perImage("embedding", ids, images)
	if t.err == nil && x.Rows != images*k {
		t.fail("embedding: x is %v, there are %d places for %d pictures", x, ids.n, images)
	}
	if t.err != nil {
		return new(Value)
	}
	o := &embed{x: x.widen(), ids: ids, b: images, k: k, y: t.newValue(images*(1+k), x.Cols).widen()}
	o.cls, o.pos, o.n = t.positions("embedding", cls, pos, x.Cols)
	if t.err != nil {
		return new(Value)
	}
	o.dcls, o.dpos = t.gradient(cls), t.gradient(pos)
	o.y.trained = true
	o.dx = flow{to: x, required: true}
	return t.record(&node{operation: o, name: "embedding", reads: []*Value{x}, writes: o.y, flows: []*flow{&o.dx}})
}

// positions finds a token (d) and a table of positions (1+n, d).
func (t *Tape) positions(op, token, table string, d int) (tok, pos gpu.Buffer, n int) {
	if t.err != nil {
		return nil, nil, 0
	}
	tok, pos = t.vector(op, token, d), t.params.Value(table)
	if pos == nil || pos.Len()%d != 0 || pos.Len() < d {
		t.fail("%s: there is no table %s with rows of %d numbers", op, table, d)
		return nil, nil, 0
	}
	return tok, pos, pos.Len()/d - 1
}

func (o *embed) forward(d gpu.Device) error {
	return d.Embed(o.y.data.buf, o.x.data.buf, o.cls, o.pos, o.ids.buf, o.b, o.k, o.x.Cols)
}

func (o *embed) backward(d gpu.Device, s seed) error {
	return d.EmbedBackward(o.dx.buf(), o.dcls, o.dpos, o.y.grad.buf, o.ids.buf, o.b, o.k, o.n, o.x.Cols, s.add)
}

// unshuffle puts tokens back in their places among mask tokens.
type unshuffle struct {
	y, x             *Value
	mask, pos, dmask gpu.Buffer
	restore          *Places
	b, k, n          int
	dx               flow
}

// Unshuffle records the decoder's input (B*(1+N), D) from the tokens that stayed,
// x (B*(1+K), D): every hidden place gets the parameter mask (D), every row its
// position from the fixed table pos (1+N, D). restore: (B, N).
func (t *Tape) Unshuffle(x *Value, mask, pos string, restore *Places, images int) *Value {
	n := t.perImage("unshuffling", restore, images)
	if t.err != nil {
		return new(Value)
	}
	o := &unshuffle{x: x.widen(), restore: restore, b: images, n: n, y: t.newValue(images*(1+n), x.Cols).widen()}
	var table int
	o.mask, o.pos, table = t.positions("unshuffling", mask, pos, x.Cols)
	if t.err != nil {
		return new(Value)
	}
	o.k = x.Rows/images - 1
	if x.Rows%images != 0 || o.k > n || table != n {
		return t.fail("unshuffling: x is %v, the positions are %d, wanted are %d pictures of %d patches", x, table, images, n)
	}
	o.dmask = t.gradient(mask)
	if t.gradient(pos) != nil {
		return t.fail("unshuffling: the positions %s cannot be trained here", pos)
	}
	o.y.trained = true
	o.dx = flow{to: x, required: true}
	return t.record(&node{operation: o, name: "unshuffling", reads: []*Value{x}, writes: o.y, flows: []*flow{&o.dx}})
}

func (o *unshuffle) forward(d gpu.Device) error {
	return d.Unshuffle(o.y.data.buf, o.x.data.buf, o.mask, o.pos, o.restore.buf, o.b, o.k, o.n, o.x.Cols)
}

func (o *unshuffle) backward(d gpu.Device, s seed) error {
	return d.UnshuffleBackward(o.dx.buf(), o.dmask, o.y.grad.buf, o.restore.buf, o.b, o.k, o.n, o.x.Cols, s.add)
}

// gather picks rows of each picture. On the way back the rows that nobody
// picked get zero, or stay as they are where another reader was first.
type gather struct {
	y, x    *Value
	ids     *Places
	b, n, k int
	dx      flow
}

// GatherRows records y[b,i] = x[b, ids[b,i]]. x: (B*N, D), ids: (B, K), distinct
// for each picture; y: (B*K, D).
func (t *Tape) GatherRows(x *Value, ids *Places, images int) *Value {
	k := t.perImage("choosing rows", ids, images)
	if t.err != nil {
		return new(Value)
	}
	if x.Rows%images != 0 {
		return t.fail("choosing rows: x is %v, which cannot be shared among %d pictures", x, images)
	}
	o := &gather{x: x.widen(), ids: ids, b: images, n: x.Rows / images, k: k, y: t.newValue(images*k, x.Cols).widen()}
	o.dx = flow{to: x, canAdd: true, required: true}
	return t.record(&node{operation: o, name: "choosing rows", reads: []*Value{x}, writes: o.y, flows: []*flow{&o.dx}})
}

func (o *gather) forward(d gpu.Device) error {
	return d.GatherRows(o.y.data.buf, o.x.data.buf, o.ids.buf, o.b, o.n, o.k, o.x.Cols)
}

func (o *gather) backward(d gpu.Device, _ seed) error {
	return d.ScatterRows(o.dx.buf(), o.y.grad.buf, o.ids.buf, o.b, o.n, o.k, o.x.Cols, o.dx.add)
}
