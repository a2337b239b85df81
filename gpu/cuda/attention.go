package cuda

import "maestudio/gpu"

// As in kernels/attention.h: a block takes so many tokens of a head, and a head has at
// most so many numbers.
const (
	attentionTile = 32
	mostHead      = 128
)

// The same in kernels/attention_bf16.h, which takes what is stored in bfloat16.
const (
	span        = 64
	spanThreads = 128
	widestSpan  = 80
)

func (d *device) Attention(y, lse, qkv gpu.Buffer, b, n, h, dim int) error {
	a := d.args("attention")
	ys, lses := a.matrix("y", y, b, n, h, dim), a.need("lse", lse, b, h, n)
	qkvs := a.matrix("qkv", qkv, b, n, 3, h, dim)
	a.headSize(dim, attentionShared(2, 1, dim))
	if qkvs.half == 1 && dim <= widestSpan {
		a.launchBlocks("attention_bf16", spansOfHeads(b, n, h), spanThreads, spanShared(3, dim),
			ys.at, ys.half, lses, qkvs.at, qkvs.half, num(n), num(h), num(dim))
		return a.err
	}
	a.launchBlocks("attention", tilesOfHeads(b, n, h), line, attentionShared(2, 1, dim),
		ys.at, ys.half, lses, qkvs.at, qkvs.half, num(n), num(h), num(dim))
	return a.err
}

func (d *device) AttentionBackward(dqkv, dy, y, lse, qkv gpu.Buffer, b, n, h, dim int) error {
	a := d.args("attention backward")
	dqkvs, qkvs := a.matrix("dqkv", dqkv, b, n, 3, h, dim), a.matrix("qkv", qkv, b, n, 3, h, dim)
	dys, ys := a.matrix("dy", dy, b, n, h, dim), a.matrix("y", y, b, n, h, dim)
	lses, rows := a.need("lse", lse, b, h, n), b*h*n
	a.headSize(dim, attentionShared(4, 2, dim))
	delta := a.workspace(4 * rows)
	a.launch("attention_delta", warps(rows), delta, dys.at, dys.half, ys.at, ys.half, num(rows), num(n), num(h), num(dim))
	grid, threads, shared, kernels := tilesOfHeads(b, n, h), line, attentionShared(4, 2, dim), backward
	if qkvs.half == 1 && dys.half == 1 && dim <= widestSpan {
		grid, threads, shared, kernels = spansOfHeads(b, n, h), spanThreads, spanShared(4, dim), backwardBF16
	}
	for _, kernel := range kernels {
		a.launchBlocks(kernel, grid, threads, shared,
			dqkvs.at, dqkvs.half, dys.at, dys.half, delta, lses, qkvs.at, qkvs.half, num(n), num(h), num(dim))
	}
	return a.err
}

var (
	backward     = [2]string{"attention_backward_queries", "attention_backward_keys"}
	backwardBF16 = [2]string{"attention_backward_queries_bf16", "attention_backward_keys_bf16"}
)

func tilesOfHeads(b, n, h int) Size { return Size{pieces(n, attentionTile), b * h, 1} }

// attentionShared is the bytes of so many tiles of tokens and of scores.
func attentionShared(tokens, scores, dim int) int {
	return 4 * attentionTile * (tokens*(dim+1) + scores*(attentionTile+1))
}

func spansOfHeads(b, n, h int) Size { return Size{pieces(n, span), b * h, 1} }

// spanShared is the bytes of so many spans of tokens, and of two numbers for each token.
func spanShared(spans, dim int) int {
	return 2*span*spans*(pieces(dim, 16)*16+8) + 2*4*span
}

// headSize refuses heads that the kernels do not take, or for which a block of this card
// lacks the bytes of shared memory.
func (a *args) headSize(dim, shared int) {
	switch {
	case dim > mostHead:
		a.fail("a head has %d numbers, the most that this device takes is %d; more heads make them smaller", dim, mostHead)
	case shared > a.device.card.Shared:
		a.fail("a head has %d numbers, for which %s has too little shared memory (%d of %d bytes); more heads make them smaller", dim, a.device.card.Name, a.device.card.Shared, shared)
	}
}
