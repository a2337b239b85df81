// Labels that are likely wrong.

package evaluate

import (
	"context"
	"math"
	"slices"

	"maestudio/core/predict"
	"maestudio/core/probe"
	"maestudio/core/task/suspect"
)

// Suspect is a picture whose label is likely wrong.
type Suspect struct {
	Path    string  `json:"path"`
	Label   int     `json:"label"`   // places among Result.Names
	Instead int     `json:"instead"` // what it is taken for
	Sure    float64 `json:"sure"`    // the probability of that
	Score   float64 `json:"score"`   // by how much that is above the label's, 0 to 1
	Reason  string  `json:"reason"`
	Held    bool    `json:"held"` // the picture was held out
}

// StillSuspect are the suspects of which a person said nothing yet. said are labels by the
// paths of pictures; that one is right settles it too.
func (r *Result) StillSuspect(said map[string]string) []Suspect {
	return slices.DeleteFunc(slices.Clone(r.Suspects), func(s Suspect) bool { return said[s.Path] != "" })
}

// JudgesLabels reports whether the classifier is surely better than one that always names
// the most frequent class. What it says of labels is worth nothing else, and it says none.
func (r *Result) JudgesLabels() bool { return r.Interval.Low > r.Frequent }

// spare is how many neighbours more are looked up than are needed: copies among them
// do not count.
const spare = 5

// suspect looks through all pictures that there are answers for: those that were asked
// about and those that were learned from. f are the classifier's features of both.
func (r *Result) suspect(ctx context.Context, m *predict.Model, f features, known, asked *predict.Table) error {
	if !r.JudgesLabels() {
		return nil
	}
	learned, there := map[string]bool{}, map[string]bool{}
	for _, s := range f.learned {
		learned[s.path] = true
	}
	for _, s := range f.others {
		there[s.path] = true
	}
	var p pictures
	for i, s := range slices.Concat(f.learned, f.others) {
		if i < len(f.learned) && there[s.path] {
			continue // it is asked about too, and counts once
		}
		table, at := known, i
		if i >= len(f.learned) {
			table, at = asked, i-len(f.learned)
		}
		p.all = append(p.all, s)
		p.features = append(p.features, table.Features[at*f.dim:][:f.dim]...)
		p.said = append(p.said, table.Probabilities[at*len(r.Names):][:len(r.Names)]...)
	}
	opinions, err := p.opinions(ctx, f.dim, len(r.Names), m.Linear)
	if err != nil {
		return err
	}
	near := probe.NearOthers(p.features, f.dim, probe.Neighbours+spare)
	evidence := make([]suspect.Evidence, len(p.all))
	for i, s := range p.all {
		e := suspect.Evidence{Label: s.label, Probabilities: opinions[i*len(r.Names):][:len(r.Names)], Learned: learned[s.path]}
		for _, n := range near[i] {
			if other := p.all[n.Index]; (other.hash != s.hash || s.hash == "") && len(e.Neighbours) < probe.Neighbours {
				e.Neighbours = append(e.Neighbours, other.label)
			}
		}
		evidence[i] = e
	}
	for _, s := range suspect.Rank(evidence, r.Names) {
		picture := p.all[s.Picture]
		r.Suspects = append(r.Suspects, Suspect{picture.path, s.Label, s.Instead, s.Sure, s.Score, s.Reason, !learned[picture.path]})
	}
	return nil
}

// pictures are those that are looked through, with what the classifier makes of them.
type pictures struct {
	all            []subject
	features, said []float32 // (N, Dim), (N, C)
}

// layer learns from features with labels, and gives others probabilities.
type layer func(known []float32, labels []int, features []float32, classes int) ([]float32, error)

const (
	opinionParts = 5   // of the pictures; a layer judges the part that it did not learn from
	leastOfClass = 10  // pictures on average, else layers know too little
	mostOpinions = 1e9 // pictures times features times classes: some ten seconds of two cores
)

// opinions are the probabilities (N, C) that count for or against a label: the geometric
// mean of what the classifier says, which may know by heart what it learned from, and of
// what linear layers on its features say of pictures that they did not learn from. Where
// there are too few pictures for those, or far too many, they are the classifier's alone.
func (p pictures) opinions(ctx context.Context, dim, classes int, linear layer) ([]float32, error) {
	n := len(p.all)
	if n < leastOfClass*classes || float64(n)*float64(dim)*float64(classes) > mostOpinions {
		return p.said, nil
	}
	both := make([]float32, len(p.said))
	for part := range opinionParts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var known, asked []float32
		var labels, of []int
		for i, s := range p.all {
			if own := p.features[i*dim:][:dim]; i%opinionParts == part {
				asked, of = append(asked, own...), append(of, i)
			} else {
				known, labels = append(known, own...), append(labels, s.label)
			}
		}
		said, err := linear(known, labels, asked, classes)
		if err != nil {
			return nil, err
		}
		for k, i := range of {
			between(both[i*classes:][:classes], p.said[i*classes:][:classes], said[k*classes:][:classes])
		}
	}
	return both, nil
}

// between writes the geometric mean of two rows of probabilities, which sums up to 1.
func between(dst, a, b []float32) {
	sum := 0.0
	for c := range dst {
		v := math.Sqrt(float64(a[c]) * float64(b[c]))
		dst[c], sum = float32(v), sum+v
	}
	for c := range dst {
		dst[c] /= float32(max(sum, 1e-30))
	}
}
