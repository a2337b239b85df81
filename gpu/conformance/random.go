package conformance

import (
	"math"
	"math/rand/v2"
	"slices"
)

// random makes the values of a case. values follows the case's flags, normal
// does not:
//
//	large     300 times as large     tiny      1e-38 times: mostly denormal
//	offset    1000 added: cancels    below     1000 taken off
//	wide      from 1e-6 to 1e6
//	nan       one NaN                infinite  one infinity of each sign
type random struct {
	*rand.Rand
	c testCase
}

func newRandom(seed uint64, c testCase) random {
	return random{rand.New(rand.NewPCG(seed, 1)), c}
}

// normal is n numbers of the standard normal distribution.
func (r random) normal(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

// slopes is n numbers from -1 to 1.
func (r random) slopes(n int) []float32 {
	x := r.normal(n)
	for i, v := range x {
		x[i] = max(-1, min(v, 1))
	}
	return x
}

func (r random) values(n int) []float32 {
	x := r.normal(n)
	scale := func(f func(v float64) float64) {
		for i := range x {
			x[i] = float32(f(float64(x[i])))
		}
	}
	switch {
	case r.c.has("large"):
		scale(func(v float64) float64 { return 300 * v })
	case r.c.has("tiny"):
		scale(func(v float64) float64 { return 1e-38 * v })
	case r.c.has("offset"):
		scale(func(v float64) float64 { return 1000 + v })
	case r.c.has("below"):
		scale(func(v float64) float64 { return v - 1000 })
	case r.c.has("wide"):
		scale(func(v float64) float64 { return v * math.Pow(10, 12*r.Float64()-6) })
	case r.c.has("nan"):
		r.sprinkle(x, float32(math.NaN()))
	case r.c.has("infinite"):
		r.sprinkle(x, float32(math.Inf(1)), float32(math.Inf(-1)))
	}
	return x
}

// sprinkle puts each of the values at one place, and leaves most of x finite.
func (r random) sprinkle(x []float32, values ...float32) {
	for _, v := range values {
		x[r.IntN(len(x))] = v
	}
}

// positive is n numbers above zero.
func (r random) positive(n int) []float32 {
	x := r.normal(n)
	for i := range x {
		x[i] *= x[i]
	}
	return x
}

// zeros is n zeros.
func (r random) zeros(n int) []float32 { return make([]float32, n) }

// mask is n numbers, each 1 (three of four) or 0, at least one of them 1.
func (r random) mask(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		if r.IntN(4) > 0 {
			x[i] = 1
		}
	}
	x[r.IntN(n)] = 1
	return x
}

// distinct is b times k different places below n.
func (r random) distinct(b, n, k int) []int32 {
	var all []int32
	for range b {
		all = append(all, r.permutation(n)[:k]...)
	}
	return all
}

// permutations is b orders of n places.
func (r random) permutations(b, n int) []int32 { return r.distinct(b, n, n) }

func (r random) permutation(n int) []int32 {
	places := make([]int32, n)
	for i, p := range r.Perm(n) {
		places[i] = int32(p)
	}
	return slices.Clip(places)
}
