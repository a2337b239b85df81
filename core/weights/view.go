// Tensors that lie in a mapped file: used in place where they lie as the processor
// wants them, and else copied, within a budget.

package weights

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"
)

// budget is how many bytes may still be taken for copies. A file that wants more
// than a small multiple of its size is hostile: nothing that is written plainly does.
type budget struct{ left int64 }

func newBudget(fileSize int) *budget { return &budget{left: 4*int64(fileSize) + 1<<16} }

// pickleBudget is for what a pickle is made into: a tensor of one value takes some two
// thousand bytes, and no file has thousands of these and little else.
func pickleBudget(fileSize int) *budget { return &budget{left: 8*int64(fileSize) + 4<<20} }

func (b *budget) take(n int64) error {
	if b.left -= n; b.left < 0 {
		return errors.New("what it holds would take many times its own size; it is damaged or made to do harm")
	}
	return nil
}

func (b *budget) takeInt(n int) error { return b.take(int64(n)) }

// strided is a tensor in raw values: where it begins and how far it is, in
// elements, from one place to the next of each dimension.
type strided struct {
	raw            []byte
	dtype          string
	offset         int64
	shape, strides []int64
}

// contiguous tells whether the values lie row by row.
func (s strided) contiguous() bool {
	step := int64(1)
	for i := len(s.shape) - 1; i >= 0; i-- {
		if s.shape[i] != 1 && s.strides[i] != step {
			return false
		}
		step *= s.shape[i]
	}
	return true
}

// mostElements is more than any tensor has.
const mostElements = 1 << 48

// check makes sure that every element lies in raw. A tensor that repeats values (a stride
// of 0) may have more of them than raw: the budget bounds how many. Its errors go on after
// the tensor's name.
func (s strided) check() (elements int64, err error) {
	have := int64(len(s.raw) / dtypes[s.dtype].size)
	if len(s.shape) > maxDims || len(s.shape) != len(s.strides) {
		return 0, fmt.Errorf("has %d dimensions and %d strides; at most %d are read", len(s.shape), len(s.strides), maxDims)
	}
	elements = 1
	last := s.offset
	for i, n := range s.shape {
		stride := s.strides[i]
		switch { // divided instead of multiplied: a product could overflow
		case n < 1 || n > mostElements/elements:
			return 0, fmt.Errorf("has the shape %v, which no tensor can have", s.shape)
		case stride < 0 || stride > have || stride > 0 && n-1 > have/stride:
			return 0, fmt.Errorf("has the shape %v and the strides %v, which do not fit into the %d values that it is cut from", s.shape, s.strides, have)
		}
		elements *= n
		last += (n - 1) * stride
	}
	if s.offset < 0 || s.offset >= have || last >= have || last < 0 {
		return 0, fmt.Errorf("ends at value %d, but there are %d", last+1, have)
	}
	return elements, nil
}

// values returns the tensor's values row by row, in place or copied.
func (s strided) values(b *budget) (any, error) {
	n, err := s.check()
	if err != nil {
		return nil, err
	}
	t := dtypes[s.dtype]
	if s.contiguous() {
		raw := s.raw[s.offset*int64(t.size):][:n*int64(t.size)]
		if in := t.inPlace(raw); in != nil {
			return in, nil
		}
		if err := b.take(n * int64(t.wide)); err != nil {
			return nil, err
		}
		values := t.make(int(n))
		t.decode(values, 0, raw)
		return values, nil
	}
	if err := b.take(n * int64(t.wide)); err != nil {
		return nil, err
	}
	values := t.make(int(n))
	place := make([]int64, len(s.shape))
	for i, at := 0, s.offset; i < int(n); i++ {
		t.decode(values, i, s.raw[at*int64(t.size):][:t.size])
		for d := len(place) - 1; d >= 0; d-- {
			place[d]++
			at += s.strides[d]
			if place[d] < s.shape[d] {
				break
			}
			at -= place[d] * s.strides[d]
			place[d] = 0
		}
	}
	return values, nil
}

// viewOf returns raw as a slice of T where it lies as the processor wants it.
func viewOf[T any](raw []byte) any {
	var zero T
	if !littleEndian || len(raw) == 0 || !anywhere && uintptr(unsafe.Pointer(&raw[0]))%unsafe.Alignof(zero) != 0 {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&raw[0])), len(raw)/int(unsafe.Sizeof(zero)))
}

// anywhere tells whether the processor takes values from any address, as those lie in
// PyTorch's older form. Go allows it of types without pointers.
const anywhere = runtime.GOARCH == "amd64" || runtime.GOARCH == "arm64"

var littleEndian = func() bool {
	one := uint16(1)
	return *(*byte)(unsafe.Pointer(&one)) == 1
}()

// rows is a tensor that is all of raw, row by row.
func rows(raw []byte, dtype string, shape []int) strided {
	s := strided{raw: raw, dtype: dtype, shape: make([]int64, len(shape)), strides: make([]int64, len(shape))}
	step := int64(1)
	for i := len(shape) - 1; i >= 0; i-- {
		s.shape[i], s.strides[i] = int64(shape[i]), step
		step *= int64(shape[i])
	}
	return s
}
