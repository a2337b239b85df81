package labels

import (
	"slices"
	"testing"
)

// Of each class the share is drawn, one at least; the smaller share lies in the larger
// one, groups stay together, and another seed draws others.
func TestNested(t *testing.T) {
	all := made(Options{}, 1, 2, 40, 100).Pictures
	near := map[string]string{}
	for i := 43; i < 103; i += 3 { // groups of three in the last class
		near[all[i+1].Path], near[all[i+2].Path] = all[i].Path, all[i].Path
	}
	groups := groupsOf(all, near)
	draws := map[string]bool{}
	for seed := range uint64(10) {
		drawn := nested(all, groups, []float64{.5, .25}, seed)
		for k, want := range [][]int{{1, 1, 20, 50}, {1, 1, 10, 25}} {
			got := make([]int, 4)
			for _, i := range drawn[k] {
				got[all[i].Label]++
			}
			for class, n := range want {
				if got[class] > n || got[class] < n-2 || class < 3 && got[class] != n {
					t.Errorf("seed %d, draw %d: class %d has %d of %d", seed, k, class, got[class], n)
				}
			}
			for _, i := range drawn[k] {
				for j, group := range groups {
					if group == groups[i] && !slices.Contains(drawn[k], j) {
						t.Fatalf("seed %d, draw %d: %d is in without %d", seed, k, i, j)
					}
				}
			}
		}
		for _, i := range drawn[1] {
			if !slices.Contains(drawn[0], i) {
				t.Fatalf("seed %d: %d is in the quarter and not in the half", seed, i)
			}
		}
		text := ""
		for _, i := range drawn[1] {
			text += all[i].Path + " "
		}
		draws[text] = true
	}
	if len(draws) < 9 {
		t.Errorf("ten seeds draw %d times something else", len(draws))
	}
}

// A class of near copies of one picture is there, whole.
func TestNestedOfOneGroup(t *testing.T) {
	all := made(Options{}, 6, 8).Pictures
	groups := make([]int, len(all))
	for i := range all {
		groups[i] = max(5, i)
	}
	for _, drawn := range nested(all, groups, []float64{.5, .25}, 3) {
		if n := len(slices.DeleteFunc(drawn, func(i int) bool { return i > 5 })); n != 6 {
			t.Errorf("%d of the six copies", n)
		}
	}
}
