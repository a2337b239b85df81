package autograd

import (
	"math"
	"testing"

	"maestudio/core/internal/devices"
	"maestudio/gpu"
)

// On a device with mixed precision every operation gets the types it takes, the
// tape takes less memory, and loss and gradients are nearly those of float32.
func TestMixedPrecision(t *testing.T) {
	exact := newTestModel(t, Options{Train: true})
	want, g := exact.step(t, 1, false)
	devices.EachMixed(t, func(t *testing.T, dev gpu.Device) { testMixed(t, dev, exact, want, g) })
}

func testMixed(t *testing.T, dev gpu.Device, exact *testModel, want float32, g []float32) {
	rough := newTestModelOn(t, dev, Options{Train: true}, false)
	if len(rough.tape.arenas) != 2 || rough.tape.Bytes() > exact.tape.Bytes()*9/10 {
		t.Errorf("the tape takes %d bytes in %d arenas, in float32 %d", rough.tape.Bytes(), len(rough.tape.arenas), exact.tape.Bytes())
	}
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
