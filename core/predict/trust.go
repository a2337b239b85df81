// How often a model is right when it is so sure.

package predict

import (
	"cmp"
	"context"
	"math"
	"slices"

	"maestudio/core/run"
	"maestudio/core/task/score"
)

// Trust is what a classifier's held-out pictures say of its probabilities.
type Trust struct {
	checks []check // by probability
}

type check struct {
	probability float64
	right       bool
}

const (
	mostChecks = 500 // held-out pictures that are asked about
	nearest    = 40  // of them speak for one probability
	leastTrust = 20  // with fewer nothing is said
)

// Trust asks the model about the pictures that its run held out, evenly chosen where
// they are many. A picture that cannot be read any more says nothing. They are those
// that the best epoch was chosen by, which flatters a little.
func (m *Model) Trust(ctx context.Context, dir string) (*Trust, error) {
	pictures, err := run.ListPictures(dir)
	if err != nil {
		return nil, err
	}
	pictures = slices.DeleteFunc(pictures, func(p run.Picture) bool { return p.Part != run.Validation })
	n := min(len(pictures), mostChecks)
	paths, labels := make([]string, n), make([]int, n)
	for i := range n {
		p := pictures[i*len(pictures)/n]
		paths[i], labels[i] = p.Path, slices.Index(m.Classes, p.Class)
	}
	t := &Trust{}
	at := -1
	err = m.Each(ctx, paths, func(r Result) error {
		at++
		if r.Err == nil {
			best := r.Best(1)[0]
			t.checks = append(t.checks, check{float64(r.Probabilities[best]), best == labels[at]})
		}
		return nil
	})
	slices.SortStableFunc(t.checks, func(a, b check) int { return cmp.Compare(a.probability, b.probability) })
	return t, err
}

// Range is how many of a hundred pictures it has right when it is about as sure, with 95
// of 100 certainty; known is false where too few pictures are held out to tell.
func (t *Trust) Range(probability float64) (low, high int, known bool) {
	right, of := t.Right(probability)
	if of == 0 {
		return 0, 0, false
	}
	i := score.Wilson(right, of)
	return int(math.Round(100 * i.Low)), int(math.Round(100 * i.High)), true
}

// Right is how many of the held-out pictures that the model was about as sure of it had
// right: of those with the nearest probabilities. Of is 0 where too few are held out.
func (t *Trust) Right(probability float64) (right, of int) {
	if t == nil || len(t.checks) < leastTrust {
		return 0, 0
	}
	// A window of the nearest ones, which slides while the next above is nearer than
	// the last below.
	n := min(nearest, len(t.checks))
	from := 0
	for from+n < len(t.checks) && t.checks[from+n].probability-probability < probability-t.checks[from].probability {
		from++
	}
	for _, c := range t.checks[from : from+n] {
		if c.right {
			right++
		}
	}
	return right, n
}
