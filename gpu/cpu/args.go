package cpu

// #include "kernels.h"
import "C"

import (
	"fmt"
	"slices"
	"unsafe"

	"maestudio/gpu"
)

// args checks the arguments of one operation and keeps the first thing that is
// wrong with them, so that an operation reads its arguments first and asks once:
//
//	a := d.args("gelu")
//	y, x := a.need("y", y, n), a.need("x", x, n)
//	if a.err != nil {
//		return a.err
//	}
type args struct {
	device *device
	op     string
	err    error
}

func (d *device) args(op string) args {
	a := args{device: d, op: op}
	if d.pool == nil {
		a.err = errClosed
	}
	return a
}

func (a *args) fail(format string, values ...any) {
	if a.err == nil {
		a.err = fmt.Errorf(a.op+": "+format, values...)
	}
}

// need is the start of a Float32 buffer that the operation sees as shape.
func (a *args) need(name string, b gpu.Buffer, shape ...int) *C.float {
	own := a.buffer(name, b, gpu.Float32, shape)
	if own == nil {
		return nil
	}
	return (*C.float)(own.data)
}

// optional is nil where there is no buffer.
func (a *args) optional(name string, b gpu.Buffer, shape ...int) *C.float {
	if b == nil {
		return nil
	}
	return a.need(name, b, shape...)
}

// matrix is a matrix buffer: Float32, or the type that this device multiplies.
func (a *args) matrix(name string, b gpu.Buffer, shape ...int) C.struct_reals {
	if own, ok := b.(*buffer); ok && own != nil && own.dtype == gpu.BFloat16 && a.device.matrix == gpu.BFloat16 {
		if own = a.buffer(name, b, gpu.BFloat16, shape); own == nil {
			return C.struct_reals{}
		}
		return C.struct_reals{at: own.data, half: 1}
	}
	return C.struct_reals{at: unsafe.Pointer(a.need(name, b, shape...))}
}

func (a *args) optionalMatrix(name string, b gpu.Buffer, shape ...int) C.struct_reals {
	if b == nil {
		return C.struct_reals{}
	}
	return a.matrix(name, b, shape...)
}

// places is an Int32 buffer (rows, cols) of numbers from 0 to below limit.
func (a *args) places(name string, b gpu.Buffer, rows, cols, limit int) *C.int32_t {
	own := a.buffer(name, b, gpu.Int32, []int{rows, cols})
	if own == nil {
		return nil
	}
	for i, id := range own.int32s()[:rows*cols] {
		if id < 0 || int(id) >= limit {
			a.fail("%s[%d] is %d, it must be from 0 to below %d", name, i, id, limit)
			return nil
		}
	}
	return (*C.int32_t)(own.data)
}

func (a *args) buffer(name string, b gpu.Buffer, t gpu.DType, shape []int) *buffer {
	if a.err != nil {
		return nil
	}
	size := gpu.Elements(shape)
	own, ok := b.(*buffer)
	switch {
	case b == nil:
		a.fail("%s is missing", name)
	case !ok || own == nil || own.device != a.device:
		a.fail("%s was made by another device", name)
	case own.dtype != t:
		a.fail("%s has the wrong type of element, it must be %s", name, t)
	case size < 0:
		a.fail("%s cannot have the shape %v", name, slices.Clone(shape)) // a clone, so that shape needs no heap
	case own.len < size:
		a.fail("%s holds %d numbers, its shape %v has %d", name, own.len, slices.Clone(shape), size)
	case own.data == nil:
		a.fail("%s was freed", name)
	default:
		return own
	}
	return nil
}
