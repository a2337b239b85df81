// Package evaluate says how good a classifier is on labelled pictures: its scores,
// beside the simplest guesses, with what is known of pictures that it has seen, and
// which labels are likely wrong.
package evaluate

import (
	"context"
	"fmt"
	"slices"

	"maestudio/core/dataset/labels"
	"maestudio/core/predict"
	"maestudio/core/task/score"
)

// Result is what there is to say.
type Result struct {
	*score.Scores
	Names []string `json:"names"` // of the classes
	Part  string   `json:"part"`  // of the pictures: "test", "validation", or "all"
	// Frequent is the share that always answering one class would have right: the one
	// that most of the pictures learned from have, FrequentClass. NaN is not possible;
	// it is 0 where the run is not known.
	Frequent      float64 `json:"most_frequent_top1"`
	FrequentClass int     `json:"most_frequent_class"`
	// KNN is the share of the pictures not Seen that the nearest neighbours have right
	// among the pictures learned from, by the features of the encoder before it was
	// fine-tuned. nil where there was none, or where it is not known.
	KNN *float64 `json:"knn_top1,omitempty"`
	// Seen are pictures that the run learned from, byte for byte or, SeenNearly of them,
	// as near copies: they flatter. Unseen is the score without them, of UnseenPictures.
	Seen           int            `json:"seen"`
	SeenNearly     int            `json:"seen_nearly"`
	Unseen         float64        `json:"unseen_top1"`
	UnseenPictures int            `json:"unseen_pictures"`
	UnseenInterval score.Interval `json:"unseen_top1_interval"`

	// Chose are pictures by which the run chose its best epoch: they flatter a little.
	Chose int `json:"chose_best_epoch"`

	Lost int `json:"lost"` // pictures that cannot be read

	Pictures []Picture `json:"-"`
	Suspects []Suspect `json:"-"` // of a run's own pictures, the most suspect first
}

// Picture is one picture with its answer.
type Picture struct {
	Path       string  `json:"path"`
	Label      int     `json:"label"` // places among Names
	Predicted  int     `json:"predicted"`
	Confidence float64 `json:"confidence"`
	Seen       bool    `json:"seen,omitempty"` // the run learned from it, or nearly
}

// Wrong reports whether the picture was taken for something else.
func (p Picture) Wrong() bool { return p.Predicted != p.Label }

// Watch is told how far it is; each may be nil.
type Watch struct {
	Progress func(done, total int)
	// Scored is told the scores as soon as they are known: what the neighbours have right
	// and which labels are likely wrong takes longer and is found out after it.
	Scored func(*Result)
}

func (w Watch) scored(r *Result) {
	if w.Scored != nil {
		w.Scored(r)
	}
}

// Run asks the model about the pictures of a folder or table: those of the test part
// where there is one, else of the validation part where one is given, else all.
// runDir is the run that the model is of, "" where it is not known.
func Run(ctx context.Context, m *predict.Model, runDir string, set *labels.Set, w Watch) (*Result, error) {
	chosen, part := partOf(set)
	if len(chosen) == 0 {
		if err := set.Err(); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("There are no labelled pictures in %s to judge by.", set.Source)
	}
	own, err := placesOf(set.Classes, m.Classes)
	if err != nil {
		return nil, err
	}
	asked, beside := make([]subject, len(chosen)), []subject{}
	for i, p := range chosen {
		asked[i] = subject{p.Path, p.Hash, own[p.Label], p.File}
	}
	for _, p := range set.Pictures {
		if part != "all" && string(p.Part) != part {
			beside = append(beside, subject{p.Path, p.Hash, own[p.Label], p.File})
		}
	}
	learned, err := learnedFrom(runDir, m.Classes)
	if err != nil {
		return nil, err
	}
	var start *predict.Model
	if runDir != "" {
		if start, err = predict.OpenStart(runDir, predict.Options{}); err != nil {
			return nil, err
		}
	}
	if start != nil {
		defer start.Close()
	}
	q := question{part: part, asked: asked, learned: withLooks(learned, set), beside: beside, taught: taughtBefore(runDir)}
	q.chose, err = chosenBy(runDir)
	if err != nil {
		return nil, err
	}
	return whole(ctx, m, start, q, w)
}

// whole finds out all there is to say. start is the model before fine-tuning, nil where it
// is not known or there was none.
func whole(ctx context.Context, m, start *predict.Model, q question, w Watch) (*Result, error) {
	passes := 1
	if start != nil {
		passes = 2
	}
	count := counter(w.Progress, passes*(len(q.asked)+len(q.learned)))
	r, answers, kept, err := judge(ctx, m, q.asked, count)
	if err != nil {
		return nil, err
	}
	r.Part = q.part
	r.frequent(q.learned, kept)
	if err := r.apart(ctx, q, kept); err != nil {
		return nil, err
	}
	w.scored(r)
	known, err := m.Table(ctx, paths(q.learned), func(int, int) { count() })
	if err != nil {
		return nil, err
	}
	if err := r.suspect(ctx, m, featuresIn(m.Dim, known, q.learned, answers, kept), known, answers); err != nil {
		return nil, err
	}
	if start != nil {
		frozen, err := featuresOf(ctx, start, q.learned, kept, count)
		if err != nil {
			return nil, err
		}
		r.knn(frozen)
	}
	return r, nil
}

// counter counts pictures over several passes.
func counter(progress func(done, total int), total int) func() {
	done := 0
	return func() {
		if done++; progress != nil {
			progress(done, total)
		}
	}
}

// judge asks the model and scores what it says. kept are the pictures that could be
// read, as the table has them.
func judge(ctx context.Context, m *predict.Model, asked []subject, count func()) (r *Result, table *predict.Table, kept []subject, err error) {
	table, err = m.Table(ctx, paths(asked), func(int, int) { count() })
	if err != nil {
		return nil, nil, nil, err
	}
	wanted := make([]int, len(table.Index))
	for i, at := range table.Index {
		wanted[i] = asked[at].label
		kept = append(kept, asked[at])
	}
	s, err := score.Of(table.Probabilities, len(m.Classes), wanted)
	if err != nil {
		return nil, nil, nil, err
	}
	for i, name := range m.Classes {
		s.Classes[i].Name = name
	}
	r = &Result{Scores: s, Names: m.Classes, Lost: len(table.Lost)}
	for i, path := range table.Paths {
		r.Pictures = append(r.Pictures, Picture{Path: path, Label: wanted[i], Predicted: s.Predictions[i], Confidence: s.Confidence[i]})
	}
	return r, table, kept, nil
}

// Mistakes are the pictures that were taken for something else, those first that it
// was most sure of.
func (r *Result) Mistakes() []Picture {
	return r.Between(func(p Picture) bool { return p.Wrong() })
}

// Between are the pictures that a function chooses, those first that the classifier
// was most sure of.
func (r *Result) Between(chosen func(Picture) bool) (all []Picture) {
	for _, p := range r.Pictures {
		if chosen(p) {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b Picture) int {
		switch {
		case a.Confidence > b.Confidence:
			return -1
		case a.Confidence < b.Confidence:
			return 1
		}
		return 0
	})
	return all
}
