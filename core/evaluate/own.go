// A run judged by its own pictures.

package evaluate

import (
	"context"
	"fmt"

	"maestudio/core/predict"
	"maestudio/core/run"
)

// Own judges a classifier by the pictures that its run has held out, beside the simple
// guesses, and looks for labels that are likely wrong. The test part, where there is
// one, is touched only when the run is done; before that it is judged by the
// validation part. What was found is kept in the run's folder, and is read from there
// the next time; what cannot be kept is found again.
func Own(ctx context.Context, dir string, threads int, w Watch) (*Result, error) {
	r, err := run.Open(dir)
	if err != nil {
		return nil, err
	}
	if r.Config.Task != run.TaskClassify {
		return nil, fmt.Errorf("%s is a run of pre-training, which tells no classes apart. Fine-tune it first: maestudio finetune --data DIR --from %q --out RUN", dir, dir)
	}
	key, err := keyOf(r)
	if err != nil {
		return nil, err
	}
	if kept, now := read(dir, key, r.Config.Classify.Classes); now {
		w.scored(kept)
		return kept, nil
	}
	pictures, err := run.ListPictures(dir)
	if err != nil {
		return nil, err
	}
	classes := r.Config.Classify.Classes
	part := run.Test
	asked := subjects(pictures, part, classes)
	if len(asked) == 0 || !r.Done() {
		part = run.Validation
		asked = subjects(pictures, part, classes)
	}
	if len(asked) == 0 {
		return nil, fmt.Errorf("No pictures of the run %s are held out, so it cannot be said how good it is. Give others: maestudio evaluate --run %s --data DIR", dir, dir)
	}
	var beside []subject // before the end the test part is not even looked at
	if part == run.Test {
		beside = subjects(pictures, run.Validation, classes)
	}
	q := question{part: string(part), asked: asked, learned: subjects(pictures, run.Train, classes), beside: beside, taught: r.Config.TaughtBefore()}
	if q.chose, err = chosenBy(dir); err != nil {
		return nil, err
	}
	result, err := own(ctx, dir, threads, q, w)
	if err != nil {
		return nil, err
	}
	write(dir, key, result)
	return result, nil
}

func own(ctx context.Context, dir string, threads int, q question, w Watch) (*Result, error) {
	o := predict.Options{Threads: threads}
	m, err := predict.Open(dir, o)
	if err != nil {
		return nil, err
	}
	defer m.Close()
	start, err := predict.OpenStart(dir, o)
	if err != nil {
		return nil, err
	}
	if start != nil {
		defer start.Close()
	}
	return whole(ctx, m, start, q, w)
}

// featuresIn are those that two tables have.
func featuresIn(dim int, known *predict.Table, learned []subject, answers *predict.Table, asked []subject) features {
	f := features{dim: dim, known: known.Features, asked: answers.Features, others: asked}
	for _, at := range known.Index {
		f.learned = append(f.learned, learned[at])
	}
	return f
}
