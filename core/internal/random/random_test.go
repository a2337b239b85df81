package random

import (
	"math"
	"testing"
)

// The first numbers of a seed stay what they are: runs of older programs
// depend on them.
func TestSequenceStays(t *testing.T) {
	s := New(1, 2, 3)
	for i, want := range []uint64{0x4c94d579cd9efb33, 0xfd5f7a11dc1bff20, 0xff2b5bc8d95b952a} {
		if got := s.Uint64(); got != want {
			t.Errorf("number %d is %#x, it was %#x", i, got, want)
		}
	}
}

func TestKeysMatter(t *testing.T) {
	seen := map[uint64][]uint64{}
	for _, keys := range [][]uint64{{}, {0}, {0, 0}, {1}, {1, 0}, {0, 1}, {2, 1}, {1, 2}, {Key("a")}, {Key("b")}, {Key("")}} {
		s := New(keys...)
		first := s.Uint64()
		if other, twice := seen[first]; twice {
			t.Errorf("%v and %v give the same numbers", keys, other)
		}
		seen[first] = keys
	}
}

// Means and variances over many draws, also across neighbouring keys.
func TestDistributions(t *testing.T) {
	const n = 200000
	one := New(7)
	draws := map[string]struct {
		draw           func(i int) float64
		mean, variance float64
	}{
		"Float64":        {func(int) float64 { return one.Float64() }, .5, 1. / 12},
		"Float32":        {func(int) float64 { return float64(one.Float32()) }, .5, 1. / 12},
		"Normal":         {func(int) float64 { return one.Normal() }, 0, 1},
		"first of a key": {func(i int) float64 { s := New(3, uint64(i)); return s.Float64() }, .5, 1. / 12},
	}
	for name, d := range draws {
		var sum, squares float64
		for i := range n {
			v := d.draw(i)
			if name != "Normal" && (v < 0 || v >= 1) {
				t.Fatalf("%s gave %v", name, v)
			}
			sum += v
			squares += v * v
		}
		mean := sum / n
		variance := squares/n - mean*mean
		if math.Abs(mean-d.mean) > 5*math.Sqrt(d.variance/n) || math.Abs(variance/d.variance-1) > .02 {
			t.Errorf("%s: mean %.4f, variance %.4f, expected %.4f and %.4f", name, mean, variance, d.mean, d.variance)
		}
	}
}
