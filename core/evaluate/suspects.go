// Labels that are likely wrong.

package evaluate

import (
	"math"
	"slices"

	"maestudio/core/predict"
	"maestudio/core/probe"
	"maestudio/core/task/suspect"
)

// Suspect is a picture whose label is likely wrong.
type Suspect struct {
	Path    string  `json:"path"`
	Label   int     `json:"label"` // places among Result.Names
	Instead int     `json:"instead"`
	Score   float64 `json:"score"` // 0 to 1: how much speaks against the label
	Reason  string  `json:"reason"`
	Held    bool    `json:"held"` // the picture was held out
}

// spare is how many neighbours more are looked up than are needed: copies among them
// do not count.
const spare = 5

// suspect looks through all pictures of a run: those that were held out and those that
// were learned from. f are features of both, as near to knowing nothing of the labels
// as there are; the tables have what the classifier says of each.
func (r *Result) suspect(f features, known, asked *predict.Table) {
	all := slices.Concat(f.learned, f.others)
	near := probe.NearOthers(slices.Concat(f.known, f.asked), f.dim, probe.Neighbours+spare)
	said := slices.Concat(known.Probabilities, asked.Probabilities)
	classes := len(r.Names)
	if len(said) != len(all)*classes {
		return // a picture went away meanwhile
	}
	evidence := make([]suspect.Evidence, len(all))
	for i, s := range all {
		row := said[i*classes:][:classes]
		e := suspect.Evidence{Label: s.label, Loss: -math.Log(max(float64(row[s.label]), 1e-30)), Predicted: predict.Result{Probabilities: row}.Best(1)[0]}
		for _, n := range near[i] {
			if other := all[n.Index]; (other.hash != s.hash || s.hash == "") && len(e.Neighbours) < probe.Neighbours {
				e.Neighbours = append(e.Neighbours, other.label)
			}
		}
		evidence[i] = e
	}
	for _, s := range suspect.Rank(evidence, r.Names) {
		r.Suspects = append(r.Suspects, Suspect{all[s.Picture].path, s.Label, s.Instead, s.Score, s.Reason, s.Picture >= len(f.learned)})
	}
}
