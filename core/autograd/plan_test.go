package autograd

import (
	"math/rand/v2"
	"testing"
)

// Blocks that live at the same moment never share a place, and little is wasted.
func TestPlace(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		blocks := make([]*block, 1+r.IntN(60))
		for i := range blocks {
			from := r.IntN(40)
			blocks[i] = &block{n: 1 + r.IntN(1000), from: from, to: from + r.IntN(15)}
		}
		size := place(blocks)
		for i, a := range blocks {
			if a.offset%align != 0 || a.offset < 0 || a.offset+a.n > size {
				t.Fatalf("a block lies at %d to %d of %d", a.offset, a.offset+a.n, size)
			}
			for _, b := range blocks[:i] {
				together := a.from <= b.to && b.from <= a.to
				apart := a.offset+a.n <= b.offset || b.offset+b.n <= a.offset
				if together && !apart {
					t.Fatalf("%+v and %+v overlap", a, b)
				}
			}
		}
		if low := mostAlive(blocks); size > 2*low {
			t.Errorf("%d blocks take %d, at most %d live together", len(blocks), size, low)
		}
	}
}

// mostAlive is the largest sum of blocks that live at one moment: no plan can
// do with less.
func mostAlive(blocks []*block) (most int) {
	for moment := range 1000 {
		sum := 0
		for _, b := range blocks {
			if b.from <= moment && moment <= b.to {
				sum += (b.n + align - 1) / align * align
			}
		}
		most = max(most, sum)
	}
	return most
}

// How close the plan of a whole model comes to the least possible.
func TestPlanOfModel(t *testing.T) {
	for _, train := range []bool{true, false} {
		m := newTestModel(t, Options{Train: train})
		blocks := m.tape.blocks()
		most := 4 * mostAlive(blocks)
		all := 0
		for _, b := range blocks {
			all += 4 * b.n
		}
		got := m.tape.arenas[0].bytes()
		t.Logf("train %v: %d blocks of %d kB lie in %d kB, of which %d live at once", train, len(blocks), all/1000, got/1000, most/1000)
		if float64(got) > 1.1*float64(most) {
			t.Errorf("train %v: the arena has %d bytes, %d live at once", train, got, most)
		}
	}
}
