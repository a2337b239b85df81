package worth

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/evaluate"
	"maestudio/core/internal/testdata"
	"maestudio/core/internal/trained"
	"maestudio/core/run"
	"maestudio/core/study"
	"maestudio/core/task/score"
)

// Stopped in the middle it goes on where it was, and what it answers is the comparison
// of classifiers that differ in seed and start alone.
func TestWorthGoesOnAndAnswers(t *testing.T) {
	folder := t.TempDir()
	testdata.Classes(t, folder, 10)
	dir := trained.Classifier(t, folder, trained.Classifier(t, folder, ""))
	if r, err := Look(dir); r != nil || err != nil {
		t.Fatalf("before it was asked: %+v, %v", r, err)
	}
	trained.Interrupted(t, Question, dir, func() {
		r, err := Look(dir)
		if err != nil || r.Answer != nil || r.Now() != 3 || r.Working || r.Share() < .5 || r.Share() > .8 || r.Parts[0].Dir != dir {
			t.Fatalf("half way: %+v, %v", r, err)
		}
	})
	r, err := Look(dir)
	if err != nil || r.Answer == nil || r.Share() != 1 || r.Answer.Seeds != 2 || r.Answer.Pictures != 6 {
		t.Fatalf("at the end: %+v, %v", r, err)
	}
	if mean, seeds := r.Mean(Nothing); seeds != 2 || math.Abs(mean-r.Answer.Second) > 1e-9 {
		t.Errorf("from nothing %v by %d seeds, want %v by 2", mean, seeds, r.Answer.Second)
	}
	pictures, _ := os.ReadFile(filepath.Join(dir, "files.tsv"))
	for i, p := range r.Parts {
		own, err := run.Open(p.Dir)
		if err != nil {
			t.Fatal(err)
		}
		if same, _ := os.ReadFile(filepath.Join(p.Dir, "files.tsv")); string(same) != string(pictures) {
			t.Errorf("part %d has other pictures", i)
		}
		if c := own.Config; c.Training.Seed != int64(i/2) || (c.Training.Init != "") != (i%2 == 0) || c.Training.Epochs != 2 {
			t.Errorf("part %d: %+v", i, c.Training)
		}
	}
	right := func(part int) []bool { return evaluate.Kept(r.Parts[part].Dir).Right }
	want, err := score.Compare([][]bool{right(0), right(2)}, [][]bool{right(1), right(3)})
	if err != nil || want != *r.Answer {
		t.Errorf("%+v, want %+v", r.Answer, want)
	}
}

// Fewer seeds than before leave the others out of the answer and where they are; who
// names no number later has as many as were asked for last.
func TestWorthWithOtherSeeds(t *testing.T) {
	folder := t.TempDir()
	testdata.Classes(t, folder, 10)
	dir := trained.Classifier(t, folder, trained.Classifier(t, folder, ""))
	begun := 0
	o := study.Options{AdvanceOptions: run.AdvanceOptions{Events: func(e run.Event) {
		if e.Event == run.EventStart {
			begun++
		}
	}}}
	for _, c := range []struct{ asked, trained, seeds int }{{2, 3, 2}, {1, 0, 1}, {0, 0, 1}, {2, 0, 2}, {0, 0, 2}} {
		begun = 0
		if err := Question.Advance(context.Background(), dir, c.asked, o); err != nil {
			t.Fatal(err)
		}
		r, err := Look(dir)
		if err != nil || r.Answer == nil || r.Answer.Seeds != c.seeds || begun != c.trained {
			t.Errorf("asked for %d seeds: %d trained, %+v, %v; want %d trained and an answer of %d", c.asked, begun, r, err, c.trained, c.seeds)
		}
	}
}

func TestWorthRefuses(t *testing.T) {
	folder := t.TempDir()
	testdata.Classes(t, folder, 6)
	nothing := trained.Classifier(t, folder, "")
	if err := Question.Advance(context.Background(), nothing, 1, study.Options{}); err == nil || !strings.Contains(err.Error(), "started from nothing") {
		t.Errorf("of one from nothing: %v", err)
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		low, high, difference float64
		want                  string
	}{
		{.05, .19, .12, "Yes: right for 12 of 100 pictures more (+5 to +19)"},
		{-.04, .06, .01, "It cannot be told: a difference is not shown (−4 to +6 of 100)"},
		{-.04, .02, -.01, "No: pre-training brings little, if anything (−4 to +2 of 100)"},
		{-.2, -.1, -.15, "No: from nothing it is right for 15 of 100 pictures more"},
	} {
		answer, reason := Words(score.Comparison{Pictures: 100, Seeds: 3, First: .8, Second: .8 - c.difference, Difference: c.difference, Interval: score.Interval{Low: c.low, High: c.high}})
		if answer != c.want || !strings.Contains(reason, "3 seeds") {
			t.Errorf("%q, want %q; %s", answer, c.want, reason)
		}
	}
	if _, reason := Words(score.Comparison{Pictures: 100, Seeds: 1, First: .8, Second: .7}); !strings.Contains(reason, "one seed each, so that what seeds do is not counted") {
		t.Errorf("of one seed it says %q", reason)
	}
}
