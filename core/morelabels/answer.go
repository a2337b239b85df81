package morelabels

import (
	"fmt"
	"strings"

	"maestudio/core/study"
	"maestudio/core/task/score"
)

// Words answer the question: in a few words, and in sentences what they rest on. All
// shares are of 100 pictures. What is said of more labels than there are is said in words
// alone: it was not measured.
func Words(r *Report) (answer, reason string) {
	c := *r.Answer
	between := study.Range(c.Interval)
	reason = fmt.Sprintf("%s %s In 95 of 100 cases the true difference between half and all lies between %s of 100. ", shares(r.Points), study.SeedsWords(c), study.Between(c.Interval, "and"))
	switch {
	case c.Answer() == score.Better:
		return fmt.Sprintf("Twice the labels: right for %s of 100 more (%s). More would likely help", study.More(c.Difference), between),
			reason + "What twice as many again would bring was not measured; as a rule it is less."
	case c.Answer() == score.Worse:
		return fmt.Sprintf("No: with half of the labels it is right for %s of 100 more (%s)", study.More(-c.Difference), study.Between(score.Interval{Low: -c.Interval.High, High: -c.Interval.Low}, "to")),
			reason + "Look at the labels first: some of the other half may be wrong."
	case c.Interval.High < study.Little:
		return fmt.Sprintf("No difference is shown between half and all (%s of 100): more of the same would help little", between),
			reason + "Pictures of another kind, such as those that it takes for something else, may help more."
	}
	return fmt.Sprintf("It cannot be told: between half and all lie %s of 100", between), reason + study.MayBeChance
}

// shares says how good it is with each share of the labels.
func shares(points []Point) string {
	names := []string{"a quarter of the labels", "half", "all"}
	var all []string
	for i, p := range points {
		right := fmt.Sprint(study.Of100(p.Top1))
		if i == 0 {
			right += " of 100 pictures are right"
		}
		all = append(all, fmt.Sprintf("with %s %s", names[i], right))
	}
	text := strings.Join(all, ", ") + ":"
	return strings.ToUpper(text[:1]) + text[1:]
}
