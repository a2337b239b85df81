// Package suspect finds pictures whose label is likely wrong: a classifier is as sure of
// another class as it usually is of that class's own pictures, and the pictures that look
// most like it speak for the same. It decides nothing; a person looks at the list from the
// top. docs/finetune.md has how many planted wrong labels that finds, and how many right
// ones it lists.
package suspect

import (
	"cmp"
	"fmt"
	"slices"
)

// Evidence is what is known of one picture.
type Evidence struct {
	Label         int
	Probabilities []float32 // of each class

	// Learned says that the classifier learned from the picture, of which it is surer
	// than of new ones, wrong label and all.
	Learned bool

	// Neighbours are the labels of the pictures of the nearest features, itself and its
	// copies left out; none where they are not known.
	Neighbours []int
}

// Suspect is a picture whose label is likely wrong.
type Suspect struct {
	Picture int     `json:"picture"` // place in the list of evidence
	Label   int     `json:"label"`
	Instead int     `json:"instead"` // the class that it is taken for
	Sure    float64 `json:"sure"`    // the probability of that class
	Score   float64 `json:"score"`   // by how much that is above the label's, 0 to 1
	Reason  string  `json:"reason"`  // a sentence
}

// Rank lists the pictures whose label is likely wrong, the most suspect first. It is
// confident learning (Northcutt et al. 2021): a class counts against the label where its
// probability is at least what the pictures labelled so have of it on average, so that a
// classifier which is never sure of a class need not be so here, and one that is surer
// than it is right lists nothing for that. Pictures that it learned from and new ones have
// averages of their own. Unlike there, the class must be likelier than the label too, and
// among the neighbours must be more pictures of it than of the label. classes are the
// names of labels.
func Rank(pictures []Evidence, classes []string) []Suspect {
	usual := usualOf(pictures, len(classes))
	var all []Suspect
	for i, p := range pictures {
		instead := p.other(usual[p.Learned])
		if instead < 0 || len(p.Neighbours) > 0 && p.like(instead) <= p.like(p.Label) {
			continue
		}
		sure := float64(p.Probabilities[instead])
		all = append(all, Suspect{i, p.Label, instead, sure, sure - float64(p.Probabilities[p.Label]), p.reason(instead, classes)})
	}
	slices.SortStableFunc(all, func(a, b Suspect) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Picture, b.Picture))
	})
	return all
}

// few are so few pictures of a class that their average tells less than that of all.
const few = 3

// usualOf is what the pictures of each class have of it on average, of those that were
// learned from and of the others.
func usualOf(pictures []Evidence, classes int) map[bool][]float64 {
	usual := map[bool][]float64{}
	for _, learned := range []bool{false, true} {
		sums, counts := make([]float64, classes), make([]int, classes)
		sum, n := 0.0, 0
		for _, p := range pictures {
			if p.Learned == learned {
				own := float64(p.Probabilities[p.Label])
				sums[p.Label], counts[p.Label] = sums[p.Label]+own, counts[p.Label]+1
				sum, n = sum+own, n+1
			}
		}
		for c, count := range counts {
			if sums[c] /= float64(max(1, count)); count < few {
				sums[c] = sum / float64(max(1, n))
			}
		}
		usual[learned] = sums
	}
	return usual
}

// other is the likeliest class that counts against the label; -1 where none does.
func (p Evidence) other(usual []float64) int {
	instead, most := -1, p.Probabilities[p.Label]
	for c, v := range p.Probabilities {
		if v > most && float64(v) >= usual[c] {
			instead, most = c, v
		}
	}
	return instead
}

// like is how many of the neighbours are of a class.
func (p Evidence) like(class int) (n int) {
	for _, l := range p.Neighbours {
		if l == class {
			n++
		}
	}
	return n
}

// reason says why, for a person.
func (p Evidence) reason(instead int, classes []string) string {
	text := fmt.Sprintf("It is taken for %q (%s), and its label, %q, gets %s", classes[instead], percent(p.Probabilities[instead]), classes[p.Label], percent(p.Probabilities[p.Label]))
	if n := len(p.Neighbours); n > 0 {
		text += fmt.Sprintf("; of the %d pictures most like it %s %q and %s %q", n, number(p.like(instead)), classes[instead], number(p.like(p.Label)), classes[p.Label])
	}
	return text + "."
}

func number(n int) string {
	switch n {
	case 0:
		return "none is"
	case 1:
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

func percent(share float32) string {
	if share < 0.01 {
		return "less than 1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}
