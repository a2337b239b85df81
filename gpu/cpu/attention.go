package cpu

// #include "kernels.h"
import "C"

import "maestudio/gpu"

func (d *device) Attention(y, lse, qkv gpu.Buffer, b, n, h, dim int) error {
	a := d.args("attention")
	ys, lses := a.matrix("y", y, b, n, h, dim), a.need("lse", lse, b, h, n)
	qkvs := a.matrix("qkv", qkv, b, n, 3, h, dim)
	a.scratchFor(n, dim)
	if a.err != nil {
		return a.err
	}
	C.k_attention(&d.kernels.attention, d.pool, ys, lses, qkvs, C.long(b), C.long(n), C.long(h), C.long(dim))
	return nil
}

func (d *device) AttentionBackward(dqkv, dy, y, lse, qkv gpu.Buffer, b, n, h, dim int) error {
	a := d.args("attention backward")
	dqkvs, qkvs := a.matrix("dqkv", dqkv, b, n, 3, h, dim), a.matrix("qkv", qkv, b, n, 3, h, dim)
	dys, ys := a.matrix("dy", dy, b, n, h, dim), a.matrix("y", y, b, n, h, dim)
	lses := a.need("lse", lse, b, h, n)
	a.scratchFor(n, dim)
	if a.err != nil {
		return a.err
	}
	C.k_attention_backward(&d.kernels.attention, d.pool, dqkvs, dys, ys, lses, qkvs, C.long(b), C.long(n), C.long(h), C.long(dim))
	return nil
}

// scratchFor lets each thread have room for a head.
func (a *args) scratchFor(n, dim int) {
	if a.err != nil {
		return
	}
	need := C.k_attention_scratch(&a.device.kernels.attention, C.long(n), C.long(dim))
	if C.pool_reserve(a.device.pool, C.size_t(need)) == 0 {
		a.fail("there is no memory for heads of %d tokens by %d numbers; larger patches or more heads need less", n, dim)
	}
}
