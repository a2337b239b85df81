package evaluate

import (
	"strings"
	"testing"

	"maestudio/core/task/score"
)

// Where a simple guess is as good it is said which, the better one of the two, with what
// helps; a classifier that is better than both is left in peace.
func TestOutdone(t *testing.T) {
	near := func(share float64) *float64 { return &share }
	for name, c := range map[string]struct {
		top1, frequent float64
		knn            *float64
		frozen         bool
		says           []string // none: nothing
	}{
		"better than both":             {.8, .4, near(.7), false, nil},
		"always right":                 {1, .5, near(1), false, nil},
		"no run is known":              {0, 0, nil, false, nil},
		"the most frequent class":      {.4, .5, nil, false, []string{`always saying "dog" is right more often; train it for more epochs`, "begin with an encoder"}},
		"the same":                     {.5, .5, nil, false, []string{`always saying "dog" is right as often;`}},
		"neighbours":                   {.6, .5, near(.7), false, []string{"most similar pictures, without fine-tuning, is right more often;", "(linear probe, --freeze)."}},
		"neighbours as often":          {.6, .5, near(.6), false, []string{"most similar pictures, without fine-tuning, is right as often;"}},
		"both, the neighbours more":    {.4, .5, near(.7), false, []string{"most similar pictures"}},
		"both, the frequent one more":  {.4, .5, near(.45), false, []string{`"dog" is right more often`}},
		"the last layer alone already": {.6, .5, near(.7), true, []string{"or let the encoder learn too."}},
	} {
		r := &Result{Scores: &score.Scores{Top1: c.top1}, Names: []string{"cat", "dog"}, Frequent: c.frequent, FrequentClass: 1, KNN: c.knn}
		said := r.Outdone(c.frozen)
		if (said == "") != (c.says == nil) {
			t.Errorf("%s: %q", name, said)
		}
		for _, want := range c.says {
			if !strings.Contains(said, want) || !strings.HasPrefix(said, "A simple guess is ") {
				t.Errorf("%s: %q does not say %q", name, said, want)
			}
		}
		if c.frozen && strings.Contains(said, "--freeze") {
			t.Errorf("%s: it is told to do what was done: %q", name, said)
		}
	}
}
