// What was taken for what.

package evaluate

import (
	"cmp"
	"slices"
)

// Confusion is how many pictures of a class were taken for another; both are places
// among Result.Names.
type Confusion struct{ Label, Taken, Pictures int }

// Confusions are all pairs of classes that were mistaken, the most frequent first.
func (r *Result) Confusions() (all []Confusion) {
	for label, row := range r.Confusion {
		for taken, n := range row {
			if taken != label && n > 0 {
				all = append(all, Confusion{label, taken, n})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Confusion) int { return cmp.Compare(b.Pictures, a.Pictures) })
	return all
}
