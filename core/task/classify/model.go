// The model: its parameters, and what it can be asked.

package classify

import (
	"errors"
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

// Feed gives the device a batch to learn from: images (B, 3, side, side) whose classes are
// targets (B, C). drop says which branches are dropped; nil for none. All may change when it
// returns. After Learn the next batch of that size may be fed at once, before Loss: a device
// that is still at work then has it when it is done.
func (m *Model) Feed(images *tensor.Dense, targets []float32, drop Drops) error {
	r, err := m.prepare(&m.learn, true, images)
	if err != nil {
		return err
	}
	return r.fillTargets(targets, drop)
}

// Learn puts the gradient of scale times the loss of what was fed into the parameters'
// gradients: added to what is there, or overwriting it. It does not wait for the device. The
// loss is the mean cross-entropy.
func (m *Model) Learn(scale float32, add bool) error {
	if m.learn == nil {
		return errors.New("there is no batch to learn from")
	}
	if err := m.learn.tape.Forward(); err != nil {
		return err
	}
	return m.learn.tape.Backward(scale, add)
}

// Loss returns that of the last Learn. It waits for the device.
func (m *Model) Loss() (float64, error) {
	if m.learn == nil {
		return 0, errors.New("nothing was learned, so there is no loss")
	}
	var value [1]float32
	err := m.learn.tape.Read(value[:], m.learn.loss)
	return float64(value[0]), err
}

// Backward is Feed, Learn and Loss in turn.
func (m *Model) Backward(images *tensor.Dense, targets []float32, drop Drops, scale float32, add bool) (loss float64, err error) {
	if err := m.Feed(images, targets, drop); err != nil {
		return 0, err
	}
	if err := m.Learn(scale, add); err != nil {
		return 0, err
	}
	return m.Loss()
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
