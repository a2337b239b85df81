package reference

import (
	"fmt"

	"maestudio/gpu"
)

// args checks the arguments of one operation and keeps the first thing that is
// wrong with them, so that an operation reads its arguments first and asks once.
type args[F float32 | float64] struct {
	op  string
	err error
}

func (a *args[F]) fail(format string, values ...any) {
	if a.err == nil {
		a.err = fmt.Errorf(a.op+": "+format, values...)
	}
}

// floats is the start of a Float32 buffer that an operation reads as shape.
func (a *args[F]) floats(name string, b gpu.Buffer, shape ...int) []F {
	own := a.buffer(name, b, shape)
	if own != nil && own.dtype != gpu.Float32 {
		a.fail("%s has the wrong type of element, it must be float32", name)
	}
	if a.err != nil {
		return nil
	}
	return own.values[:gpu.Elements(shape)]
}

// matrix is the same for a buffer that may be BFloat16 as well.
func (a *args[F]) matrix(name string, b gpu.Buffer, shape ...int) []F {
	own := a.buffer(name, b, shape)
	if own != nil && own.dtype == gpu.Int32 {
		a.fail("%s holds integers, it must be float32 or bfloat16", name)
	}
	if a.err != nil {
		return nil
	}
	return own.values[:gpu.Elements(shape)]
}

// optional is nil where there is no buffer.
func (a *args[F]) optional(name string, b gpu.Buffer, shape ...int) []F {
	if b == nil {
		return nil
	}
	return a.floats(name, b, shape...)
}

func (a *args[F]) optionalMatrix(name string, b gpu.Buffer, shape ...int) []F {
	if b == nil {
		return nil
	}
	return a.matrix(name, b, shape...)
}

// places is an Int32 buffer (rows, cols) of numbers from 0 to below limit.
func (a *args[F]) places(name string, b gpu.Buffer, rows, cols, limit int) []int32 {
	own := a.buffer(name, b, []int{rows, cols})
	if own != nil && own.dtype != gpu.Int32 {
		a.fail("%s has the wrong type of element, it must be int32", name)
	}
	if a.err != nil {
		return nil
	}
	ids := own.places[:rows*cols]
	for i, id := range ids {
		if id < 0 || int(id) >= limit {
			a.fail("%s[%d] is %d, it must be from 0 to below %d", name, i, id, limit)
			return nil
		}
	}
	return ids
}

// weight is the values of a weight (out, in).
func (a *args[F]) weight(w gpu.Weight) (values []F, out, in int) {
	own, ok := w.(*weight[F])
	if !ok || own == nil {
		a.fail("the weight was made by another device")
		return nil, 0, 0
	}
	return a.floats("the weight", own.values, own.out, own.in), own.out, own.in
}

// grid checks that patches of side p tile the pictures.
func (a *args[F]) grid(b, c, height, width, p int) Grid {
	switch {
	case p < 1 || height < 1 || width < 1:
		a.fail("pictures of %dx%d with patches of %d are not possible", height, width, p)
	case height%p != 0 || width%p != 0:
		a.fail("pictures of %dx%d cannot be cut into patches of %dx%d", height, width, p, p)
	}
	if a.err != nil {
		return Grid{P: 1}
	}
	return Grid{B: b, C: c, Height: height, Width: width, P: p}
}

func (a *args[F]) buffer(name string, b gpu.Buffer, shape []int) *buffer[F] {
	need := gpu.Elements(shape)
	own, ok := b.(*buffer[F])
	switch {
	case b == nil:
		a.fail("%s is missing", name)
	case !ok || own == nil:
		a.fail("%s was made by another device", name)
	case need < 0:
		a.fail("%s cannot have the shape %v", name, shape)
	case own.Len() < need:
		a.fail("%s holds %d numbers, its shape %v has %d", name, own.Len(), shape, need)
	default:
		return own
	}
	return nil
}

// round gives outputs that may be BFloat16 their precision.
func round[F float32 | float64](outputs ...gpu.Buffer) {
	for _, b := range outputs {
		if own, ok := b.(*buffer[F]); ok && own != nil {
			own.round()
		}
	}
}
