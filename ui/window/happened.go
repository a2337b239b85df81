package window

import (
	"fmt"
	"math"
	"slices"

	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// mostHappened is how many lines of its story a run tells.
const mostHappened = 12

// happened tells a run's story, the newest first: the last epochs, when it beat
// a guess, warnings, and how it began.
func (t *train) happened() []screen.Happened {
	s := t.state
	type line struct {
		epoch float64
		told  screen.Happened
	}
	var all []line
	say := func(p worker.Point, format string, args ...any) {
		all = append(all, line{p.Epoch, screen.Happened{When: clockOf(p.Time), What: fmt.Sprintf(format, args...)}})
	}
	best := math.Inf(1)
	flat, smear := t.guesses()
	from := len(s.Validation) - 4
	for i, p := range s.Validation {
		before := best
		best = min(best, p.Loss)
		switch {
		case i >= from && p.Loss < before:
			say(p, "Epoch %s: error %.2f, the best so far.", number(int(p.Epoch)), p.Loss)
		case i >= from:
			say(p, "Epoch %s: error %.2f.", number(int(p.Epoch)), p.Loss)
		}
		if before >= smear && p.Loss < smear {
			say(p, "Epoch %s: better than smearing what is visible.", number(int(p.Epoch)))
		}
		if before >= flat && p.Loss < flat {
			say(p, "Epoch %s: better than leaving patches flat.", number(int(p.Epoch)))
		}
	}
	slices.Reverse(all)
	var told []screen.Happened
	for _, w := range s.Warnings[max(0, len(s.Warnings)-3):] {
		told = append(told, screen.Happened{When: "", What: w})
	}
	for _, l := range all {
		told = append(told, l.told)
	}
	told = told[:min(len(told), mostHappened-1)]
	if !s.Started.IsZero() {
		told = append(told, screen.Happened{When: clockOf(s.Started), What: fmt.Sprintf("Started on %s, batch %s.",
			plural(s.Threads, "thread", "threads"), number(t.config.Training.EffectiveBatch()))})
	}
	return told
}
