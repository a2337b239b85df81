package labels

import (
	"math"
	"slices"
)

// Nested draws shares of the pictures, the larger share first: of every class that
// share, rounded, and one at least. A smaller share lies within a larger one. Pictures of
// the same bytes and near copies stay together; so does a class, all of whose pictures
// are near copies of one, whatever its share. Which ones are drawn depends on the seed
// and on what is in them. The result has the places of the pictures of each share, which
// ascend.
func Nested(pictures []Picture, shares []float64, seed uint64) [][]int {
	return nested(pictures, groupsOf(pictures, nearCopies(pictures)), shares, seed)
}

func nested(pictures []Picture, of []int, shares []float64, seed uint64) [][]int {
	members := map[int][]int{}
	for i, group := range of {
		members[group] = append(members[group], i)
	}
	sizes := map[int]int{} // by label
	for _, p := range pictures {
		sizes[p.Label]++
	}
	groups := byChance(pictures, members, "share", seed)
	drawn := make([][]int, len(shares))
	for i, share := range shares {
		wanted := map[int]int{}
		for label, n := range sizes {
			wanted[label] = ShareOf(n, share)
		}
		groups = fitting(pictures, groups, wanted)
		drawn[i] = slices.Sorted(slices.Values(slices.Concat(groups...)))
	}
	return drawn
}

// ShareOf is how many of n pictures of a class a share is.
func ShareOf(n int, share float64) int { return max(1, int(math.Round(share*float64(n)))) }

// fitting are the first groups that give no class more than is wanted of it, and of a class
// that none of them is of, the first.
func fitting(pictures []Picture, groups [][]int, wanted map[int]int) (kept [][]int) {
	has := map[int]bool{}
	keep := func(group []int) {
		kept = append(kept, group)
		for _, i := range group {
			wanted[pictures[i].Label]--
			has[pictures[i].Label] = true
		}
	}
	var others [][]int
	for _, group := range groups {
		if fits(pictures, group, wanted) {
			keep(group)
		} else {
			others = append(others, group)
		}
	}
	for _, group := range others {
		if slices.ContainsFunc(group, func(i int) bool { return !has[pictures[i].Label] }) {
			keep(group)
		}
	}
	return kept
}
