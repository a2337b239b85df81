// Package suspect finds pictures whose label is likely wrong: a classifier that did not
// learn from the picture is surprised by the label, and the pictures that look most like
// it have another one. It decides nothing; a person looks at the list from the top.
package suspect

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Evidence is what is known of one picture.
type Evidence struct {
	Label int

	// Loss is the cross-entropy of the label, without smoothing: -log of its
	// probability. It says most of a picture that was held out: one that was trained on
	// long is known by heart, wrong label and all. NaN where it is not known.
	Loss      float64
	Predicted int // the most likely class; not looked at where Loss is NaN

	// Neighbours are the labels of the pictures of the nearest features, itself and its
	// copies left out; none where they are not known.
	Neighbours []int
}

// Suspect is a picture whose label is likely wrong.
type Suspect struct {
	Picture int     `json:"picture"` // place in the list of evidence
	Label   int     `json:"label"`
	Instead int     `json:"instead"` // the class that it looks like
	Score   float64 `json:"score"`   // 0 to 1: how much speaks against the label
	Reason  string  `json:"reason"`  // a sentence
}

// least is the score from which on a picture is suspect: more speaks against its label
// than for it.
const least = 0.5

// Rank lists the pictures whose label is likely wrong, the most suspect first. The
// score is the share of the neighbours that have another label, times the probability
// that the classifier gives to other classes; where one of both is not known, the other
// alone. Pictures that look like their label to either of both are not listed. classes
// are the names of labels.
func Rank(pictures []Evidence, classes []string) []Suspect {
	var all []Suspect
	for i, p := range pictures {
		doubt, instead := p.judge()
		if doubt < least || instead == p.Label {
			continue
		}
		all = append(all, Suspect{i, p.Label, instead, doubt, p.reason(instead, classes)})
	}
	slices.SortStableFunc(all, func(a, b Suspect) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Picture, b.Picture))
	})
	return all
}

// judge returns how much speaks against the label, and what the picture looks like
// instead: what most neighbours are or, without any, what was predicted.
func (p Evidence) judge() (doubt float64, instead int) {
	known := !math.IsNaN(p.Loss)
	neighbour, own := p.votes()
	if known && p.Predicted == p.Label || len(p.Neighbours) > 0 && neighbour == p.Label {
		return 0, p.Label
	}
	doubt, instead = 0, p.Label
	if known {
		doubt, instead = 1-math.Exp(-p.Loss), p.Predicted
	}
	if n := len(p.Neighbours); n > 0 {
		others := 1 - float64(own)/float64(n)
		if instead = neighbour; known {
			others *= doubt
		}
		doubt = others
	}
	return doubt, instead
}

// votes returns the label that most neighbours have, of equally many the own one and
// then the smallest, and how many have the own one.
func (p Evidence) votes() (most, own int) {
	times := map[int]int{}
	for _, n := range p.Neighbours {
		times[n]++
	}
	most = p.Label
	for label, n := range times {
		if n > times[most] || n == times[most] && most != p.Label && (label < most || label == p.Label) {
			most = label
		}
	}
	return most, times[p.Label]
}

// reason says why, for a person.
func (p Evidence) reason(instead int, classes []string) string {
	var text string
	if n := len(p.Neighbours); n > 0 {
		_, own := p.votes()
		like := 0
		for _, l := range p.Neighbours {
			if l == instead {
				like++
			}
		}
		text = fmt.Sprintf("Of the %d pictures most like it %s %q and %s %q", n, number(like), classes[instead], number(own), classes[p.Label])
		if math.IsNaN(p.Loss) {
			return text + "."
		}
		return fmt.Sprintf("%s; the classifier takes it for %q and gives its label %s.", text, classes[p.Predicted], percent(math.Exp(-p.Loss)))
	}
	return fmt.Sprintf("The classifier takes it for %q and gives its label %s.", classes[p.Predicted], percent(math.Exp(-p.Loss)))
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

func percent(share float64) string {
	if share < 0.01 {
		return "less than 1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}
