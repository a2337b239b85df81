// The arena: blocks of one element type in one buffer.

package autograd

import (
	"fmt"
	"slices"

	"maestudio/gpu"
)

// align keeps blocks on cache lines: 64 bytes of float32, and a multiple of
// that for narrower types.
const align = 32

// arena is one buffer for all blocks of a type. A device's buffers have one
// type, so a device with mixed precision has two arenas.
type arena struct {
	dtype gpu.DType
	size  int // elements
	buf   gpu.Buffer
}

// layOut places the blocks of a type and cuts the arena into their buffers.
func (t *Tape) layOut(dtype gpu.DType, all []*block) error {
	var blocks []*block
	for _, b := range all {
		if b.dtype == dtype {
			blocks = append(blocks, b)
		}
	}
	if len(blocks) == 0 {
		return nil
	}
	if t.apart {
		for _, b := range blocks {
			b.from, b.to = 0, 0
		}
	}
	a := &arena{dtype: dtype, size: place(blocks)}
	buf, err := t.dev.New(dtype, a.size)
	if err != nil {
		return fmt.Errorf("there is no room for the %.1f GB that one step works in; use a smaller batch or a smaller model: %w",
			float64(a.bytes())/1e9, err)
	}
	a.buf = buf
	t.arenas = append(t.arenas, a)
	for _, b := range blocks {
		b.buf = buf.Slice(b.offset, b.offset+b.n)
	}
	return nil
}

// place gives each block an offset and returns the size of the whole. The
// largest are placed first, each at the lowest place that is free all its life
// (Pisarchyk and Lee 2020, "greedy by size").
func place(blocks []*block) (size int) {
	bySize := slices.Clone(blocks)
	slices.SortStableFunc(bySize, func(a, b *block) int { return b.n - a.n })
	var placed []*block // by offset
	for _, b := range bySize {
		b.offset = lowest(b, placed)
		at, _ := slices.BinarySearchFunc(placed, b, func(p, b *block) int { return p.offset - b.offset })
		placed = slices.Insert(placed, at, b)
		size = max(size, b.end())
	}
	return size
}

// lowest finds the first gap between the blocks that live while b does; placed
// is sorted by offset, so the first that is wide enough is the lowest.
func lowest(b *block, placed []*block) (offset int) {
	for _, p := range placed {
		if p.from > b.to || p.to < b.from {
			continue
		}
		if offset+b.n <= p.offset {
			return offset
		}
		offset = max(offset, p.end())
	}
	return offset
}

// end is where the next block may begin.
func (b *block) end() int { return (b.offset + b.n + align - 1) / align * align }

func (a *arena) bytes() int {
	if a.dtype == gpu.BFloat16 {
		return 2 * a.size
	}
	return 4 * a.size
}

// Bytes is the memory that the tape takes, its inputs included and the
// parameters left out.
func (t *Tape) Bytes() (n int) {
	for _, a := range t.arenas {
		n += a.bytes()
	}
	for _, p := range t.places {
		n += 4 * p.n
	}
	return n
}
