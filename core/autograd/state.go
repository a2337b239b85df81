// Parameters and moments on their way to and from files.

package autograd

import (
	"fmt"

	"maestudio/core/weights"
	"maestudio/gpu"
)

// The prefixes are PyTorch's names for the moments.
const (
	firstPrefix  = "exp_avg."
	secondPrefix = "exp_avg_sq."
)

// Set writes one parameter's values.
func (p *Params) Set(name string, values []float32) error {
	i, there := p.index[name]
	if !there {
		return fmt.Errorf("the model has no parameter %q", name)
	}
	if n := p.specs[i].elements(); n != len(values) {
		return fmt.Errorf("the parameter %q has %d values, given are %d", name, n, len(values))
	}
	if err := p.dev.Write(p.Value(name), values); err != nil {
		return err
	}
	p.Changed()
	return nil
}

// State copies all parameters out, under their names and in their order.
func (p *Params) State() (*weights.State, error) {
	s := weights.NewState()
	return s, p.read(s, p.values, "", func(Spec) bool { return true })
}

// GradientState copies all gradients out.
func (p *Params) GradientState() (*weights.State, error) {
	if err := p.needGradients(); err != nil {
		return nil, err
	}
	s := weights.NewState()
	return s, p.read(s, p.gradients, "", isTrained)
}

// Moments copies AdamW's moments out: exp_avg.NAME and exp_avg_sq.NAME.
func (p *Params) Moments() (*weights.State, error) {
	if err := p.needMoments(); err != nil {
		return nil, err
	}
	s := weights.NewState()
	if err := p.read(s, p.first, firstPrefix, isTrained); err != nil {
		return nil, err
	}
	return s, p.read(s, p.second, secondPrefix, isTrained)
}

func isTrained(s Spec) bool { return !s.Fixed }

func (p *Params) read(s *weights.State, slab gpu.Buffer, prefix string, wanted func(Spec) bool) error {
	for _, spec := range p.specs {
		if !wanted(spec) {
			continue
		}
		values := make([]float32, spec.elements())
		if err := p.dev.Read(values, p.slice(slab, spec.Name)); err != nil {
			return err
		}
		if err := s.AddFloat32(prefix+spec.Name, values, spec.Shape...); err != nil {
			return err
		}
	}
	return nil
}

// Load takes all parameters from a state. One that is missing or has another
// shape is an error, and then nothing has changed; names that the model does not
// know are left alone.
func (p *Params) Load(s *weights.State) error {
	defer p.Changed()
	return p.write(s, []source{{p.values, "", func(Spec) bool { return true }}})
}

// LoadMoments takes what Moments gave.
func (p *Params) LoadMoments(s *weights.State) error {
	if err := p.needMoments(); err != nil {
		return err
	}
	return p.write(s, []source{{p.first, firstPrefix, isTrained}, {p.second, secondPrefix, isTrained}})
}

// source says where in a state a slab's values are: under which prefix, and for
// which parameters.
type source struct {
	slab   gpu.Buffer
	prefix string
	wanted func(Spec) bool
}

// write checks everything before it writes anything.
func (p *Params) write(s *weights.State, sources []source) error {
	each := func(do func(to gpu.Buffer, values []float32) error) error {
		for _, from := range sources {
			for _, spec := range p.specs {
				if !from.wanted(spec) {
					continue
				}
				values, err := s.Float32(from.prefix+spec.Name, spec.Shape...)
				if err != nil {
					return fmt.Errorf("these weights are not of this model: %w", err)
				}
				if err := do(p.slice(from.slab, spec.Name), values); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if err := each(func(gpu.Buffer, []float32) error { return nil }); err != nil {
		return err
	}
	return each(p.dev.Write)
}
