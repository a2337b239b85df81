package classify

import (
	"math/rand/v2"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/core/autograd"
	"maestudio/core/train"
	"maestudio/core/weights"
	"maestudio/gpu/reference"
)

// learner is a model as it learns: all of it, or its head alone.
type learner interface {
	Feed(images *tensor.Dense, targets []float32, drop Drops) error
	Learn(scale float32, add bool) error
	Loss() (float64, error)
	Ask(images *tensor.Dense) (*Answer, error)
	Start(encoder *weights.State, seed uint64) error
	Params() *autograd.Params
}

// Where the next batch is fed before the loss of the one before is read, and the model is asked
// something between, losses have the same bits.
func TestFedAhead(t *testing.T) {
	c := tiny
	c.ClassToken = true
	dev := reference.Open[float32]()
	for name, open := range map[string]func() (learner, error){
		"all of it":      func() (learner, error) { return New(dev, c) },
		"the head alone": func() (learner, error) { return NewFrozen(dev, c) },
	} {
		losses := func(ahead bool) (all [3]float64) {
			m, err := open()
			must(t, err)
			must(t, m.Start(nil, 1))
			optimizer, err := train.NewAdamW(dev, m.Params(), 0, train.FinetuneBeta2)
			must(t, err)
			feed := func(i int) {
				images, targets := someBatch(c, uint64(i))
				must(t, m.Feed(images, targets, nil))
				clear(images.Data().([]float32))
				clear(targets)
			}
			feed(0)
			for i := range all {
				must(t, m.Learn(1, false))
				if ahead {
					feed(i + 1)
				}
				all[i], err = m.Loss()
				must(t, err)
				must(t, optimizer.Step(.1))
				images, _ := someBatch(c, 99)
				_, err = m.Ask(images)
				must(t, err)
				if !ahead {
					feed(i + 1)
				}
			}
			return all
		}
		if ahead, after := losses(true), losses(false); ahead != after || after[2] == after[0] {
			t.Errorf("%s: the losses are %v, fed ahead %v", name, after, ahead)
		}
	}
}

func someBatch(c Config, seed uint64) (*tensor.Dense, []float32) {
	const n = 3
	r := rand.New(rand.NewPCG(seed, 1))
	pixels, targets := make([]float32, n*3*c.ImageSize*c.ImageSize), make([]float32, n*c.Classes)
	for i := range pixels {
		pixels[i] = float32(r.NormFloat64())
	}
	for i := range n {
		targets[i*c.Classes+r.IntN(c.Classes)] = 1
	}
	return tensor.New(tensor.WithShape(n, 3, c.ImageSize, c.ImageSize), tensor.WithBacking(pixels)), targets
}
