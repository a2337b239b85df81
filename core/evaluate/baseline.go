// What needs no fine-tuning, to compare with.

package evaluate

import (
	"context"

	"maestudio/core/predict"
	"maestudio/core/probe"
	"maestudio/core/task/score"
)

// frequent adds what always naming one class would score: the one that most of the
// pictures learned from have.
func (r *Result) frequent(learned, asked []subject) {
	if len(learned) > 0 {
		r.FrequentClass, r.Frequent = score.MostFrequent(labelsOf(learned), labelsOf(asked))
	}
}

// features are what an encoder makes of pictures that were learned from, and of others.
type features struct {
	dim             int
	known, asked    []float32 // (N, dim), (M, dim)
	learned, others []subject // of each row
}

// featuresOf asks a model about both; pictures that cannot be read are left out.
func featuresOf(ctx context.Context, m *predict.Model, learned, asked []subject, count func()) (f features, err error) {
	f.dim = m.Dim
	if f.known, f.learned, err = rows(ctx, m, learned, count); err != nil {
		return f, err
	}
	f.asked, f.others, err = rows(ctx, m, asked, count)
	return f, err
}

func rows(ctx context.Context, m *predict.Model, of []subject, count func()) ([]float32, []subject, error) {
	t, err := m.Table(ctx, paths(of), func(int, int) { count() })
	if err != nil {
		return nil, nil, err
	}
	kept := make([]subject, len(t.Index))
	for i, at := range t.Index {
		kept[i] = of[at]
	}
	return t.Features, kept, nil
}

func labelsOf(of []subject) []int {
	all := make([]int, len(of))
	for i, s := range of {
		all[i] = s.label
	}
	return all
}

// knn adds what the neighbours by an encoder's features have right, of the pictures that
// were not learned from: one of those would be its own neighbour.
func (r *Result) knn(f features) {
	seen := map[string]bool{}
	for _, p := range r.Pictures {
		seen[p.Path] = p.Seen
	}
	right, of := 0, 0
	for i, label := range probe.Neighbourly(f.known, labelsOf(f.learned), f.asked, f.dim) {
		if s := f.others[i]; !seen[s.path] {
			of++
			if label == s.label {
				right++
			}
		}
	}
	if len(f.learned) > 0 && of > 0 {
		share := float64(right) / float64(of)
		r.KNN = &share
	}
}
