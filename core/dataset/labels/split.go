package labels

import (
	"cmp"
	"math"
	"slices"

	"maestudio/core/dataset/hygiene"
	"maestudio/core/internal/random"
)

// leastToHold is how many pictures a class needs before one is held out.
const leastToHold = 3

// holdOut moves a share of the training pictures of each class to validation:
// rounded, at least one of three, never all. Which ones depends on the seed and on
// what is in them, not on where they lie, and a picture that is added later moves
// few others. Pictures of one group stay together; a group that is larger than what
// is to be held out of its class is trained on, and so is one with a picture that was
// added to those.
func holdOut(pictures []Picture, groups []int, share float64, seed uint64) {
	members, added := map[int][]int{}, map[int]bool{}
	wanted := map[int]int{} // by label
	for i, p := range pictures {
		switch {
		case p.Added:
			added[groups[i]] = true
		case p.Part == Train:
			members[groups[i]] = append(members[groups[i]], i)
			wanted[p.Label]++
		}
	}
	for label, n := range wanted {
		wanted[label] = heldOf(n, share)
	}
	for _, group := range byChance(pictures, members, "hold out", seed) {
		if added[groups[group[0]]] || !fits(pictures, group, wanted) {
			continue
		}
		for _, i := range group {
			pictures[i].Part = Validation
			wanted[pictures[i].Label]--
		}
	}
}

// heldOf is how many of n pictures of a class are held out.
func heldOf(n int, share float64) int {
	if n < leastToHold {
		return 0
	}
	return min(max(int(math.Round(share*float64(n))), 1), n-1)
}

// byChance puts groups in the order of a hash of purpose, seed and content.
func byChance(pictures []Picture, members map[int][]int, purpose string, seed uint64) [][]int {
	type drawn struct {
		number uint64
		group  []int
	}
	all := make([]drawn, 0, len(members))
	for _, group := range members {
		least := uint64(math.MaxUint64)
		for _, i := range group {
			key := random.New(random.Key(purpose), seed, random.Key(cmp.Or(pictures[i].Hash, pictures[i].Path)))
			least = min(least, key.Uint64())
		}
		all = append(all, drawn{least, group})
	}
	slices.SortFunc(all, func(a, b drawn) int {
		return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.group[0], b.group[0]))
	})
	groups := make([][]int, len(all))
	for i, d := range all {
		groups[i] = d.group
	}
	return groups
}

// fits reports whether a group can be held out without any class giving more than
// is wanted of it.
func fits(pictures []Picture, group []int, wanted map[int]int) bool {
	takes := map[int]int{}
	for _, i := range group {
		label := pictures[i].Label
		if takes[label]++; takes[label] > wanted[label] {
			return false
		}
	}
	return true
}

// groupsOf numbers the pictures, the same number to those of the same bytes and to those
// that near names as nearly the same.
func groupsOf(pictures []Picture, near map[string]string) []int {
	up := make([]int, len(pictures)) // towards the picture that gives a group its number
	root := func(i int) int {
		for up[i] != i {
			up[i] = up[up[i]]
			i = up[i]
		}
		return i
	}
	byHash, byPath := map[string]int{}, map[string]int{}
	for i, p := range pictures {
		up[i], byPath[p.Path] = i, i
		if at, seen := byHash[p.Hash]; seen && p.Hash != "" {
			up[i] = root(at)
		} else {
			byHash[p.Hash] = i
		}
	}
	for i, p := range pictures {
		if at, there := byPath[near[p.Path]]; there {
			up[root(i)] = root(at)
		}
	}
	groups := make([]int, len(pictures))
	for i := range groups {
		groups[i] = root(i)
	}
	return groups
}

// nearCopies names, by its path, the picture that another is nearly the same as.
func nearCopies(pictures []Picture) map[string]string {
	all := make([]hygiene.Subject, len(pictures))
	for i, p := range pictures {
		all[i] = hygiene.Subject{Path: p.Path, Width: p.Width, Height: p.Height, Content: p.Hash, Look: p.Look}
	}
	near := map[string]string{}
	for _, f := range hygiene.Find(all) {
		if f.Kind == hygiene.Near {
			near[f.Path] = f.Of
		}
	}
	return near
}
