package labels

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"maestudio/core/dataset"
)

func held(s *Set) map[string]bool {
	held := map[string]bool{}
	for _, p := range s.Pictures {
		if p.Part == Validation {
			held[p.Hash] = true
		}
	}
	return held
}

func TestSharesOfClasses(t *testing.T) {
	s := made(Options{}, 1, 2, 3, 7, 100, 1000)
	for i, want := range []int{0, 0, 1, 1, 20, 200} {
		if got := s.Counts()[i].Validation; got != want {
			t.Errorf("class %d: %d held out, want %d", i, got, want)
		}
	}
	if got := made(Options{Share: 1}, 10, 10).Counts()[0]; got.Train != 1 {
		t.Errorf("nothing is left to train on: %+v", got)
	}
}

// Who is held out is a matter of content and seed: not of paths, and of other
// pictures hardly.
func TestSplitDependsOnContentAndSeed(t *testing.T) {
	draw := func(root string, n int, seed uint64) map[string]bool {
		c := newCollection(root, Options{Seed: seed})
		for i := range n {
			c.add(dataset.File{Path: fmt.Sprintf("%s/%d", root, i*7919%n), Hash: fmt.Sprint(i)}, fmt.Sprint("class", i%2), "")
		}
		return held(c.set())
	}
	first := draw("/one", 200, 1)
	if other := draw("/two/else", 200, 1); !maps.Equal(first, other) {
		t.Error("another folder, other pictures held out")
	}
	common := func(a, b map[string]bool) (n int) {
		for h := range a {
			if b[h] {
				n++
			}
		}
		return n
	}
	if n := common(first, draw("/one", 200, 2)); n > 20 {
		t.Errorf("another seed, and %d of 40 are the same", n)
	}
	if n := common(first, draw("/one", 202, 1)); n < 38 {
		t.Errorf("two more pictures, and only %d of 40 are still held out", n)
	}
}

// Pictures of a group are in one part, whatever their classes, and the classes give
// no more than their share.
func TestGroupsStayTogether(t *testing.T) {
	path := func(i int) string { return fmt.Sprintf("/pictures/class%04d/%d.jpg", i%2, i/2) }
	near := map[string]string{}
	for i := range 300 {
		if i%3 == 0 && i >= 60 {
			near[path(i)] = path(i % 60) // groups of five, of one class each
		}
	}
	near[path(60)] = path(61) // and one of both
	for seed := range uint64(20) {
		s := made(Options{}, 150, 150)
		for i := range s.Pictures {
			s.Pictures[i].Part = Train
		}
		groups := groupsOf(s.Pictures, near)
		holdOut(s.Pictures, groups, .2, seed)
		part := map[string]Part{}
		for _, p := range s.Pictures {
			part[p.Path] = p.Part
		}
		for one, other := range near {
			if part[one] == "" || part[one] != part[other] {
				t.Fatalf("seed %d: %s is for %s, %s for %s", seed, one, part[one], other, part[other])
			}
		}
		for _, c := range s.Counts() {
			if c.Validation < 25 || c.Validation > 30 {
				t.Errorf("seed %d: %d of 150 are held out, want about 30", seed, c.Validation)
			}
		}
		if leaked(s.Pictures, groups) != nil {
			t.Errorf("seed %d: pictures leak", seed)
		}
	}
}

func TestBalanced(t *testing.T) {
	var labels []int
	for class, n := range []int{70, 20, 6, 1} {
		for range n {
			labels = append(labels, class)
		}
	}
	order := Balanced(labels, 5, 2)
	times, seen := map[int]int{}, map[int]bool{}
	for _, d := range order {
		times[labels[d%len(labels)]]++
		if seen[d] {
			t.Fatalf("draw %d comes twice", d)
		}
		seen[d] = true
	}
	for class := range 4 {
		if n := times[class]; n < 24 || n > 25 {
			t.Errorf("class %d comes %d times of %d", class, n, len(order))
		}
	}
	if !slices.Equal(order, Balanced(labels, 5, 2)) {
		t.Error("the same epoch has another order")
	}
	if slices.Equal(order, Balanced(labels, 5, 3)) || slices.Equal(order, Balanced(labels, 6, 2)) {
		t.Error("another epoch or seed has the same order")
	}
	// A large class shows all of its pictures in the course of some epochs.
	shown := map[int]bool{}
	for epoch := range uint64(20) {
		for _, d := range Balanced(labels, 5, epoch) {
			shown[d%len(labels)] = true
		}
	}
	if len(shown) != len(labels) {
		t.Errorf("%d of %d pictures were shown in 20 epochs", len(shown), len(labels))
	}
	if got := Balanced(nil, 1, 1); len(got) != 0 {
		t.Errorf("no labels give %v", got)
	}
}
