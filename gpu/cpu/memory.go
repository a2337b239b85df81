package cpu

// #include "kernels.h"
import "C"

import (
	"math"

	"maestudio/gpu"
)

func (d *device) Write(b gpu.Buffer, values []float32) error {
	a := d.args("write")
	own := a.floating("the buffer", b, len(values))
	if a.err != nil {
		return a.err
	}
	if own.dtype == gpu.BFloat16 {
		narrow(own.halves(), values)
	} else {
		copy(own.float32s(), values)
	}
	return nil
}

func (d *device) Read(values []float32, b gpu.Buffer) error {
	a := d.args("read")
	own := a.floating("the buffer", b, len(values))
	if a.err != nil {
		return a.err
	}
	if own.dtype == gpu.BFloat16 {
		widen(values, own.halves())
	} else {
		copy(values, own.float32s())
	}
	return nil
}

func (d *device) WriteInt32(b gpu.Buffer, values []int32) error {
	a := d.args("write")
	own := a.buffer("the buffer", b, gpu.Int32, []int{len(values)})
	if a.err != nil {
		return a.err
	}
	copy(own.int32s(), values)
	return nil
}

func (d *device) Zero(b gpu.Buffer) error {
	a := d.args("zero")
	own, _ := b.(*buffer)
	switch {
	case a.err != nil:
	case own != nil && own.dtype == gpu.BFloat16:
		clear(own.halves())
	case own != nil && own.dtype == gpu.Int32:
		clear(own.int32s())
	default:
		if own = a.floating("the buffer", b, 0); own != nil {
			clear(own.float32s())
		}
	}
	return a.err
}

func (d *device) Copy(dst, src gpu.Buffer) error {
	a := d.args("copy")
	n := a.sameLength(dst, src)
	to, from := a.floating("the target", dst, n), a.floating("the source", src, n)
	if a.err != nil {
		return a.err
	}
	switch {
	case to.dtype == gpu.Float32 && from.dtype == gpu.Float32:
		copy(to.float32s(), from.float32s())
	case to.dtype == gpu.BFloat16 && from.dtype == gpu.BFloat16:
		copy(to.halves(), from.halves())
	case to.dtype == gpu.BFloat16:
		narrow(to.halves(), from.float32s())
	default:
		widen(to.float32s(), from.halves())
	}
	return nil
}

func (d *device) Add(y, x gpu.Buffer) error {
	a := d.args("add")
	n := a.sameLength(y, x)
	to, from := a.need("y", y, n), a.need("x", x, n)
	if a.err != nil {
		return a.err
	}
	C.k_add(d.kernels, d.pool, to, from, C.long(n))
	return nil
}

// floating is a buffer of at least n numbers, Float32 or BFloat16.
func (a *args) floating(name string, b gpu.Buffer, n int) *buffer {
	if own, ok := b.(*buffer); ok && own != nil && own.dtype == gpu.BFloat16 {
		return a.buffer(name, b, gpu.BFloat16, []int{n})
	}
	return a.buffer(name, b, gpu.Float32, []int{n})
}

func (a *args) sameLength(x, y gpu.Buffer) int {
	if x == nil || y == nil {
		return 0 // which of them is missing is said elsewhere
	}
	if x.Len() != y.Len() {
		a.fail("the buffers hold %d and %d numbers", x.Len(), y.Len())
	}
	return x.Len()
}

// narrow rounds to nearest even; NaN stays NaN.
func narrow(dst []uint16, src []float32) {
	for i, v := range src {
		u := math.Float32bits(v)
		if v != v {
			dst[i] = uint16(u>>16) | 0x40
			continue
		}
		dst[i] = uint16((u + 0x7fff + u>>16&1) >> 16)
	}
}

func widen(dst []float32, src []uint16) {
	for i := range dst {
		dst[i] = math.Float32frombits(uint32(src[i]) << 16)
	}
}
