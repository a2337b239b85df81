package labels

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// noteClasses says which classes cannot be learned, and which may be one.
func (c *collection) noteClasses() {
	folded := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(c.classes)) {
		folded[strings.ToLower(name)] = append(folded[strings.ToLower(name)], name)
		switch of := c.classes[name]; {
		case of.trained > 0:
		case of.usable > 0:
			c.about(NotTrained, "The class %q has %s to check with and none to learn from, so it is left out. Add some to train.", name, pictures(of.usable))
		case of.unreadable > 0:
			c.about(EmptyClass, "The class %q is left out: %s.", name, oneOr(of.unreadable, "its only picture cannot be used", fmt.Sprintf("none of its %d pictures can be used", of.unreadable)))
		default:
			c.about(EmptyClass, "The class %q has no pictures and is left out.", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(folded)) {
		if same := folded[name]; len(same) > 1 {
			c.about(SameButCase, "The names of the classes %s differ in upper and lower case only. They count as %d classes; if they are one, %s.", quoted(same), len(same), c.renamed)
		}
	}
}

// noteCounts says what is odd about the numbers of pictures.
func (c *collection) noteCounts(s *Set) {
	var tiny, unheld []string
	least, most := -1, -1
	counts := s.Counts()
	held := slices.ContainsFunc(counts, func(of Count) bool { return of.Validation > 0 })
	for i, of := range counts {
		if of.Train < FewToLearn {
			tiny = append(tiny, of.Class)
		}
		if of.Validation == 0 {
			unheld = append(unheld, of.Class)
		}
		if least < 0 || of.Train < counts[least].Train {
			least = i
		}
		if most < 0 || of.Train > counts[most].Train {
			most = i
		}
	}
	if n := len(tiny); n > 0 {
		c.about(TinyClass, "%s fewer than %d pictures to learn from: %s. Expect little of %s; add pictures if you can.",
			plural(n, "class has", "classes have"), FewToLearn, quoted(tiny), oneOr(n, "it", "them"))
	}
	if n := len(unheld); n > 0 && held {
		c.about(NotHeldOut, "%s no picture to check with, so it cannot be said how well %s told apart: %s.",
			plural(n, "class has", "classes have"), oneOr(n, "it is", "they are"), quoted(unheld))
	}
	if len(counts) > 1 && s.Imbalance() >= unequal {
		c.about(Imbalance, "The class %q has %.0f times as many pictures as %q. Balanced sampling (--balance) shows both equally often.",
			counts[most].Class, s.Imbalance(), counts[least].Class)
	}
}

func (c *collection) about(kind Kind, format string, args ...any) {
	c.note(&Finding{Kind: kind, Text: fmt.Sprintf(format, args...)})
}
