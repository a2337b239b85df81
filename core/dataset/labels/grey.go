package labels

import (
	"fmt"
	"slices"

	"maestudio/core/dataset/hygiene"
)

const (
	nearlyAll  = 0.9    // of a class, that its colour gives it away
	mostOthers = 2. / 3 // of the others, that it is one of few
	leastOfHue = 5      // pictures of a class, below which it says nothing
	greyAtMost = 4      // of 255, between the colours of a tile: what a JPEG makes of grey
)

// isGrey reports whether a picture that was looked at has no colour anywhere.
func isGrey(l hygiene.Look) bool {
	for t := range slices.Chunk(l.Tiles[:], 3) {
		if slices.Max(t)-slices.Min(t) > greyAtMost {
			return false
		}
	}
	return true
}

// hues counts pictures that were looked at, and those of them with a hue: grey, or any
// colour.
type hues struct{ with, all int }

func (h hues) share() float64      { return float64(h.with) / float64(max(1, h.all)) }
func (h hues) without(o hues) hues { return hues{h.with - o.with, h.all - o.all} }

// noteGrey says which classes are told from most others by having no colour or, where
// there is none of these, by having some.
func (c *collection) noteGrey(s *Set) {
	of, all := make([]hues, len(s.Classes)), hues{}
	for _, p := range s.Pictures {
		if !p.Look.Taken {
			continue
		}
		of[p.Label].all++
		all.all++
		if isGrey(p.Look) {
			of[p.Label].with++
			all.with++
		}
	}
	colour := func(h hues) hues { return hues{h.all - h.with, h.all} }
	if !c.noteApart(s, of, all, "grey", "in colour") {
		for label, h := range of {
			of[label] = colour(h)
		}
		c.noteApart(s, of, colour(all), "in colour", "grey")
	}
}

// noteApart names the classes that have a hue which most others do not have. It reports
// whether there is one.
func (c *collection) noteApart(s *Set, of []hues, all hues, hue, others string) (named bool) {
	for label, h := range of {
		rest := all.without(h)
		if h.all < leastOfHue || rest.all < leastOfHue || h.share() < nearlyAll || rest.share() > 1-mostOthers {
			continue
		}
		named = true
		c.about(Grey, "%s of %q are %s, and most others are %s: the classifier may learn the colour instead of the thing. Add pictures of it that are %s, or make all grey.",
			ofClass(h.with, h.all), s.Classes[label], hue, others, others)
	}
	return named
}

// ofClass names pictures of a class: "All 110 pictures", "99 of 110 pictures".
func ofClass(n, of int) string {
	if n == of {
		return fmt.Sprintf("All %d pictures", of)
	}
	return fmt.Sprintf("%d of %d pictures", n, of)
}
