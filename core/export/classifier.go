// Classifiers: what they answer, and how other tools name their classes.

package export

import (
	"fmt"

	"gorgonia.org/tensor"

	"maestudio/core/mae"
	"maestudio/core/task/classify"
	"maestudio/core/weights"
	"maestudio/gpu/cpu"
)

// sizesOf reads off a classifier's weights what the sizes of its encoder, c, leave open.
func sizesOf(c mae.Config, s *weights.State) (classify.Config, error) {
	head, there := s.Tensors["head.weight"]
	if !there || head.Dims() != 2 {
		return classify.Config{}, fmt.Errorf("it has no head that tells classes apart")
	}
	return classify.Config{ImageSize: c.ImageSize, PatchSize: c.PatchSize, Encoder: c.Encoder,
		Classes: head.Shape()[0], ClassToken: s.Tensors["fc_norm.weight"] == nil}, nil
}

// answers are a classifier's logits (B, C) for images (B, 3, S, S).
func answers(c mae.Config, state *weights.State, images *tensor.Dense) (logits []float32, classes int, err error) {
	sizes, err := sizesOf(c, state)
	if err != nil {
		return nil, 0, err
	}
	device, err := cpu.Open(cpu.Options{})
	if err != nil {
		return nil, 0, err
	}
	defer device.Close()
	m, err := classify.New(device, sizes)
	if err != nil {
		return nil, 0, err
	}
	defer m.Free()
	if err := m.Params().Load(state); err != nil {
		return nil, 0, err
	}
	a, err := m.Ask(images)
	if err != nil {
		return nil, 0, err
	}
	return a.Logits, sizes.Classes, nil
}

// classes are the names of a classifier's classes; none of another model.
func (e *export) classes() []string {
	if e.What != Classifier {
		return nil
	}
	return e.run.Config.Classify.Classes
}

// labels are the classes as transformers wants them.
type labels struct {
	ToLabel map[int]string `json:"id2label"`
	ToID    map[string]int `json:"label2id"`
}

func (e *export) labels() *labels {
	l := &labels{map[int]string{}, map[string]int{}}
	for i, name := range e.classes() {
		l.ToLabel[i], l.ToID[name] = name, i
	}
	return l
}
