// A classifier as it was before it learned.

package predict

import (
	"fmt"

	"maestudio/core/dataset/picture"
	"maestudio/core/run"
	"maestudio/core/task/classify"
	"maestudio/core/weights"
)

// OpenStart opens a classifier's run with the weights that it started from: the frozen
// encoder that pre-training made, whose features know nothing of the labels. Its
// probabilities mean nothing. It is nil where the run started from nothing.
func OpenStart(dir string, o Options) (*Model, error) {
	r, err := run.Open(dir)
	if err != nil {
		return nil, err
	}
	path := r.StartWeights()
	if r.Config.Task != run.TaskClassify || path == "" {
		return nil, nil
	}
	encoder, err := weights.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("The weights that the run %s started from cannot be read: %w.", dir, err)
	}
	m, err := newModel(o)
	if err != nil {
		return nil, err
	}
	a := r.Config.Augmentation
	m.scale = picture.Scale{Mean: float32s(a.Mean), Std: float32s(a.Std)}
	if err := m.start(r.Config, encoder); err != nil {
		m.Close()
		return nil, err
	}
	return m, nil
}

// start gives the model the values that a classifier starts with.
func (m *Model) start(c run.Config, encoder *weights.State) error {
	first, err := classify.New(m.device, c.Classifier())
	if err != nil {
		return err
	}
	defer first.Free()
	if err := first.Start(encoder, uint64(c.Training.Seed)); err != nil {
		return err
	}
	values, err := first.Params().State()
	if err != nil {
		return err
	}
	return m.classifier(c.Classifier(), c.Classify.Classes, values)
}
