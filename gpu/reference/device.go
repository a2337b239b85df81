package reference

import (
	"errors"
	"fmt"

	"maestudio/gpu"
)

// Open returns the reference as a device. Its Float32 and BFloat16 buffers hold
// numbers of type F; those of BFloat16 are rounded whenever they are written.
func Open[F float32 | float64]() gpu.Device { return &device[F]{} }

// OpenMixed is Open with mixed precision: what a matrix product multiplies is rounded
// to bfloat16 first, whatever buffer it lies in; everything else is as exact as
// before. Attention is no product of matrix buffers: it only reads them.
func OpenMixed[F float32 | float64]() gpu.Device { return &device[F]{mixed: true} }

// Data gives direct access to the numbers of a buffer of Open[F], nil when it is
// another's or holds integers.
func Data[F float32 | float64](b gpu.Buffer) []F {
	if own, ok := b.(*buffer[F]); ok && own != nil {
		return own.values
	}
	return nil
}

type device[F float32 | float64] struct{ closed, mixed bool }

func (d *device[F]) Info() gpu.Info {
	var f F
	matrix := gpu.Float32
	if d.mixed {
		matrix = gpu.BFloat16
	}
	return gpu.Info{
		Name:    "reference",
		Family:  "reference",
		Detail:  fmt.Sprintf("plain Go on %T", f),
		Threads: 1,
		Matrix:  matrix,
	}
}

func (d *device[F]) Close() error {
	d.closed = true
	return nil
}

func (d *device[F]) New(t gpu.DType, n int) (gpu.Buffer, error) {
	switch {
	case d.closed:
		return nil, errors.New("reference: the device is closed")
	case n < 0:
		return nil, fmt.Errorf("reference: a buffer of %d elements is not possible", n)
	case t == gpu.Int32:
		return &buffer[F]{dtype: t, places: make([]int32, n)}, nil
	case t == gpu.Float32, t == gpu.BFloat16:
		return &buffer[F]{dtype: t, values: make([]F, n)}, nil
	}
	return nil, fmt.Errorf("reference: there is no element type %d", t)
}

func (d *device[F]) NewWeight(values gpu.Buffer, out, in int) (gpu.Weight, error) {
	a := args[F]{op: "weight"}
	a.floats("values", values, out, in)
	if a.err != nil {
		return nil, a.err
	}
	return &weight[F]{values: values, out: out, in: in}, nil
}

// buffer holds values (Float32, BFloat16) or places (Int32).
type buffer[F float32 | float64] struct {
	dtype  gpu.DType
	values []F
	places []int32
}

func (b *buffer[F]) DType() gpu.DType { return b.dtype }

func (b *buffer[F]) Len() int { return len(b.values) + len(b.places) }

// Slice of a range that is not in the buffer is empty, so whoever uses it gets
// the error that it is too short.
func (b *buffer[F]) Slice(from, to int) gpu.Buffer {
	switch {
	case from < 0 || to < from || to > b.Len():
		return &buffer[F]{dtype: b.dtype}
	case b.dtype == gpu.Int32:
		return &buffer[F]{dtype: b.dtype, places: b.places[from:to:to]}
	}
	return &buffer[F]{dtype: b.dtype, values: b.values[from:to:to]}
}

func (b *buffer[F]) Free() { b.values, b.places = nil, nil }

// round gives a BFloat16 buffer the precision that its type has.
func (b *buffer[F]) round() {
	if b.dtype == gpu.BFloat16 {
		for i, v := range b.values {
			b.values[i] = RoundBFloat16(v)
		}
	}
}

// weight keeps no copies, so there is nothing to do when the values change.
type weight[F float32 | float64] struct {
	values  gpu.Buffer
	out, in int
}

func (w *weight[F]) Shape() (out, in int) { return w.out, w.in }
func (w *weight[F]) Changed()             {}
func (w *weight[F]) Free()                {}
