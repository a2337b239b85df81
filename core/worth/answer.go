package worth

import (
	"fmt"
	"math"

	"maestudio/core/task/score"
)

// Words answer the question: in a few words, and in sentences what they rest on. All
// shares are of 100 pictures.
func Words(c score.Comparison) (answer, reason string) {
	low, high := of100(c.Interval.Low), of100(c.Interval.High)
	shares := fmt.Sprintf("With pre-training %d of 100 pictures are right, from nothing %d: %s, on the same %d pictures.", of100(c.First), of100(c.Second), seeds(c.Seeds), c.Pictures)
	chance := fmt.Sprintf("In 95 of 100 cases the true difference lies between %s and %s of 100.", signed(low), signed(high))
	switch c.Answer() {
	case score.Better:
		return fmt.Sprintf("Yes: right for %s of 100 pictures more (%s to %s)", count(c.Difference), signed(low), signed(high)), shares + " " + chance
	case score.Worse:
		return fmt.Sprintf("No: from nothing it is right for %s of 100 pictures more", count(-c.Difference)), shares + " " + chance + " Pre-train longer, or on pictures more like these."
	}
	return fmt.Sprintf("No: a difference cannot be shown (%s to %s of 100)", signed(low), signed(high)),
		shares + " " + chance + " That holds 0, so it may be chance. More pictures to check with, or more seeds, would tell more."
}

func seeds(n int) string {
	if n == 1 {
		return "one seed each, so that what seeds do is not counted"
	}
	return fmt.Sprintf("the means of %d seeds each", n)
}

func of100(share float64) int { return int(math.Round(100 * share)) }

// count is a share of 100 that is more than nothing.
func count(share float64) string {
	if n := of100(share); n > 0 {
		return fmt.Sprint(n)
	}
	return "less than 1"
}

func signed(n int) string {
	switch {
	case n > 0:
		return fmt.Sprintf("+%d", n)
	case n < 0:
		return fmt.Sprintf("−%d", -n)
	}
	return "0"
}
