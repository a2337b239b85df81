// Which patches are hidden.

package mae

import (
	"cmp"
	"slices"

	"maestudio/core/internal/random"
)

// Noise fills dst[:n] with uniform numbers in [0, 1), a function of the seed, the
// epoch and the picture's index only. The patches with the smallest stay visible.
func Noise(seed uint64, epoch, index, n int, dst []float32) {
	r := random.New(seed, random.Key("mask"), uint64(epoch), uint64(index))
	for i := range n {
		dst[i] = r.Float32()
	}
}

// masking says for B images which patches stay and which are hidden.
type masking struct {
	n, keep int
	kept    []int32 // (B, K) in the order of their noise
	hidden  []int32 // (B, N-K) in the order of their noise
	restore []int32 // (B, N): the place of each patch in that order
	order   []int32 // (N) while sorting
}

func newMasking(images, n, keep int) *masking {
	return &masking{n: n, keep: keep,
		kept:    make([]int32, images*keep),
		hidden:  make([]int32, images*(n-keep)),
		restore: make([]int32, images*n),
		order:   make([]int32, n)}
}

// hide sorts each image's patches by noise (B, N); of equal ones the first comes
// first. The first K stay (He et al. 2021, section 3, "simple implementation").
func (m *masking) hide(noise []float32) {
	for b := range len(m.restore) / m.n {
		own := noise[b*m.n : (b+1)*m.n]
		for i := range m.order {
			m.order[i] = int32(i)
		}
		slices.SortStableFunc(m.order, func(i, j int32) int { return cmp.Compare(own[i], own[j]) })
		copy(m.kept[b*m.keep:], m.order[:m.keep])
		copy(m.hidden[b*(m.n-m.keep):], m.order[m.keep:])
		for place, patch := range m.order {
			m.restore[b*m.n+int(patch)] = int32(place)
		}
	}
}

// mask writes 1 for hidden and 0 for visible patches, (B, N).
func (m *masking) mask(dst []float32) {
	for i, place := range m.restore {
		dst[i] = 0
		if int(place) >= m.keep {
			dst[i] = 1
		}
	}
}
