package worth

import (
	"fmt"

	"maestudio/core/study"
	"maestudio/core/task/score"
)

// Words answer the question: in a few words, and in sentences what they rest on. All
// shares are of 100 pictures.
func Words(c score.Comparison) (answer, reason string) {
	shares := fmt.Sprintf("With pre-training %d of 100 pictures are right, from nothing %d: %s", study.Of100(c.First), study.Of100(c.Second), study.SeedsWords(c))
	chance := fmt.Sprintf("In 95 of 100 cases the true difference lies between %s of 100.", study.Between(c.Interval, "and"))
	switch c.Answer() {
	case score.Better:
		return fmt.Sprintf("Yes: right for %s of 100 pictures more (%s)", study.More(c.Difference), study.Range(c.Interval)), shares + " " + chance
	case score.Worse:
		return fmt.Sprintf("No: from nothing it is right for %s of 100 pictures more", study.More(-c.Difference)), shares + " " + chance + " Pre-train longer, or on pictures more like these."
	}
	if c.Interval.High < study.Little {
		return fmt.Sprintf("No: pre-training brings little, if anything (%s of 100)", study.Range(c.Interval)), shares + " " + chance + " Pre-train longer, or on pictures more like these."
	}
	return fmt.Sprintf("It cannot be told: a difference is not shown (%s of 100)", study.Range(c.Interval)), shares + " " + chance + " " + study.MayBeChance
}
