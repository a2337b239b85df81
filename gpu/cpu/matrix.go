package cpu

// #include "kernels.h"
import "C"

import (
	"fmt"
	"unsafe"

	"maestudio/gpu"
)

func (d *device) Linear(y, x gpu.Buffer, w gpu.Weight, b gpu.Buffer, rows int, e gpu.Epilogue) error {
	a := d.args("linear")
	own, out, in := a.weight(w)
	ys, xs, bs := a.matrix("y", y, rows, out), a.matrix("x", x, rows, in), a.optional("b", b, out)
	slope := a.optionalMatrix("the slope", e.Slope, rows, out)
	residual := a.optionalMatrix("the residual", e.Residual, rows, out)
	if !e.GELU {
		slope = C.struct_reals{}
	}
	a.noWider(in)
	packed := a.packed(own, turned)
	if a.err != nil {
		return a.err
	}
	C.k_linear(d.kernels, d.pool, ys, xs, packed, bs, C.long(rows), C.long(out), C.long(in), d.pairs(), flag(e.GELU), slope, residual)
	return nil
}

func (d *device) LinearInput(dx, dy gpu.Buffer, w gpu.Weight, rows int, e gpu.GradEpilogue) error {
	a := d.args("linear input")
	own, out, in := a.weight(w)
	dxs, dys := a.matrix("dx", dx, rows, in), a.matrix("dy", dy, rows, out)
	slope := a.optionalMatrix("the slope", e.Slope, rows, in)
	a.noWider(out)
	packed := a.packed(own, straight)
	if a.err != nil {
		return a.err
	}
	C.k_linear_input(d.kernels, d.pool, dxs, dys, packed, C.long(rows), C.long(out), C.long(in), d.pairs(), slope, flag(e.Add))
	return nil
}

func (d *device) LinearWeight(dw, db, dy, x gpu.Buffer, rows, out, in int, add bool) error {
	a := d.args("linear weight")
	dws, dbs := a.need("dw", dw, out, in), a.optional("db", db, out)
	dys, xs := a.matrix("dy", dy, rows, out), a.matrix("x", x, rows, in)
	if a.err != nil {
		return a.err
	}
	m, n, k := C.long(out), C.long(in), C.long(rows)
	C.k_linear_weight(d.kernels, d.pool, dws, dbs, dys, xs, k, m, n, d.pairs(), flag(add))
	return nil
}

func (a *args) noWider(n int) {
	if n > C.MATRIX_MOST {
		a.fail("the rows have %d numbers, the most that this device multiplies is %d", n, C.MATRIX_MOST)
	}
}

// pairs tells the kernels whether they multiply pairs of bfloat16.
func (d *device) pairs() C.int { return flag(d.matrix == gpu.BFloat16) }

func flag(b bool) C.int {
	if b {
		return 1
	}
	return 0
}

// weight is a matrix and its packed copies. In training one is needed once between
// two changes: then it lies in the memory that all operations share, in the caches
// still and not beside every weight. Where it is needed a second time it is kept.
type weight struct {
	device  *device
	values  gpu.Buffer
	out, in int
	copies  [2]packedCopy
}

// Which way a copy lies, as matrix.h says.
const (
	straight = iota // for dx = dy W
	turned          // for y = x Wᵀ
)

type packedCopy struct {
	floats      *C.float
	used, fresh bool // since the last change: needed before; kept in floats
}

func (d *device) NewWeight(values gpu.Buffer, out, in int) (gpu.Weight, error) {
	a := d.args("weight")
	a.need("values", values, out, in)
	if a.err != nil {
		return nil, a.err
	}
	return &weight{device: d, values: values, out: out, in: in}, nil
}

func (w *weight) Shape() (out, in int) { return w.out, w.in }

func (w *weight) Changed() {
	for i := range w.copies {
		w.copies[i].used, w.copies[i].fresh = false, false
	}
}

func (w *weight) Free() {
	for i := range w.copies {
		C.memory_free(unsafe.Pointer(w.copies[i].floats))
		w.copies[i] = packedCopy{}
	}
}

// weight is w as this device made it.
func (a *args) weight(w gpu.Weight) (own *weight, out, in int) {
	own, ok := w.(*weight)
	if !ok || own == nil || own.device != a.device {
		a.fail("the weight was made by another device")
		return nil, 0, 0
	}
	return own, own.out, own.in
}

// packed is w's values packed in one of two ways, for the operation that asks.
func (a *args) packed(w *weight, way int) *C.float {
	if a.err != nil {
		return nil
	}
	c, d := &w.copies[way], a.device
	if c.fresh {
		return c.floats
	}
	k, n := C.long(w.out), C.long(w.in)
	if way == turned {
		k, n = n, k
	}
	values := a.need("the weight", w.values, w.out, w.in)
	to := a.room(c, 4*int(C.k_packed(d.kernels, k, n, d.pairs())))
	if a.err != nil {
		return nil
	}
	C.k_pack(d.kernels, d.pool, to, values, C.long(w.out), C.long(w.in), C.int(way), d.pairs())
	c.used, c.fresh = true, c.used
	return to
}

// room is where so many bytes of a copy go: to memory of their own when it is needed
// again.
func (a *args) room(c *packedCopy, bytes int) *C.float {
	if !c.used {
		shared, err := a.device.workspace(bytes)
		if a.err == nil {
			a.err = err
		}
		return (*C.float)(shared)
	}
	if c.floats == nil {
		c.floats = (*C.float)(C.memory_new(C.size_t(bytes)))
	}
	if c.floats == nil && a.err == nil {
		a.err = fmt.Errorf("%s: %w for a copy of a weight of %d bytes; a smaller model needs less", a.op, gpu.ErrNoMemory, bytes)
	}
	return c.floats
}
