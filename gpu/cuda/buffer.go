package cuda

import (
	"fmt"
	"math"

	"maestudio/gpu"
)

// buffer is a piece of the card's memory.
type buffer struct {
	device *device
	at     Pointer
	len    int
	dtype  gpu.DType
	slice  bool // of another buffer, which owns the memory
	freed  bool

	// places is what an Int32 buffer holds, which only the host writes: so they can be
	// checked without waiting for the card.
	places []int32
}

func (d *device) New(t gpu.DType, n int) (gpu.Buffer, error) {
	size := t.Size()
	switch {
	case d.driver == nil:
		return nil, errClosed
	case size == 0:
		return nil, fmt.Errorf("cuda: there is no element type %d", t)
	case n < 0 || n > math.MaxInt/8:
		return nil, fmt.Errorf("cuda: a buffer of %d elements is not possible", n)
	}
	b := &buffer{device: d, len: n, dtype: t}
	if n == 0 {
		return b, nil
	}
	at, err := d.driver.Alloc(n * size)
	if err != nil {
		return nil, fmt.Errorf("cuda: a buffer of %d bytes: %w; a smaller batch or model needs less", n*size, err)
	}
	if err := d.driver.Clear(at, n*size); err != nil {
		return nil, fmt.Errorf("cuda: a new buffer: %w", err)
	}
	b.at = at
	if t == gpu.Int32 {
		b.places = make([]int32, n)
	}
	return b, nil
}

func (b *buffer) DType() gpu.DType { return b.dtype }
func (b *buffer) Len() int         { return b.len }

// Slice of a range that is not in the buffer is empty, so whoever uses it gets
// the error that it is too short.
func (b *buffer) Slice(from, to int) gpu.Buffer {
	if from < 0 || to < from || to > b.len {
		from, to = 0, 0
	}
	part := &buffer{device: b.device, at: b.at + Pointer(from*b.dtype.Size()), len: to - from, dtype: b.dtype, slice: true, freed: b.freed}
	if b.places != nil {
		part.places = b.places[from:to:to]
	}
	return part
}

// Free gives the memory back, once; a slice has none of its own. What goes wrong then
// goes wrong again in the next call that waits.
func (b *buffer) Free() {
	if !b.slice && b.at != 0 && b.device.driver != nil {
		_ = b.device.driver.Free(b.at)
	}
	b.at, b.len, b.freed, b.places = 0, 0, true, nil
}

func (b *buffer) bytes() int { return b.len * b.dtype.Size() }
