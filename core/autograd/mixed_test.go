package autograd

import (
	"math"
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/reference"
)

// mixed is the reference as a device that multiplies matrices in bfloat16.
type mixed struct{ gpu.Device }

func (m mixed) Info() gpu.Info {
	i := m.Device.Info()
	i.Matrix = gpu.BFloat16
	return i
}

// On a device with mixed precision every operation gets the types it takes, the
// tape takes less memory, and loss and gradients are nearly those of float32.
func TestMixedPrecision(t *testing.T) {
	exact := newTestModel(t, Options{Train: true})
	rough := newTestModelOn(t, mixed{reference.Open[float32]()}, Options{Train: true}, false)
	if len(rough.tape.arenas) != 2 || rough.tape.Bytes() > exact.tape.Bytes()*9/10 {
		t.Errorf("the tape takes %d bytes in %d arenas, in float32 %d", rough.tape.Bytes(), len(rough.tape.arenas), exact.tape.Bytes())
	}
	want, g := exact.step(t, 1, false)
	got, h := rough.step(t, 1, false)
	if d := math.Abs(float64(got - want)); d == 0 || d > .02*float64(want) {
		t.Errorf("the loss is %v, in float32 %v", got, want)
	}
	var gg, gh, hh float64
	for i := range g {
		gg, gh, hh = gg+float64(g[i])*float64(g[i]), gh+float64(g[i])*float64(h[i]), hh+float64(h[i])*float64(h[i])
	}
	if cos := gh / math.Sqrt(gg*hh); !(cos > .999) {
		t.Errorf("the gradient points elsewhere: cosine %v", cos)
	}
}
