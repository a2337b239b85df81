package cuda

import "maestudio/gpu"

// As in kernels/attention.h: a block takes so many tokens of a head, and a head has at
// most so many numbers.
const (
	attentionTile = 32
	mostHead      = 128
)

func (d *device) Attention(y, lse, qkv gpu.Buffer, b, n, h, dim int) error {
	a := d.args("attention")
	ys, lses := a.matrix("y", y, b, n, h, dim), a.need("lse", lse, b, h, n)
	qkvs := a.matrix("qkv", qkv, b, n, 3, h, dim)
	a.headSize(dim)
	a.launchBlocks("attention", tilesOfHeads(b, n, h), line, attentionShared(2, 1, dim),
		ys.at, ys.half, lses, qkvs.at, qkvs.half, num(n), num(h), num(dim))
	return a.err
}

func (d *device) AttentionBackward(dqkv, dy, y, lse, qkv gpu.Buffer, b, n, h, dim int) error {
	a := d.args("attention backward")
	dqkvs, qkvs := a.matrix("dqkv", dqkv, b, n, 3, h, dim), a.matrix("qkv", qkv, b, n, 3, h, dim)
	dys, ys := a.matrix("dy", dy, b, n, h, dim), a.matrix("y", y, b, n, h, dim)
	lses, rows := a.need("lse", lse, b, h, n), b*h*n
	a.headSize(dim)
	delta := a.workspace(4 * rows)
	a.launch("attention_delta", warps(rows), delta, dys.at, dys.half, ys.at, ys.half, num(rows), num(n), num(h), num(dim))
	for _, kernel := range []string{"attention_backward_queries", "attention_backward_keys"} {
		a.launchBlocks(kernel, tilesOfHeads(b, n, h), line, attentionShared(4, 2, dim),
			dqkvs.at, dqkvs.half, dys.at, dys.half, delta, lses, qkvs.at, qkvs.half, num(n), num(h), num(dim))
	}
	return a.err
}

func tilesOfHeads(b, n, h int) Size { return Size{pieces(n, attentionTile), b * h, 1} }

// attentionShared is the bytes of so many tiles of tokens and of scores.
func attentionShared(tokens, scores, dim int) int {
	return 4 * attentionTile * (tokens*(dim+1) + scores*(attentionTile+1))
}

func (a *args) headSize(dim int) {
	if dim > mostHead {
		a.fail("a head has %d numbers, the most that this device takes is %d; more heads make them smaller", dim, mostHead)
	}
}
