// Labels that are likely wrong.

package evaluate

import (
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

// spare is how many neighbours more are looked up than are needed: copies among them
// do not count.
const spare = 5

// suspect looks through all pictures that there are answers for: those that were asked
// about and those that were learned from. f are the classifier's features of both.
func (r *Result) suspect(f features, known, asked *predict.Table) {
	all := slices.Concat(f.learned, f.others)
	near := probe.NearOthers(slices.Concat(f.known, f.asked), f.dim, probe.Neighbours+spare)
	said := slices.Concat(known.Probabilities, asked.Probabilities)
	learned, there := map[string]bool{}, map[string]bool{}
	for _, s := range f.learned {
		learned[s.path] = true
	}
	for _, s := range f.others {
		there[s.path] = true
	}
	var evidence []suspect.Evidence
	var of []int // of each, the place in all
	for i, s := range all {
		if i < len(f.learned) && there[s.path] {
			continue // it is asked about too, and counts once
		}
		e := suspect.Evidence{Label: s.label, Probabilities: said[i*len(r.Names):][:len(r.Names)], Learned: learned[s.path]}
		for _, n := range near[i] {
			if other := all[n.Index]; other.path != s.path && (other.hash != s.hash || s.hash == "") && len(e.Neighbours) < probe.Neighbours {
				e.Neighbours = append(e.Neighbours, other.label)
			}
		}
		evidence, of = append(evidence, e), append(of, i)
	}
	for _, s := range suspect.Rank(evidence, r.Names) {
		picture := all[of[s.Picture]]
		r.Suspects = append(r.Suspects, Suspect{picture.path, s.Label, s.Instead, s.Sure, s.Score, s.Reason, !learned[picture.path]})
	}
}
