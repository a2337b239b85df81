// Parameters: one slab each for values, gradients and the two moments of AdamW.

package autograd

import (
	"fmt"
	"slices"
	"strings"

	"maestudio/gpu"
)

// Spec describes one parameter.
type Spec struct {
	Name    string
	Shape   []int
	Fixed   bool    // not trained: no gradient, no moments
	NoDecay bool    // trained without weight decay
	Rate    float64 // its share of the learning rate; 0 is all of it
}

// rate is the share with its default.
func (s Spec) rate() float64 {
	if s.Rate == 0 {
		return 1
	}
	return s.Rate
}

func (s Spec) elements() int {
	n := 1
	for _, d := range s.Shape {
		n *= d
	}
	return n
}

// Params holds a model's parameters on a device. In every slab the decayed ones
// come first, then the undecayed, then (values only) the fixed ones, and within
// these those of one rate stand together, so that an optimiser works on a few long
// stretches. Names keep the order of the specs.
type Params struct {
	dev     gpu.Device
	specs   []Spec
	index   map[string]int
	offset  []int // of each spec in the slabs
	groups  []stretch
	trained int // end of all that is trained
	size    int

	values, gradients, first, second gpu.Buffer
	weights                          map[string]gpu.Weight
}

// NewParams makes room for the parameters, all zero. Gradients and moments get
// theirs when they are first needed.
func NewParams(dev gpu.Device, specs []Spec) (*Params, error) {
	p := &Params{dev: dev, specs: specs, index: map[string]int{}, offset: make([]int, len(specs)), weights: map[string]gpu.Weight{}}
	for i, s := range specs {
		if _, twice := p.index[s.Name]; twice {
			return nil, fmt.Errorf("the parameter %q is described twice", s.Name)
		}
		p.index[s.Name] = i
	}
	p.arrange()
	var err error
	if p.values, err = dev.New(gpu.Float32, p.size); err != nil {
		return nil, noRoom(p.size, "the parameters", err)
	}
	return p, nil
}

// stretch is where the parameters that the optimiser treats alike lie.
type stretch struct {
	decayed  bool
	rate     float64
	from, to int
}

// arrange gives each parameter its place, group by group, on a cache line of its
// own. What lies between two stays zero and changes nothing in sums or steps.
func (p *Params) arrange() {
	at := 0
	put := func(belongs func(Spec) bool) {
		for i, s := range p.specs {
			if belongs(s) {
				p.offset[i] = at
				at = (at + s.elements() + align - 1) / align * align
			}
		}
	}
	for _, decayed := range []bool{true, false} {
		for _, rate := range p.rates() {
			from := at
			put(func(s Spec) bool { return !s.Fixed && !s.NoDecay == decayed && s.rate() == rate })
			if at > from {
				p.groups = append(p.groups, stretch{decayed, rate, from, at})
			}
		}
	}
	p.trained = at
	put(func(s Spec) bool { return s.Fixed })
	p.size = at
}

// rates are the shares of the learning rate that there are, as they come.
func (p *Params) rates() (rates []float64) {
	for _, s := range p.specs {
		if !s.Fixed && !slices.Contains(rates, s.rate()) {
			rates = append(rates, s.rate())
		}
	}
	return rates
}

func noRoom(n int, what string, cause error) error {
	return fmt.Errorf("there is no room for the %.2f GB of %s; choose a smaller model: %w", float64(4*n)/1e9, what, cause)
}

// Specs returns what the parameters are, in their order.
func (p *Params) Specs() []Spec { return p.specs }

// Value returns a parameter's place in the slab; nil when there is none.
func (p *Params) Value(name string) gpu.Buffer { return p.slice(p.values, name) }

// Gradient returns a parameter's gradient; nil when it has none.
func (p *Params) Gradient(name string) gpu.Buffer {
	if i, there := p.index[name]; !there || p.specs[i].Fixed {
		return nil
	}
	return p.slice(p.gradients, name)
}

func (p *Params) slice(slab gpu.Buffer, name string) gpu.Buffer {
	i, there := p.index[name]
	if !there || slab == nil {
		return nil
	}
	return slab.Slice(p.offset[i], p.offset[i]+p.specs[i].elements())
}

// weight returns a parameter as a matrix of its first dimension by all others,
// which is how a convolution as wide as its patch becomes a product. All tapes
// share one Weight, so that its rearranged copies are made once a step.
func (p *Params) weight(name string) (gpu.Weight, error) {
	if w, there := p.weights[name]; there {
		return w, nil
	}
	i, there := p.index[name]
	if !there || len(p.specs[i].Shape) < 2 {
		return nil, fmt.Errorf("there is no matrix named %q among the parameters", name)
	}
	s := p.specs[i]
	w, err := p.dev.NewWeight(p.Value(name), s.Shape[0], s.elements()/s.Shape[0])
	if err != nil {
		return nil, err
	}
	p.weights[name] = w
	return w, nil
}

// Changed tells the device that values were written.
func (p *Params) Changed() {
	for _, w := range p.weights {
		w.Changed()
	}
}

// Group is a stretch of parameters that the optimiser treats alike.
type Group struct {
	Decayed                        bool
	Rate                           float64 // share of the learning rate
	N                              int
	Value, Gradient, First, Second gpu.Buffer
}

// Groups returns the parameters by decay and rate, the decayed ones first.
func (p *Params) Groups() ([]Group, error) {
	if err := p.needMoments(); err != nil {
		return nil, err
	}
	var groups []Group
	for _, g := range p.groups {
		groups = append(groups, Group{g.decayed, g.rate, g.to - g.from, p.values.Slice(g.from, g.to),
			p.gradients.Slice(g.from, g.to), p.first.Slice(g.from, g.to), p.second.Slice(g.from, g.to)})
	}
	return groups, nil
}

// Gradients returns all gradients as one stretch; what lies between parameters
// is zero.
func (p *Params) Gradients() (gpu.Buffer, error) {
	if err := p.needGradients(); err != nil {
		return nil, err
	}
	return p.gradients, nil
}

// needGradients and needMoments make room on first use: a model that only
// redraws pictures takes a quarter of the memory.
func (p *Params) needGradients() error {
	return p.need(&p.gradients, "gradients")
}

func (p *Params) needMoments() error {
	if err := p.needGradients(); err != nil {
		return err
	}
	if err := p.need(&p.first, "the optimiser's moments"); err != nil {
		return err
	}
	return p.need(&p.second, "the optimiser's moments")
}

func (p *Params) need(slab *gpu.Buffer, what string) (err error) {
	if *slab != nil {
		return nil
	}
	if *slab, err = p.dev.New(gpu.Float32, p.trained); err != nil {
		*slab = nil
		return noRoom(p.trained, what, err)
	}
	return nil
}

// Count is the number of trained and of all parameters.
func (p *Params) Count() (trained, all int) {
	for _, s := range p.specs {
		all += s.elements()
		if !s.Fixed {
			trained += s.elements()
		}
	}
	return trained, all
}

// Free gives everything back.
func (p *Params) Free() {
	for _, w := range p.weights {
		w.Free()
	}
	for _, slab := range []gpu.Buffer{p.values, p.gradients, p.first, p.second} {
		if slab != nil {
			slab.Free()
		}
	}
	*p = Params{}
}

// NoDecay is the published rule: vectors and biases are not decayed.
func NoDecay(name string, shape []int) bool {
	return len(shape) == 1 || strings.HasSuffix(name, ".bias")
}
