// Package worth finds out whether pre-training was worth it: it compares classifiers
// from the encoder with others from nothing (package study). All of it lies in the
// folder worth of the classifier's run.
package worth

import (
	"context"
	"fmt"

	"maestudio/core/run"
	"maestudio/core/study"
	"maestudio/core/task/score"
)

// The ways in which a classifier is trained.
const (
	Encoder = "encoder" // from the one that it started from
	Nothing = "nothing"
)

// Question is asked of a classifier that started from an encoder.
var Question = study.Question{Name: "worth", Ways: []string{Encoder, Nothing}, Own: Encoder, Fits: fits, Again: again}

func fits(r *run.Run) error {
	switch dir := r.Dir; {
	case r.Config.Task != run.TaskClassify:
		return fmt.Errorf("%s is a run of pre-training. Whether that was worth it is asked of a classifier: maestudio finetune --data DIR --from %q --out RUN", dir, dir)
	case r.Config.Training.Init == "":
		return fmt.Errorf("%s started from nothing, so there is no pre-training to be judged. Fine-tune from an encoder first.", dir)
	case r.Config.Classify.Freeze:
		return fmt.Errorf("%s trained a head alone, which from nothing would learn on noise. Fine-tune the whole model first.", dir)
	}
	return nil
}

func again(_ context.Context, r *run.Run, p study.Part, _ study.Options) (*run.Run, error) {
	return r.Again(p.Dir, func(c *run.Config) {
		c.Training.Seed = p.Seed
		if p.Way == Nothing {
			c.FromNothing()
		}
	})
}

// Report is what is known of the question.
type Report struct {
	*study.Report
	Answer *score.Comparison // from the encoder against from nothing; nil until all are judged
}

// Look reads how far a run's question is; nil where it was never asked.
func Look(dir string) (*Report, error) {
	known, err := Question.Look(dir)
	if known == nil {
		return nil, err
	}
	r := &Report{Report: known}
	if err != nil || !known.Known() {
		return r, err
	}
	c, err := score.Compare(r.Right(Encoder), r.Right(Nothing))
	r.Answer = &c
	return r, err
}
