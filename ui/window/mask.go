package window

import (
	"math/rand/v2"
	"slices"
)

// masks is which patches are hidden, and how that came.
type masks struct {
	hidden []bool
	before [][]bool // for undo
	stroke bool     // a stroke is under way
	share  int      // percent that a random mask hides
	seed   uint64
}

const mostMasks = 100 // that can be had back

// fit makes a mask for n patches, unless there is one.
func (m *masks) fit(n int) {
	if len(m.hidden) != n {
		m.before = nil
		m.hidden = randomMask(n, m.share, m.seed)
	}
}

// randomMask hides a share of n patches at random; one at least stays visible.
func randomMask(n, percent int, seed uint64) []bool {
	hidden := make([]bool, n)
	count := min(n*percent/100, n-1)
	for _, p := range rand.New(rand.NewPCG(seed, 11)).Perm(n)[:count] {
		hidden[p] = true
	}
	return hidden
}

// count returns how many patches are hidden.
func (m *masks) count() (n int) {
	for _, h := range m.hidden {
		if h {
			n++
		}
	}
	return n
}

func (r *reconstruct) random(percent int) {
	r.share = percent
	r.seed++
	if len(r.hidden) > 0 {
		r.mask(randomMask(len(r.hidden), percent, r.seed))
	}
}

// mask takes a new mask; the one before can be had back.
func (r *reconstruct) mask(hidden []bool) {
	r.before = append(r.before, r.hidden)
	if len(r.before) > mostMasks {
		r.before = r.before[1:]
	}
	r.hidden, r.number = hidden, -1
	r.ask()
}

// paint hides or shows the patches under the brush; a whole stroke is undone
// at once.
func (r *reconstruct) paint(patches []int, hide bool) {
	next := slices.Clone(r.hidden)
	for _, p := range patches {
		if p < len(next) {
			next[p] = hide
		}
	}
	if slices.Equal(next, r.hidden) {
		return
	}
	if r.stroke {
		r.hidden = next
		r.ask()
		return
	}
	r.stroke = true
	r.mask(next)
}

func (r *reconstruct) undo() {
	if n := len(r.before); n > 0 {
		r.hidden, r.before, r.number = r.before[n-1], r.before[:n-1], -1
		r.ask()
	}
}
