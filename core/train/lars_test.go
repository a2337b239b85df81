package train_test

import (
	"math"
	"testing"

	"maestudio/core/autograd"
	"maestudio/core/train"
	"maestudio/gpu/reference"
)

// Two steps by hand: a matrix whose step is a thousandth of its length, a bias with
// plain momentum.
func TestLARS(t *testing.T) {
	dev := reference.Open[float32]()
	p, err := autograd.NewParams(dev, []autograd.Spec{
		{Name: "w", Shape: []int{1, 2}}, {Name: "b", Shape: []int{1}, NoDecay: true}})
	must(t, err)
	must(t, p.Set("w", []float32{3, 4}))
	must(t, p.Set("b", []float32{1}))
	l, err := train.NewLARS(dev, p, 0)
	must(t, err)
	step := func() {
		must(t, dev.Write(p.Gradient("w"), []float32{0, 2}))
		must(t, dev.Write(p.Gradient("b"), []float32{.5}))
		must(t, l.Step(10))
	}
	step() // |w| is 5 and |g| 2: 0.0025 of (0, 2) is (0, 0.005), times the rate
	step()
	long := math.Hypot(3, 3.95)
	want := []float64{3, 3.95 - 10*(.9*.005+1e-3*long/2*2), 1 - 10*.5 - 10*(.9*.5+.5)}
	w, b := make([]float32, 2), make([]float32, 1)
	must(t, dev.Read(w, p.Value("w")))
	must(t, dev.Read(b, p.Value("b")))
	for i, got := range []float32{w[0], w[1], b[0]} {
		if math.Abs(float64(got)-want[i]) > 1e-5 {
			t.Errorf("number %d is %v, want %v", i, got, want[i])
		}
	}
	if l.Steps() != 2 {
		t.Errorf("%d steps", l.Steps())
	}
}
