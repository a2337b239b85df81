package goldens

import (
	"math"
	"strings"
	"testing"
)

// Compare wants got within the bounds of the tensor of that name, and logs how
// far off it is.
func (f *File) Compare(t testing.TB, name string, got []float32) {
	t.Helper()
	want, bounds := f.Float32(name), f.bounds(name)
	if len(got) != len(want) {
		t.Errorf("%s has %d values, want %d", name, len(got), len(want))
		return
	}
	if bounds.KeyBias != nil && strings.HasSuffix(name, "attn.qkv.bias") {
		third := len(want) / 3
		report(t, name+" (keys)", got[third:2*third], want[third:2*third], bounds.KeyBias.Abs)
		got, want = without(got, third), without(want, third)
	}
	report(t, name, got, want, math.Min(bounds.Abs, bounds.Rel*largest(want)))
}

// CompareFloat64 is the same for a float64 tensor: losses and rates.
func (f *File) CompareFloat64(t testing.TB, name string, got []float64) {
	t.Helper()
	want, bounds := f.Float64(name), f.bounds(name)
	if len(got) != len(want) {
		t.Errorf("%s has %d values, want %d", name, len(got), len(want))
		return
	}
	report(t, name, got, want, math.Min(bounds.Abs, bounds.Rel*largest(want)))
}

// CompareInt32 wants the same integers.
func (f *File) CompareInt32(t testing.TB, name string, got []int32) {
	t.Helper()
	want := f.Int32(name)
	if len(got) != len(want) {
		t.Errorf("%s has %d values, want %d", name, len(got), len(want))
		return
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s[%d] is %d, want %d", name, i, got[i], want[i])
			return
		}
	}
}

// report fails where a value is off by more than allowed.
func report[F float32 | float64](t testing.TB, name string, got, want []F, allowed float64) {
	t.Helper()
	worst, at := 0.0, 0
	for i := range want {
		diff := math.Abs(float64(got[i]) - float64(want[i]))
		if diff > worst || diff != diff {
			worst, at = diff, i
		}
		if diff != diff {
			break // NaN: nothing is worse
		}
	}
	t.Logf("%-40s max |diff| %.1e  (allowed %.1e)", name, worst, allowed)
	if !(worst <= allowed) {
		t.Errorf("%s[%d] is %v, want %v: off by %.2g, allowed is %.2g", name, at, got[at], want[at], worst, allowed)
	}
}

func largest[F float32 | float64](x []F) float64 {
	m := 0.0
	for _, v := range x {
		m = math.Max(m, math.Abs(float64(v)))
	}
	return m
}

// without is x without its middle third.
func without(x []float32, third int) []float32 {
	return append(append([]float32{}, x[:third]...), x[2*third:]...)
}
