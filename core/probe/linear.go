// A linear probe: one layer on features that stay as they are.

package probe

import (
	"math"

	"maestudio/core/autograd"
	"maestudio/core/train"
	"maestudio/gpu"
)

// The settings of the quick probe: full batches, so that it takes a second.
const (
	linearSteps = 300
	linearRate  = 1e-2
	linearDecay = 1e-2
)

// Linear trains a layer on features (N, dim) with labels and returns what it gives
// other features (M, dim): logits (M, classes). Features are standardised by the mean
// and deviation of those that are learned from; 300 steps of AdamW on all of them at
// once, from zero, so nothing is drawn at random.
func Linear(dev gpu.Device, known []float32, labels []int, features []float32, dim, classes int) (logits []float32, err error) {
	mean, deviation := statistics(known, dim)
	h, err := newHead(dev, standard(known, mean, deviation), labels, dim, classes)
	if err != nil {
		return nil, err
	}
	defer h.free()
	if err := h.learn(); err != nil {
		return nil, err
	}
	return h.answer(standard(features, mean, deviation))
}

// statistics are those of each of dim numbers, the deviation unbiased and a little
// more, so that none is 0.
func statistics(features []float32, dim int) (mean, deviation []float64) {
	n := float64(len(features) / dim)
	mean, deviation = make([]float64, dim), make([]float64, dim)
	for i, v := range features {
		mean[i%dim] += float64(v) / n
	}
	for i, v := range features {
		d := float64(v) - mean[i%dim]
		deviation[i%dim] += d * d / max(1, n-1)
	}
	for i, v := range deviation {
		deviation[i] = math.Sqrt(v) + 1e-6
	}
	return mean, deviation
}

func standard(features []float32, mean, deviation []float64) []float32 {
	out := make([]float32, len(features))
	for i, v := range features {
		at := i % len(mean)
		out[i] = float32((float64(v) - mean[at]) / deviation[at])
	}
	return out
}

// head is the layer, recorded for all that is learned from.
type head struct {
	dev          gpu.Device
	params       *autograd.Params
	tape         *autograd.Tape
	dim, classes int
}

func newHead(dev gpu.Device, known []float32, labels []int, dim, classes int) (*head, error) {
	p, err := autograd.NewParams(dev, []autograd.Spec{
		{Name: "head.weight", Shape: []int{classes, dim}}, {Name: "head.bias", Shape: []int{classes}}})
	if err != nil {
		return nil, err
	}
	h := &head{dev, p, autograd.NewTape(dev, p, autograd.Options{Train: true}), dim, classes}
	x, target := h.tape.Input(len(labels), dim), h.tape.Input(len(labels), classes)
	h.tape.Keep(x)
	h.tape.Keep(target)
	h.tape.CrossEntropy(h.tape.Linear(x, "head"), target)
	if err := h.tape.Plan(); err != nil {
		h.free()
		return nil, err
	}
	targets := make([]float32, len(labels)*classes)
	for i, label := range labels {
		targets[i*classes+label] = 1
	}
	if err := h.tape.Write(x, known); err != nil {
		h.free()
		return nil, err
	}
	return h, h.tape.Write(target, targets)
}

func (h *head) learn() error {
	optimizer, err := train.NewAdamW(h.dev, h.params, linearDecay, train.FinetuneBeta2)
	if err != nil {
		return err
	}
	defer optimizer.Free()
	for range linearSteps {
		if err := h.tape.Forward(); err != nil {
			return err
		}
		if err := h.tape.Backward(1, false); err != nil {
			return err
		}
		if err := optimizer.Step(linearRate); err != nil {
			return err
		}
	}
	return nil
}

func (h *head) answer(features []float32) ([]float32, error) {
	t := autograd.NewTape(h.dev, h.params, autograd.Options{})
	defer t.Free()
	x := t.Input(len(features)/h.dim, h.dim)
	y := t.Linear(x, "head")
	t.Keep(y)
	if err := t.Plan(); err != nil {
		return nil, err
	}
	if err := t.Write(x, features); err != nil {
		return nil, err
	}
	if err := t.Forward(); err != nil {
		return nil, err
	}
	logits := make([]float32, y.Rows*y.Cols)
	return logits, t.Read(logits, y)
}

func (h *head) free() {
	h.tape.Free()
	h.params.Free()
}
