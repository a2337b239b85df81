package cpu

// #include "kernels.h"
import "C"

import (
	"fmt"
	"math"
	"unsafe"

	"maestudio/gpu"
)

// buffer is a piece of C memory.
type buffer struct {
	device *device
	data   unsafe.Pointer
	len    int
	dtype  gpu.DType
	slice  bool // of another buffer, which owns the memory
}

func (d *device) New(t gpu.DType, n int) (gpu.Buffer, error) {
	size := t.Size()
	switch {
	case d.pool == nil:
		return nil, errClosed
	case size == 0:
		return nil, fmt.Errorf("cpu: there is no element type %d", t)
	case n < 0 || n > math.MaxInt/8:
		return nil, fmt.Errorf("cpu: a buffer of %d elements is not possible", n)
	}
	data := C.memory_new(C.size_t(n * size))
	if data == nil {
		return nil, fmt.Errorf("cpu: %w for %d bytes; a smaller batch or model needs less", gpu.ErrNoMemory, n*size)
	}
	return &buffer{device: d, data: data, len: n, dtype: t}, nil
}

func (b *buffer) DType() gpu.DType { return b.dtype }
func (b *buffer) Len() int         { return b.len }

// Slice of a range that is not in the buffer is empty, so whoever uses it gets
// the error that it is too short.
func (b *buffer) Slice(from, to int) gpu.Buffer {
	if from < 0 || to < from || to > b.len {
		from, to = 0, 0
	}
	data := unsafe.Add(b.data, from*b.dtype.Size())
	return &buffer{device: b.device, data: data, len: to - from, dtype: b.dtype, slice: true}
}

// Free gives the memory back, once; a slice has none of its own.
func (b *buffer) Free() {
	if !b.slice {
		C.memory_free(b.data)
	}
	b.data, b.len = nil, 0
}

// float32s, halves and int32s see the buffer as a slice of what it holds.
func (b *buffer) float32s() []float32 { return unsafe.Slice((*float32)(b.data), b.len) }
func (b *buffer) halves() []uint16    { return unsafe.Slice((*uint16)(b.data), b.len) }
func (b *buffer) int32s() []int32     { return unsafe.Slice((*int32)(b.data), b.len) }
