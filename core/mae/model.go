// The model: its parameters, and what it can be asked.

package mae

import (
	"fmt"

	"gorgonia.org/tensor"

	"maestudio/core/autograd"
	"maestudio/core/vit"
	"maestudio/gpu"
)

// Model is a masked autoencoder on a device. It is recorded once for each
// purpose and number of images; another number takes the place of the one
// before, so memory stays bounded.
type Model struct {
	c      Config
	dev    gpu.Device
	params *autograd.Params
	passes [5]*pass // by purpose
}

// New makes room for a model; Init or Params().Load gives it values.
func New(dev gpu.Device, c Config) (*Model, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	p, err := autograd.NewParams(dev, c.Specs())
	if err != nil {
		return nil, err
	}
	m := &Model{c: c, dev: dev, params: p}
	return m, m.setPositions()
}

// Specs describes all parameters, in the published order.
func (c Config) Specs() []autograd.Spec {
	e, d := c.Encoder.Dim, c.Decoder.Dim
	specs := []autograd.Spec{
		vit.TokenSpec("cls_token", e),
		vit.PositionSpec("pos_embed", e, c.grid()),
		vit.TokenSpec("mask_token", d),
		vit.PositionSpec("decoder_pos_embed", d, c.grid()),
	}
	for _, part := range [][]autograd.Spec{
		vit.LinearSpecs("patch_embed.proj", e, channels, c.PatchSize, c.PatchSize),
		c.Encoder.Specs("blocks"),
		vit.NormSpecs("norm", e),
		vit.LinearSpecs("decoder_embed", d, e),
		c.Decoder.Specs("decoder_blocks"),
		vit.NormSpecs("decoder_norm", d),
		vit.LinearSpecs("decoder_pred", c.patchValues(), d),
	} {
		specs = append(specs, part...)
	}
	return specs
}

func (m *Model) setPositions() error {
	if err := m.params.Set("pos_embed", vit.Table(m.c.Encoder.Dim, m.c.grid())); err != nil {
		return err
	}
	return m.params.Set("decoder_pos_embed", vit.Table(m.c.Decoder.Dim, m.c.grid()))
}

// Init gives the parameters their starting values, which depend on seed only.
func (m *Model) Init(seed uint64) error { return vit.Init(m.params, seed) }

// Config returns what New was given, with the mask ratio as it is now.
func (m *Model) Config() Config { return m.c }

// Params returns the parameters.
func (m *Model) Params() *autograd.Params { return m.params }

// SetMaskRatio hides another share of the patches from now on. The parameters
// stay as they are.
func (m *Model) SetMaskRatio(ratio float64) error {
	if ratio == m.c.MaskRatio {
		return nil
	}
	c := m.c
	c.MaskRatio = ratio
	if err := c.Validate(); err != nil {
		return err
	}
	for i := range m.passes {
		m.drop(purpose(i))
	}
	m.c = c
	return nil
}

// Free gives all memory back.
func (m *Model) Free() {
	for i := range m.passes {
		m.drop(purpose(i))
	}
	m.params.Free()
}

func (m *Model) drop(why purpose) {
	if r := m.passes[why]; r != nil {
		r.tape.Free()
		m.passes[why] = nil
	}
}

// run brings images (B, 3, side, side) and noise (B, N) through a pass.
func (m *Model) run(why purpose, images *tensor.Dense, noise []float32) (*pass, error) {
	r, err := m.fed(why, images, noise)
	if err != nil {
		return nil, err
	}
	return r, r.tape.Forward()
}

// fed is a pass with its inputs written, recorded anew when there is none of that size.
func (m *Model) fed(why purpose, images *tensor.Dense, noise []float32) (*pass, error) {
	pixels, n, err := m.check(images, noise)
	if err != nil {
		return nil, err
	}
	r := m.passes[why]
	if r == nil || r.images != n {
		m.drop(why) // first, so that both need not fit
		r = newPass(m.dev, m.params, m.c, n, why)
		if err := r.tape.Plan(); err != nil {
			r.tape.Free()
			return nil, err
		}
		m.passes[why] = r
	}
	return r, r.fill(pixels, noise)
}

func (m *Model) check(images *tensor.Dense, noise []float32) (pixels []float32, n int, err error) {
	s, side := images.Shape(), m.c.ImageSize
	if len(s) != 4 || s[1] != channels || s[2] != side || s[3] != side {
		return nil, 0, fmt.Errorf("the pictures are %v, the model wants (any, %d, %d, %d)", []int(s), channels, side, side)
	}
	pixels, ok := images.Data().([]float32)
	if !ok {
		return nil, 0, fmt.Errorf("the pictures hold %v, the model wants float32", images.Dtype())
	}
	if want := s[0] * m.c.Patches(); len(noise) != want {
		return nil, 0, fmt.Errorf("there are %d numbers of noise for %d pictures of %d patches, wanted are %d", len(noise), s[0], m.c.Patches(), want)
	}
	return pixels, s[0], nil
}
