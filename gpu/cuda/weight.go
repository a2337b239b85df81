package cuda

import (
	"fmt"

	"maestudio/gpu"
)

// weight is a matrix and, where bfloat16 is multiplied, its copy in that, which serves
// both products.
type weight struct {
	device  *device
	values  gpu.Buffer
	out, in int
	copy    Pointer // 0 before it is needed
	fresh   bool    // made since the values changed
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

func (w *weight) Changed() { w.fresh = false }

// Free: what goes wrong then goes wrong again in the next call that waits.
func (w *weight) Free() {
	if w.copy != 0 && w.device.driver != nil {
		_ = w.device.driver.Free(w.copy)
	}
	w.copy, w.fresh = 0, false
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

// factor is a weight as this device multiplies it.
func (a *args) factor(w *weight) reals {
	if a.err != nil {
		return reals{}
	}
	values := reals{at: a.need("the weight", w.values, w.out, w.in)}
	if a.device.matrix == gpu.Float32 || w.out*w.in == 0 {
		return values
	}
	if w.copy == 0 && a.err == nil {
		w.copy, a.err = a.device.driver.Alloc(2 * w.out * w.in)
		if a.err != nil {
			a.err = fmt.Errorf("cuda: the copy of a weight: %w; a smaller model needs less", a.err)
		}
	}
	copied := reals{at: uint64(w.copy), half: 1}
	if !w.fresh {
		a.convert(copied, values, w.out*w.in)
		w.fresh = a.err == nil
	}
	return copied
}
