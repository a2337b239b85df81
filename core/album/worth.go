package album

import (
	"slices"
	"strings"

	"maestudio/core/dataset"
	"maestudio/core/dataset/hygiene"
)

// Worth is pictures that can be used and may not be worth it, of one kind.
type Worth struct {
	Kind  hygiene.Kind
	Title string
	Files []Out             // in the order of their paths; near copies of one picture together
	Of    map[string]string // of near copies, the picture that each is one of
	Keeps map[string]bool   // and all those pictures
}

// worth groups what was found, in the order of the kinds.
func worth(r *dataset.Report) (all []Worth) {
	for _, kind := range hygiene.Kinds {
		found := r.Found(kind)
		if len(found) == 0 {
			continue
		}
		w := Worth{Kind: kind, Title: kind.Title(), Of: map[string]string{}, Keeps: map[string]bool{}}
		slices.SortStableFunc(found, func(a, b hygiene.Finding) int { return strings.Compare(a.Of, b.Of) })
		for _, f := range found {
			w.Files = append(w.Files, Out{f.Path, f.Reason})
			if f.Of != "" {
				w.Of[f.Path], w.Keeps[f.Of] = f.Of, true
			}
		}
		all = append(all, w)
	}
	return all
}

// Paths lists the pictures that were found.
func (w Worth) Paths() []string {
	paths := make([]string, len(w.Files))
	for i, f := range w.Files {
		paths[i] = f.Path
	}
	return paths
}

// Shown lists what a person is to see: the pictures that were found, near copies
// behind the picture that they are copies of.
func (w Worth) Shown() (all []Out) {
	before := ""
	for _, f := range w.Files {
		if of := w.Of[f.Path]; of != before {
			all = append(all, Out{of, "Stays: the largest of those that are nearly the same"})
			before = of
		}
		all = append(all, f)
	}
	return all
}

// Left counts those that are left out.
func (w Worth) Left(left *Left) (n int) {
	for _, f := range w.Files {
		if left.Has(f.Path) {
			n++
		}
	}
	return n
}
