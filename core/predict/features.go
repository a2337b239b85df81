// Features of many pictures at once.

package predict

import (
	"context"

	"maestudio/core/probe"
	"maestudio/core/task/classify"
)

// Table is what a model makes of pictures; those that cannot be read are left out.
type Table struct {
	Paths         []string
	Index         []int     // of each among the paths that were asked for
	Features      []float32 // (N, Dim)
	Probabilities []float32 // (N, C); empty of an encoder alone
	Lost          []error   // a sentence for each that cannot be read
}

// Table asks about all pictures and keeps what comes.
func (m *Model) Table(ctx context.Context, paths []string, progress func(done, total int)) (*Table, error) {
	t := &Table{}
	done := 0
	err := m.Each(ctx, paths, func(r Result) error {
		if progress != nil {
			progress(done+1, len(paths))
		}
		done++
		if r.Err != nil {
			t.Lost = append(t.Lost, r.Err)
			return nil
		}
		t.Paths, t.Index = append(t.Paths, r.Path), append(t.Index, done-1)
		t.Features = append(t.Features, r.Features...)
		t.Probabilities = append(t.Probabilities, r.Probabilities...)
		return nil
	})
	return t, err
}

// Linear trains a layer on features of the model (N, Dim) with labels and returns what it
// gives others (M, Dim): probabilities (M, classes), by probe.Linear.
func (m *Model) Linear(known []float32, labels []int, features []float32, classes int) ([]float32, error) {
	m.computing.Lock()
	defer m.computing.Unlock()
	if m.closed {
		return nil, ErrClosed
	}
	said, err := probe.Linear(m.device, known, labels, features, m.Dim, classes)
	if err == nil {
		classify.Softmax(said, classes)
	}
	return said, err
}
