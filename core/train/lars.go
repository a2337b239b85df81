// LARS over a model's parameters.

package train

import (
	"math"

	"maestudio/core/autograd"
	"maestudio/gpu"
)

// LARS takes steps as long as a share of the parameter itself (You et al. 2017), as
// the published linear probe does: momentum 0.9, trust 0.001; a bias takes plain
// steps. Each group of the parameters is taken for one matrix or one bias, which is
// so where a head alone is trained. The momentum lives in the first moments.
type LARS struct {
	*AdamW // for its gradient norm and counting
}

const (
	larsMomentum = .9
	larsTrust    = 1e-3
)

// NewLARS makes room for the momentum.
func NewLARS(dev gpu.Device, p *autograd.Params, decay float64) (*LARS, error) {
	a, err := NewAdamW(dev, p, decay, 0)
	if err != nil {
		return nil, err
	}
	return &LARS{a}, nil
}

// Step moves the parameters by their gradients.
//
//	g = g + decay w, then trust |w| / |g| times that, of a matrix whose lengths are not 0
//	m = momentum m + g
//	w = w - rate m
func (l *LARS) Step(rate float64) error {
	l.steps++
	for _, g := range l.groups {
		w, grad, m := make([]float32, g.N), make([]float32, g.N), make([]float32, g.N)
		for values, from := range map[*[]float32]gpu.Buffer{&w: g.Value, &grad: g.Gradient, &m: g.First} {
			if err := l.dev.Read(*values, from); err != nil {
				return err
			}
		}
		scale := 1.0
		if g.Decayed {
			scale = l.trust(w, grad)
		}
		for i := range w {
			d := float64(grad[i])
			if g.Decayed {
				d += l.decay * float64(w[i])
			}
			m[i] = float32(larsMomentum*float64(m[i]) + scale*d)
			w[i] = float32(float64(w[i]) - rate*g.Rate*float64(m[i]))
		}
		if err := l.dev.Write(g.First, m); err != nil {
			return err
		}
		if err := l.dev.Write(g.Value, w); err != nil {
			return err
		}
	}
	l.params.Changed()
	return nil
}

// trust is what a gradient is multiplied by; 1 where a length is 0.
func (l *LARS) trust(w, grad []float32) float64 {
	long, step := 0.0, 0.0
	for i, v := range w {
		d := float64(grad[i]) + l.decay*float64(v)
		long += float64(v) * float64(v)
		step += d * d
	}
	if long == 0 || step == 0 {
		return 1
	}
	return larsTrust * math.Sqrt(long/step)
}
