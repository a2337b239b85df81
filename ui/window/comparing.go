package window

import (
	"context"
	"errors"
	"fmt"

	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/core/study"
)

// comparison is a classifier for which a process answers a question. Its own run is done,
// so that it is not among those that train.
type comparison struct {
	library.Summary
	question subject
	report   *study.Report
}

// comparing returns those of a library.
func comparing(lib *library.Library) (all []comparison) {
	list, err := lib.List()
	if err != nil {
		return nil // Runs says why
	}
	for _, s := range list {
		if c := compared(s); c != nil {
			all = append(all, *c)
		}
	}
	return all
}

// compared is how far the question is for a run; nil where no process works on any.
func compared(s library.Summary) *comparison {
	if s.Trouble != "" || s.Config.Task != run.TaskClassify {
		return nil
	}
	for _, q := range subjects {
		if !q.Working(s.Dir) {
			continue
		}
		if report, err := q.Look(s.Dir); err == nil && report != nil { // else its own screen says why
			return &comparison{s, q, report}
		}
	}
	return nil
}

// watchComparisons has the rail tell of what goes on unseen beside the runs that train.
func (w *Window) watchComparisons() {
	w.start(func(ctx context.Context) {
		w.pulse(ctx, othersEvery, func() func() {
			return func() {
				lib := w.library
				w.start(func(ctx context.Context) {
					all := comparing(lib)
					w.show(ctx, func() {
						w.comparisons = all
						w.ring()
					})
				})
			}
		})
	})
}

// work is what goes on while the window is closed.
type work struct {
	training  []library.Summary
	comparing []comparison
}

func workOf(lib *library.Library) work { return work{learning(lib), comparing(lib)} }

func (w work) some() bool { return len(w.training)+len(w.comparing) > 0 }

// words say what goes on.
func (w work) words() string {
	switch n := len(w.training) + len(w.comparing); {
	case n > 1:
		return fmt.Sprintf("%d runs are still learning.", n)
	case len(w.comparing) == 1:
		return fmt.Sprintf("“%s” is still being compared with training %s.", w.comparing[0].Name, w.comparing[0].question.with)
	}
	return fmt.Sprintf("“%s” is still learning.", w.training[0].Name)
}

// stop ends all of it after the step under way; each can be gone on with.
func (w work) stop() error {
	var failed []error
	for _, s := range w.training {
		r := run.Run{Dir: s.Dir, Config: s.Config}
		failed = append(failed, r.Send(run.Stop))
	}
	for _, c := range w.comparing {
		failed = append(failed, c.question.Stop(c.Dir))
	}
	return errors.Join(failed...)
}
