package cpu

// #include "kernels.h"
import "C"

import "maestudio/gpu"

func (d *device) Attention(y, lse, qkv gpu.Buffer, b, n, h, dim int) error {
	a := d.args("attention")
	ys, lses := a.matrix("y", y, b, n, h, dim), a.need("lse", lse, b, h, n)
	qkvs := a.matrix("qkv", qkv, b, n, 3, h, dim)
	a.fitsScratch(n, dim)
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
	a.fitsScratch(n, dim)
	if a.err != nil {
		return a.err
	}
	C.k_attention_backward(&d.kernels.attention, d.pool, dqkvs, dys, ys, lses, qkvs, C.long(b), C.long(n), C.long(h), C.long(dim))
	return nil
}

// fitsScratch refuses heads that a thread has no room to work on.
func (a *args) fitsScratch(n, dim int) {
	if a.err == nil && C.k_attention_scratch(&a.device.kernels.attention, C.long(n), C.long(dim)) > C.SCRATCH_BYTES {
		a.fail("a head of %d tokens by %d numbers is too large; use larger patches or more heads", n, dim)
	}
}
