// Words that the answers to all questions are made of. All shares are of 100 pictures.

package study

import (
	"fmt"
	"math"

	"maestudio/core/task/score"
)

// SeedsWords says what the shares of a comparison are.
func SeedsWords(c score.Comparison) string {
	means := fmt.Sprintf("the means of %d seeds each", c.Seeds)
	if c.Seeds == 1 {
		means = "one seed each, so that what seeds do is not counted"
	}
	return fmt.Sprintf("%s, on the same %d pictures.", means, c.Pictures)
}

// Little is what a way brings at most of which it is said that it brings little; a wider
// interval that holds 0 tells nothing.
const Little = 0.025

// MayBeChance is added where the interval of a difference holds 0.
const MayBeChance = "That holds 0, so it may be chance. More pictures to check with, or more seeds, would tell more."

// Range is the interval of a difference: "+5 to +19".
func Range(i score.Interval) string { return Between(i, "to") }

// Between is the same with another word between the two.
func Between(i score.Interval, word string) string {
	return fmt.Sprintf("%s %s %s", signed(Of100(i.Low)), word, signed(Of100(i.High)))
}

// Of100 is a share as a count.
func Of100(share float64) int { return int(math.Round(100 * share)) }

// More is a share of 100 that is more than nothing.
func More(share float64) string {
	if n := Of100(share); n > 0 {
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
