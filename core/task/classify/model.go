// The model: its parameters, and what it can be asked.

package classify

import (
	"fmt"

	"gorgonia.org/tensor"

	"maestudio/core/autograd"
	"maestudio/gpu"
)

// Model is a classifier on a device. It is recorded once for each purpose and number
// of images; another number takes the place of the one before.
type Model struct {
	c      Config
	dev    gpu.Device
	params *autograd.Params
	learn  *pass
	ask    *pass
}

// New makes room for a model; Start or Params().Load gives it values.
func New(dev gpu.Device, c Config) (*Model, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	p, err := autograd.NewParams(dev, c.Specs())
	if err != nil {
		return nil, err
	}
	return &Model{c: c, dev: dev, params: p}, nil
}

// Config returns what New was given.
func (m *Model) Config() Config { return m.c }

// Params returns the parameters.
func (m *Model) Params() *autograd.Params { return m.params }

// Free gives all memory back.
func (m *Model) Free() {
	m.drop(&m.learn)
	m.drop(&m.ask)
	m.params.Free()
}

func (m *Model) drop(at **pass) {
	if *at != nil {
		(*at).tape.Free()
		*at = nil
	}
}

// Backward returns the loss of images (B, 3, side, side) whose classes are targets
// (B, C), and puts the gradient of scale times it into the parameters' gradients:
// added to what is there, or overwriting it. The loss is the mean cross-entropy.
// drop says which branches are dropped; nil for none.
func (m *Model) Backward(images *tensor.Dense, targets []float32, drop Drops, scale float32, add bool) (loss float64, err error) {
	r, err := m.prepare(&m.learn, true, images)
	if err != nil {
		return 0, err
	}
	if err := r.fillTargets(targets, drop); err != nil {
		return 0, err
	}
	if err := r.tape.Forward(); err != nil {
		return 0, err
	}
	if err := r.tape.Backward(scale, add); err != nil {
		return 0, err
	}
	var value [1]float32
	err = r.tape.Read(value[:], r.loss)
	return float64(value[0]), err
}

// Answer is what the model makes of B images.
type Answer struct {
	Logits   []float32 // (B, C)
	Features []float32 // (B, D) what the head stands on
}

// Ask returns logits and features of images (B, 3, side, side).
func (m *Model) Ask(images *tensor.Dense) (*Answer, error) {
	r, err := m.prepare(&m.ask, false, images)
	if err != nil {
		return nil, err
	}
	if err := r.tape.Forward(); err != nil {
		return nil, err
	}
	a := &Answer{make([]float32, r.images*m.c.Classes), make([]float32, r.images*m.c.Encoder.Dim)}
	if err := r.tape.Read(a.Logits, r.logits); err != nil {
		return nil, err
	}
	return a, r.tape.Read(a.Features, r.features)
}

// prepare records a pass where there is none of that size, and writes the images.
func (m *Model) prepare(at **pass, learn bool, images *tensor.Dense) (*pass, error) {
	s, side := images.Shape(), m.c.ImageSize
	pixels, ok := images.Data().([]float32)
	if len(s) != 4 || s[1] != channels || s[2] != side || s[3] != side || !ok {
		return nil, fmt.Errorf("the pictures are %v of %v, the model wants float32 of (any, %d, %d, %d)", []int(s), images.Dtype(), channels, side, side)
	}
	if r := *at; r == nil || r.images != s[0] {
		m.drop(at) // first, so that both need not fit
		r := newPass(m.dev, m.params, m.c, s[0], learn)
		if err := r.plan(); err != nil {
			r.tape.Free()
			return nil, err
		}
		*at = r
	}
	return *at, (*at).tape.Write((*at).pixels, pixels)
}
