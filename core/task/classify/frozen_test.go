package classify

import (
	"math"
	"math/rand/v2"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/core/dataset/augment"
	"maestudio/core/train"
	"maestudio/gpu/reference"
)

// The encoder works in the step that learns from a batch, not in the one before, in which it
// is fed: else the rate of a run's last step would be that of the head alone.
func TestFrozenWorksInItsStep(t *testing.T) {
	f, err := NewFrozen(reference.Open[float32](), tiny)
	must(t, err)
	defer f.Free()
	must(t, f.Start(nil, 1))
	images, targets := someBatch(tiny, 1)
	must(t, f.Feed(images, targets, nil))
	if f.ask != nil {
		t.Error("the encoder was asked when it was fed")
	}
	must(t, f.Learn(1, false))
	if f.ask == nil {
		t.Error("the encoder was not asked")
	}
	if err := f.Learn(1, false); err == nil {
		t.Error("it learns twice from one batch")
	}
}

// A frozen model learns what its features tell, leaves the encoder alone, and gives
// the same answers when it is folded.
func TestFrozen(t *testing.T) {
	c := tiny
	c.ClassToken, c.Classes = true, 2
	dev := reference.Open[float32]()
	f, err := NewFrozen(dev, c)
	must(t, err)
	defer f.Free()
	must(t, f.Start(nil, 1))
	before, err := f.params.State()
	must(t, err)
	optimizer, err := train.NewLARS(dev, f.params, 0)
	must(t, err)
	const n = 8
	targets := make([]float32, n*c.Classes)
	draw := func(seed uint64) (*tensor.Dense, []int) {
		r := rand.New(rand.NewPCG(seed, 1))
		pixels, labels := make([]float32, n*3*c.ImageSize*c.ImageSize), make([]int, n)
		each := len(pixels) / n
		for i := range labels {
			labels[i] = i % 2
			for k := range each {
				pixels[i*each+k] = float32(r.NormFloat64() + float64(4*labels[i]-2)*float64(k%2))
			}
		}
		return tensor.New(tensor.WithShape(n, 3, c.ImageSize, c.ImageSize), tensor.WithBacking(pixels)), labels
	}
	var first, last float64
	for step := range 80 {
		images, labels := draw(uint64(step))
		augment.Mix{Lambda: 1}.Targets(targets, labels, c.Classes, 0)
		loss, err := f.Backward(images, targets, nil, 1, false)
		must(t, err)
		must(t, optimizer.Step(3))
		if step == 0 {
			first = loss
		}
		last = loss
	}
	if last > first/3 {
		t.Errorf("the loss went from %v to %v", first, last)
	}
	after, err := f.params.State()
	must(t, err)
	for i, v := range before.Tensors["blocks.0.attn.qkv.weight"].Data().([]float32) {
		if after.Tensors["blocks.0.attn.qkv.weight"].Data().([]float32)[i] != v {
			t.Fatal("the encoder has changed")
		}
	}
	images, labels := draw(1000)
	answer, err := f.Ask(images)
	must(t, err)
	for i, label := range labels {
		if Top(answer.Logits[2*i:][:2]) != label {
			t.Errorf("picture %d is of class %d: %v", i, label, answer.Logits[2*i:][:2])
		}
	}
	folded, err := c.Fold(after)
	must(t, err)
	m, err := New(dev, c)
	must(t, err)
	defer m.Free()
	must(t, m.params.Load(folded))
	same, err := m.Ask(images)
	must(t, err)
	for i, v := range answer.Logits {
		if math.Abs(float64(v-same.Logits[i])) > 1e-4*math.Abs(float64(v))+1e-5 {
			t.Errorf("logit %d is %v, folded %v", i, v, same.Logits[i])
		}
	}
}
