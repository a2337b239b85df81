// Package evaluate says how good a classifier is on labelled pictures: its scores,
// beside the simplest guesses, with what is known of pictures that it has seen, and
// which labels are likely wrong.
package evaluate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"maestudio/core/dataset/labels"
	"maestudio/core/predict"
	"maestudio/core/run"
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
	// KNN is the share that the nearest neighbours have right among the pictures
	// learned from, by the features of the encoder before it was fine-tuned. nil where
	// there was none, or where it is not known.
	KNN *float64 `json:"knn_top1,omitempty"`
	// Seen are pictures that the run learned from, byte for byte: they flatter. Unseen
	// is the score without them.
	Seen   int     `json:"seen"`
	Unseen float64 `json:"unseen_top1"`
	Lost   int     `json:"lost"` // pictures that cannot be read

	Pictures []Picture `json:"-"`
	Suspects []Suspect `json:"-"` // of a run's own pictures, the most suspect first
}

// Picture is one picture with its answer.
type Picture struct {
	Path       string  `json:"path"`
	Label      int     `json:"label"` // places among Names
	Predicted  int     `json:"predicted"`
	Confidence float64 `json:"confidence"`
}

// Wrong reports whether the picture was taken for something else.
func (p Picture) Wrong() bool { return p.Predicted != p.Label }

// subject is a picture that is asked about.
type subject struct {
	path, hash string
	label      int // place among the model's classes
}

func paths(of []subject) []string {
	all := make([]string, len(of))
	for i, s := range of {
		all[i] = s.path
	}
	return all
}

// Run asks the model about the pictures of a folder or table: those of the test part
// where there is one, else of the validation part where one is given, else all.
// runDir is the run that the model is of, "" where it is not known.
func Run(ctx context.Context, m *predict.Model, runDir string, set *labels.Set, progress func(done, total int)) (*Result, error) {
	chosen, part := partOf(set)
	if len(chosen) == 0 {
		return nil, fmt.Errorf("There are no labelled pictures in %s to judge by.", set.Source)
	}
	own, err := placesOf(set.Classes, m.Classes)
	if err != nil {
		return nil, err
	}
	asked := make([]subject, len(chosen))
	for i, p := range chosen {
		asked[i] = subject{p.Path, p.Hash, own[p.Label]}
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
	total := len(asked)
	if start != nil {
		defer start.Close()
		total += len(asked) + len(learned)
	}
	count := counter(progress, total)
	r, _, kept, err := judge(ctx, m, asked, count)
	if err != nil {
		return nil, err
	}
	r.Part = part
	r.compare(learned, kept)
	if start == nil {
		return r, nil
	}
	frozen, err := featuresOf(ctx, start, learned, kept, count)
	if err != nil {
		return nil, err
	}
	r.knn(frozen)
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
	r = &Result{Scores: s, Names: m.Classes, Lost: len(table.Lost)}
	for i, path := range table.Paths {
		r.Pictures = append(r.Pictures, Picture{path, wanted[i], s.Predictions[i], s.Confidence[i]})
	}
	return r, table, kept, nil
}

// partOf are the pictures that are judged by.
func partOf(set *labels.Set) ([]labels.Picture, string) {
	of := func(part labels.Part) []labels.Picture {
		return slices.DeleteFunc(slices.Clone(set.Pictures), func(p labels.Picture) bool { return p.Part != part })
	}
	if test := of(labels.Test); len(test) > 0 {
		return test, string(labels.Test)
	}
	if given := of(labels.Validation); len(given) > 0 && !set.Drawn {
		return given, string(labels.Validation)
	}
	return set.Pictures, "all"
}

// placesOf finds the classes of pictures among those of the model.
func placesOf(names, known []string) ([]int, error) {
	places := make([]int, len(names))
	for i, name := range names {
		places[i] = slices.Index(known, name)
		if places[i] < 0 {
			return nil, fmt.Errorf("The classifier does not know the class %q: it knows %s. Give a folder with these classes.", name, strings.Join(known, ", "))
		}
	}
	return places, nil
}

// learnedFrom are the pictures that a run learned from; none of "".
func learnedFrom(dir string, classes []string) ([]subject, error) {
	if dir == "" {
		return nil, nil
	}
	pictures, err := run.ListPictures(dir)
	if err != nil {
		return nil, err
	}
	return subjects(pictures, run.Train, classes), nil
}

// subjects are the pictures of a part; one that stands there several times, to be learned
// from so often, is one.
func subjects(pictures []run.Picture, part run.Part, classes []string) (all []subject) {
	seen := map[string]bool{}
	for _, p := range pictures {
		if p.Part == part && !seen[p.Path] {
			seen[p.Path] = true
			all = append(all, subject{p.Path, p.Hash, slices.Index(classes, p.Class)})
		}
	}
	return all
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
