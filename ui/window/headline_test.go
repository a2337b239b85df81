package window

import (
	"strings"
	"testing"

	"maestudio/core/evaluate"
	"maestudio/core/task/score"
)

// A score that pictures flatter which were learned from is not called one of new pictures.
func TestHeadline(t *testing.T) {
	f := &evaluate.Result{Scores: &score.Scores{Top1: .77}, Unseen: .75}
	f.Interval.Low, f.Interval.High = .5, .92
	if got, want := headline(f), "Right for 77 of 100 new pictures (50 to 92)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	f.Seen = 1
	if got, want := headline(f), "Right for 77 of 100 pictures (50 to 92), 75 of 100 new ones"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	f.UnseenPictures = 3
	f.Names, f.Frequent = []string{"ewer", "lamp"}, .8
	if words := goodEnough(f, false); words != "No. "+f.Outdone(false) || f.Outdone(false) == "" {
		t.Errorf("of one that a guess is better than it says %q", words)
	}
	if f.Frequent = .4; goodEnough(f, false) != "For suggestions that you check one by one, yes." {
		t.Errorf("of one that is better it says %q", goodEnough(f, false))
	}
	f.Classes = make([]score.Class, 3)
	f.Classes[1].Pictures = 4
	if n := unasked(f); n != 2 {
		t.Errorf("%d classes without a picture, want 2", n)
	}
}

// Classes are called what they are, in whatever letters.
func TestCellsAreCalledByTheirClasses(t *testing.T) {
	b := open(t)
	r := b.tune.result
	r.found = &evaluate.Result{Scores: &score.Scores{Classes: make([]score.Class, 3)}, Names: []string{"Schmetterling", "腕時計", "ewer"}}
	for row, want := range []string{"Schmetterling, taken for ewer", "腕時計, taken for ewer", "Ewer, taken for Schmetterling"} {
		b.call(func() { r.openCell(row, 2*(1-row/2)) })
		if r.shown.Title != want {
			t.Errorf("%q, want %q", r.shown.Title, want)
		}
	}
}

// Judging can be stopped, and is done after all when that is asked.
func TestJudgingIsStopped(t *testing.T) {
	b := open(t)
	dir := b.tinyClassifier("first", sides(t, 20))
	r := b.tune.result
	b.Go(tuneKey)
	b.call(func() { b.tune.showResult(dir) })
	b.until("that it is judged", func() bool { return r.dir == dir && r.screen.View().Working })
	b.call(r.halt)
	if v := r.screen.View(); !v.Stopped || v.Working || !strings.Contains(v.Below, "first was not judged") {
		t.Errorf("stopped: %+v", v)
	}
	b.pushes("Judge it")
	b.until("the result", func() bool { return r.found != nil && !r.screen.View().Stopped })
}
