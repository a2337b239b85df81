// The linear probe: the encoder stays as it is, and a head learns on its features.

package classify

import (
	"errors"
	"math"
	"slices"
	"strings"

	"gorgonia.org/tensor"

	"maestudio/core/autograd"
	"maestudio/core/internal/random"
	"maestudio/core/weights"
	"maestudio/gpu"
)

// Frozen trains the head alone, on features that are normalised by their mean and
// variance in the batch (Ioffe and Szegedy 2015, without a scale and shift of its
// own; He et al. 2021, appendix A, "linear probing"). What is asked later uses
// means over the batches so far, under the names bn.mean and bn.var.
type Frozen struct {
	*Model
	head      *autograd.Tape // for a number of images
	x, target *autograd.Value
	loss      *autograd.Value
	fed       *tensor.Dense // images to learn from next (B, 3, S, S); nil once they were
	images    *tensor.Dense // memory for them
	targets   []float32     // (B, C) of them
	mean      []float64     // running, of the features
	variance  []float64
}

const (
	normMomentum = .1
	normEps      = 1e-6
	meanName     = "bn.mean"
	varianceName = "bn.var"
)

// frozenSpecs are those of the model, of which only the head is trained, and what
// the normalisation knows.
func (c Config) frozenSpecs() []autograd.Spec {
	specs := c.Specs()
	for i, s := range specs {
		specs[i].Fixed = s.Name != "head.weight" && s.Name != "head.bias"
		specs[i].Rate = 0
	}
	d := c.Encoder.Dim
	return append(specs, autograd.Spec{Name: meanName, Shape: []int{d}, Fixed: true}, autograd.Spec{Name: varianceName, Shape: []int{d}, Fixed: true})
}

// NewFrozen makes room for it; Start or Restore gives it values.
func NewFrozen(dev gpu.Device, c Config) (*Frozen, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	p, err := autograd.NewParams(dev, c.frozenSpecs())
	if err != nil {
		return nil, err
	}
	d := c.Encoder.Dim
	f := &Frozen{Model: &Model{c: c, dev: dev, params: p}, mean: make([]float64, d), variance: make([]float64, d)}
	return f, nil
}

// Start takes the encoder; the head starts with a deviation of 0.01.
func (f *Frozen) Start(encoder *weights.State, seed uint64) error {
	if err := f.Model.Start(encoder, seed); err != nil {
		return err
	}
	values := make([]float32, f.c.Classes*f.c.Encoder.Dim)
	r := random.New(seed, random.Key("init"), random.Key("the head of a linear probe"))
	for i := range values {
		values[i] = float32(.01 * r.Normal())
	}
	for i := range f.variance {
		f.mean[i], f.variance[i] = 0, 1
	}
	if err := f.params.Set("head.weight", values); err != nil {
		return err
	}
	return f.note()
}

// Restore goes on from parameters that were loaded.
func (f *Frozen) Restore() error {
	s, err := f.params.State()
	if err != nil {
		return err
	}
	for i, v := range s.Tensors[meanName].Data().([]float32) {
		f.mean[i] = float64(v)
	}
	for i, v := range s.Tensors[varianceName].Data().([]float32) {
		f.variance[i] = float64(v)
	}
	return nil
}

// note puts the running numbers among the parameters, and keeps what these hold, so
// that a run that is taken up goes on with the same bits.
func (f *Frozen) note() error {
	for name, from := range map[string][]float64{meanName: f.mean, varianceName: f.variance} {
		values := make([]float32, len(from))
		for i, v := range from {
			values[i] = float32(v)
			from[i] = float64(values[i])
		}
		if err := f.params.Set(name, values); err != nil {
			return err
		}
	}
	return nil
}

// Feed is that of Model; no branch is dropped. The encoder is asked by Learn: here it would
// count as time of the step before, and the last step would have none.
func (f *Frozen) Feed(images *tensor.Dense, targets []float32, _ Drops) error {
	if f.images == nil || !f.images.Shape().Eq(images.Shape()) {
		f.images = images.Clone().(*tensor.Dense)
	} else if err := tensor.Copy(f.images, images); err != nil {
		return err
	}
	f.fed, f.targets = f.images, append(f.targets[:0], targets...)
	return nil
}

// Learn is that of Model, for the head alone.
func (f *Frozen) Learn(scale float32, add bool) error {
	if f.fed == nil {
		return errors.New("there is no batch to learn from")
	}
	a, err := f.Model.Ask(f.fed)
	if err != nil {
		return err
	}
	f.fed = nil
	n := len(a.Features) / f.c.Encoder.Dim
	if err := f.record(n); err != nil {
		return err
	}
	f.normalise(a.Features, n)
	if err := f.note(); err != nil {
		return err
	}
	if err := f.head.Write(f.x, a.Features); err != nil {
		return err
	}
	if err := f.head.Write(f.target, f.targets); err != nil {
		return err
	}
	if err := f.head.Forward(); err != nil {
		return err
	}
	return f.head.Backward(scale, add)
}

// Loss is that of Model.
func (f *Frozen) Loss() (float64, error) {
	if f.head == nil {
		return 0, errors.New("nothing was learned, so there is no loss")
	}
	var value [1]float32
	err := f.head.Read(value[:], f.loss)
	return float64(value[0]), err
}

// Backward is Feed, Learn and Loss in turn.
func (f *Frozen) Backward(images *tensor.Dense, targets []float32, drop Drops, scale float32, add bool) (loss float64, err error) {
	if err := f.Feed(images, targets, drop); err != nil {
		return 0, err
	}
	if err := f.Learn(scale, add); err != nil {
		return 0, err
	}
	return f.Loss()
}

// record records the head for a number of images.
func (f *Frozen) record(images int) error {
	if f.head != nil && f.x.Rows == images {
		return nil
	}
	if f.head != nil {
		f.head.Free()
	}
	t := autograd.NewTape(f.dev, f.params, autograd.Options{Train: true})
	f.x, f.target = t.Input(images, f.c.Encoder.Dim), t.Input(images, f.c.Classes)
	f.loss, _ = t.CrossEntropy(t.Linear(f.x, "head"), f.target)
	f.head = t
	return t.Plan()
}

// normalise takes the batch's own mean and variance off, and notes them.
func (f *Frozen) normalise(features []float32, n int) {
	d := f.c.Encoder.Dim
	for k := range d {
		mean, square := 0.0, 0.0
		for i := k; i < n*d; i += d {
			mean += float64(features[i]) / float64(n)
		}
		for i := k; i < n*d; i += d {
			square += (float64(features[i]) - mean) * (float64(features[i]) - mean)
		}
		by := 1 / math.Sqrt(square/float64(n)+normEps)
		for i := k; i < n*d; i += d {
			features[i] = float32((float64(features[i]) - mean) * by)
		}
		f.mean[k] += normMomentum * (mean - f.mean[k])
		f.variance[k] += normMomentum * (square/float64(max(1, n-1)) - f.variance[k])
	}
}

// Ask is that of Model with the head on normalised features.
func (f *Frozen) Ask(images *tensor.Dense) (*Answer, error) {
	a, err := f.Model.Ask(images)
	if err != nil {
		return nil, err
	}
	d, classes := f.c.Encoder.Dim, f.c.Classes
	weight, bias := make([]float32, classes*d), make([]float32, classes)
	if err := f.dev.Read(weight, f.params.Value("head.weight")); err != nil {
		return nil, err
	}
	if err := f.dev.Read(bias, f.params.Value("head.bias")); err != nil {
		return nil, err
	}
	fold(weight, bias, f.mean, f.variance)
	for i := range a.Logits {
		row, sum := a.Features[i/classes*d:][:d], float64(bias[i%classes])
		for k, v := range weight[i%classes*d:][:d] {
			sum += float64(v) * float64(row[k])
		}
		a.Logits[i] = float32(sum)
	}
	return a, nil
}

// fold puts a normalisation into the head behind it.
func fold(weight, bias []float32, mean, variance []float64) {
	d := len(mean)
	for label := range bias {
		row, sum := weight[label*d:][:d], float64(bias[label])
		for k, v := range row {
			scaled := float64(v) / math.Sqrt(variance[k]+normEps)
			row[k] = float32(scaled)
			sum -= scaled * mean[k]
		}
		bias[label] = float32(sum)
	}
}

// Fold makes a usual classifier of the parameters of a frozen one: the normalisation
// goes into the head, and the tensors are those of Specs.
func (c Config) Fold(s *weights.State) (*weights.State, error) {
	running := map[string][]float64{}
	for _, name := range []string{meanName, varianceName} {
		values, err := s.Float32(name, c.Encoder.Dim)
		if err != nil {
			return nil, err
		}
		for _, v := range values {
			running[name] = append(running[name], float64(v))
		}
	}
	folded := weights.NewState()
	for _, spec := range c.Specs() {
		values, err := s.Float32(spec.Name, spec.Shape...)
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(spec.Name, "head.") {
			values = slices.Clone(values)
		}
		if err := folded.AddFloat32(spec.Name, values, spec.Shape...); err != nil {
			return nil, err
		}
	}
	weight, bias := folded.Tensors["head.weight"].Data().([]float32), folded.Tensors["head.bias"].Data().([]float32)
	fold(weight, bias, running[meanName], running[varianceName])
	return folded, nil
}

// Free gives all memory back.
func (f *Frozen) Free() {
	if f.head != nil {
		f.head.Free()
	}
	f.Model.Free()
}
