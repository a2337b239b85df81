// Package evaluate says how good a classifier is on labelled pictures: its scores,
// beside the simplest guess, and with what is known of pictures that it has seen.
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
	// that most of the pictures learned from have. NaN is not possible; it is 0 where
	// the run is not known.
	Frequent float64 `json:"most_frequent_top1"`
	// Seen are pictures that the run learned from, byte for byte: they flatter. Unseen
	// is the score without them.
	Seen   int     `json:"seen"`
	Unseen float64 `json:"unseen_top1"`
	Lost   int     `json:"lost"` // pictures that cannot be read

	Pictures []Picture `json:"-"`
}

// Picture is one picture with its answer.
type Picture struct {
	Path       string
	Label      int // places among Names
	Predicted  int
	Confidence float64
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
	paths := make([]string, len(chosen))
	for i, p := range chosen {
		paths[i] = p.Path
	}
	table, err := m.Table(ctx, paths, progress)
	if err != nil {
		return nil, err
	}
	wanted := make([]int, len(table.Index))
	hashes := make([]string, len(table.Index))
	for i, at := range table.Index {
		wanted[i], hashes[i] = own[chosen[at].Label], chosen[at].Hash
	}
	s, err := score.Of(table.Probabilities, len(m.Classes), wanted)
	if err != nil {
		return nil, err
	}
	r := &Result{Scores: s, Names: m.Classes, Part: part, Lost: len(table.Lost)}
	for i, path := range table.Paths {
		r.Pictures = append(r.Pictures, Picture{path, wanted[i], s.Predictions[i], s.Confidence[i]})
	}
	return r, r.compare(runDir, wanted, hashes)
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

// compare adds what the run's own pictures say.
func (r *Result) compare(dir string, wanted []int, hashes []string) error {
	r.Unseen = r.Top1
	if dir == "" {
		return nil
	}
	pictures, err := run.ListPictures(dir)
	if err != nil {
		return err
	}
	seen, trained := map[string]bool{}, []int(nil)
	for _, p := range pictures {
		if p.Part == run.Train {
			seen[p.Hash] = true
			trained = append(trained, slices.Index(r.Names, p.Class))
		}
	}
	marked := make([]bool, len(hashes))
	for i, h := range hashes {
		if marked[i] = h != "" && seen[h]; marked[i] {
			r.Seen++
		}
	}
	r.Unseen, _, _ = r.Without(marked)
	_, r.Frequent = score.MostFrequent(trained, wanted)
	return nil
}
