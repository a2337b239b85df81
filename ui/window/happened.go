package window

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// mostHappened is how many lines of its story a run tells beside its curve.
const mostHappened = 12

// happened is the newest part of a run's story, and how it began.
func (t *train) happened() []screen.Happened {
	all := t.story()
	if len(all) > mostHappened {
		all = slices.Delete(all, mostHappened-1, len(all)-1)
	}
	return all
}

// teller collects what happened, with when.
type teller []moment

type moment struct {
	at   time.Time
	what string
}

func (l *teller) say(at time.Time, format string, args ...any) {
	*l = append(*l, moment{at, fmt.Sprintf(format, args...)})
}

// story tells a run's story, the newest first: every warning and what the
// program decided by itself, when a guess was beaten, the last epochs, and how it
// began.
func (t *train) story() (told []screen.Happened) {
	s := t.state
	var all teller
	if !s.Started.IsZero() {
		all.say(s.Started, "Started on %s, batch %s.", plural(s.Threads, "thread", "threads"), number(t.config.Training.EffectiveBatch()))
	}
	for _, r := range s.Resumed {
		all.say(r.Time, "%s", resumed(r))
	}
	if s.Status == worker.Gone {
		all.say(s.Updated, "Ended unexpectedly after this.")
	}
	for _, w := range s.Warnings {
		all.say(w.Time, "%s", warningWords(w))
	}
	for _, w := range s.Waits {
		all.say(w.Time, "%s", cmp.Or(w.Message, "Went on."))
	}
	t.epochs(&all)
	slices.SortStableFunc(all, func(a, b moment) int { return a.at.Compare(b.at) })
	for _, l := range slices.Backward(all) {
		told = append(told, screen.Happened{When: clockOf(l.at), What: l.what})
	}
	return told
}

// warningWords are a warning's, for a person at the window.
func warningWords(w worker.Warning) string {
	return strings.ReplaceAll(w.Message, "maestudio scan DIR names", "Data names")
}

// resumed tells of a start after the first.
func resumed(r worker.Resumption) string {
	from := "step " + number(r.Step)
	if r.Step == 0 {
		from = "the beginning"
	}
	switch {
	case r.Same:
		return "Went back to " + from + "."
	case r.Died():
		return "Went on from " + from + " after it had ended unexpectedly."
	case r.Ended == worker.Done:
		return "Went on from " + from + ", for more epochs."
	}
	return "Resumed from " + from + "."
}

// epochs tells of the last ones, and of those in which a guess was beaten.
func (t *train) epochs(all *teller) {
	points := t.state.Validation
	best, recent := math.Inf(1), len(points)-4
	flat, smear := t.guesses()
	for i, p := range points {
		before, epoch := best, number(int(p.Epoch))
		best = min(best, p.Loss)
		if before >= flat && p.Loss < flat {
			all.say(p.Time, "Epoch %s: better than leaving patches flat.", epoch)
		}
		if before >= smear && p.Loss < smear {
			all.say(p.Time, "Epoch %s: better than smearing what is visible.", epoch)
		}
		switch {
		case i >= recent && p.Loss < before:
			all.say(p.Time, "Epoch %s: error %.2f, the best so far.", epoch, p.Loss)
		case i >= recent:
			all.say(p.Time, "Epoch %s: error %.2f.", epoch, p.Loss)
		}
	}
}
