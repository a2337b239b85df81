package study_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"maestudio/core/internal/testdata"
	"maestudio/core/internal/trained"
	"maestudio/core/run"
	"maestudio/core/study"
	"maestudio/core/worth"
)

// Wherever a study is, it stops when it is asked to, and goes on later to its answer.
func TestStopWhereverItIs(t *testing.T) {
	folder := t.TempDir()
	testdata.Classes(t, folder, 10)
	dir := trained.Classifier(t, folder, trained.Classifier(t, folder, ""))
	q := worth.Question
	asked := 0
	ask := func() { // once; what follows takes as long as it needs to be heard
		if asked++; asked == 1 {
			if err := q.Stop(dir); err != nil {
				t.Error(err)
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	looking := q
	looking.Again = func(ctx context.Context, _ *run.Run, _ study.Part, _ study.Options) (*run.Run, error) {
		ask()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(20 * time.Second):
			return nil, errors.New("nobody stopped it")
		}
	}
	for _, c := range []struct {
		where string
		q     study.Question
		o     study.Options
	}{
		{"it looks at pictures", looking, study.Options{}},
		{"it trains", q, study.Options{AdvanceOptions: run.AdvanceOptions{Events: func(e run.Event) {
			if e.Event == run.EventStep {
				ask()
			}
		}}}},
		{"it judges", q, study.Options{Judged: func(int, int) { ask() }}},
	} {
		asked = 0
		if err := c.q.Advance(t.Context(), dir, 1, c.o); !errors.Is(err, run.ErrStopped) || asked == 0 {
			t.Errorf("stopped while %s: %v, asked %d times", c.where, err, asked)
		}
		if r, err := q.Look(dir); err != nil || r.Known() || r.Working {
			t.Errorf("stopped while %s: %+v, %v", c.where, r, err)
		}
	}
	if err := q.Advance(t.Context(), dir, 0, study.Options{}); err != nil {
		t.Fatal(err)
	}
	r, err := q.Look(dir)
	if err != nil || !r.Known() {
		t.Errorf("gone on with: %+v, %v", r, err)
	}
	for _, p := range r.Parts { // only the classifier itself can be gone on with
		if _, err := os.Stat(filepath.Join(p.Dir, "checkpoints")); (err == nil) != (p.Dir == dir) {
			t.Errorf("%s: its states are there: %t", p.Dir, err == nil)
		}
	}
}

// A classifier that was made longer since is compared with others that are as long.
func TestAskedAgainOfALongerOne(t *testing.T) {
	folder := t.TempDir()
	testdata.Classes(t, folder, 10)
	dir := trained.Classifier(t, folder, trained.Classifier(t, folder, ""))
	for _, epochs := range []int{2, 3} {
		if err := run.Advance(t.Context(), dir, run.AdvanceOptions{Epochs: epochs}); err != nil {
			t.Fatal(err)
		}
		if err := worth.Question.Advance(t.Context(), dir, 2, study.Options{}); err != nil {
			t.Fatal(err)
		}
		r, err := worth.Question.Look(dir)
		if err != nil || !r.Known() {
			t.Fatalf("%+v, %v", r, err)
		}
		for _, p := range r.Parts {
			if own, err := run.Open(p.Dir); err != nil || own.Config.Training.Epochs != epochs {
				t.Errorf("%s beside one of %d epochs: %+v, %v", p.Dir, epochs, own.Config.Training, err)
			}
		}
	}
}

// Nobody works on it: there is nothing to stop, and what was asked does not end a later
// process.
func TestStopWithoutAnyone(t *testing.T) {
	folder := t.TempDir()
	testdata.Classes(t, folder, 10)
	dir := trained.Classifier(t, folder, trained.Classifier(t, folder, ""))
	if err := worth.Question.Stop(dir); err != nil {
		t.Error(err)
	}
	if r, err := worth.Look(dir); r != nil || err != nil {
		t.Errorf("it was never asked: %+v, %v", r, err)
	}
}
