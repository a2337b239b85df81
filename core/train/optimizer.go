// AdamW over a model's parameters.

package train

import (
	"math"

	"maestudio/core/autograd"
	"maestudio/gpu"
)

// The second beta as published, of pre-training and of fine-tuning (He et al. 2021,
// tables 8 and 9).
const (
	PretrainBeta2 = .95
	FinetuneBeta2 = .999
)

// AdamW has the published settings: beta 0.9, eps 1e-8, decoupled decay of what is
// decayed, and the parameters' own shares of the rate. It does not know where
// gradients come from. Its moments live with the parameters.
type AdamW struct {
	dev    gpu.Device
	params *autograd.Params
	groups []autograd.Group
	decay  float64
	beta2  float64
	steps  int
	sum    gpu.Buffer // one number: the gradients' sum of squares
}

// NewAdamW makes room for the moments.
func NewAdamW(dev gpu.Device, p *autograd.Params, decay, beta2 float64) (*AdamW, error) {
	groups, err := p.Groups()
	if err != nil {
		return nil, err
	}
	sum, err := dev.New(gpu.Float32, 1)
	if err != nil {
		return nil, err
	}
	return &AdamW{dev: dev, params: p, groups: groups, decay: decay, beta2: beta2, sum: sum}, nil
}

// Step moves the parameters by their gradients.
func (a *AdamW) Step(rate float64) error {
	a.steps++
	for _, g := range a.groups {
		s := gpu.AdamW{Rate: rate * g.Rate, Beta1: .9, Beta2: a.beta2, Eps: 1e-8, Step: a.steps}
		if g.Decayed {
			s.Decay = a.decay
		}
		if err := a.dev.AdamW(g.Value, g.Gradient, g.First, g.Second, g.N, s); err != nil {
			return err
		}
	}
	a.params.Changed()
	return nil
}

// MeasureNorm measures the length of all gradients as one vector, as they are now. It does
// not wait for the device; GradNorm does.
func (a *AdamW) MeasureNorm() error {
	g, err := a.params.Gradients()
	if err != nil {
		return err
	}
	return a.dev.SumSquares(a.sum, g, g.Len())
}

// GradNorm is the length that MeasureNorm measured last.
func (a *AdamW) GradNorm() (float64, error) {
	var sum [1]float32
	err := a.dev.Read(sum[:], a.sum)
	return math.Sqrt(float64(sum[0])), err
}

// Steps is how many steps were made, which the bias correction depends on.
func (a *AdamW) Steps() int { return a.steps }

// Resume goes on after so many steps, with moments that were loaded.
func (a *AdamW) Resume(steps int) { a.steps = steps }

// Free gives back what is the optimiser's own.
func (a *AdamW) Free() { a.sum.Free() }
