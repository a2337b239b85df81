package reference

import (
	"math"

	"maestudio/gpu"
)

// AdamW is one step of algorithm 2 of Loshchilov and Hutter 2019, on parameters
// w with gradient g and moments m, v, all of one length. t is the step, from 1.
//
//	m = beta1 m + (1-beta1) g
//	v = beta2 v + (1-beta2) g²
//	w = w - rate decay w - rate (m / (1-beta1ᵗ)) / (√(v / (1-beta2ᵗ)) + eps)
func AdamW[F float32 | float64](w, g, m, v []F, s gpu.AdamW) {
	correct1 := 1 - math.Pow(s.Beta1, float64(s.Step))
	correct2 := 1 - math.Pow(s.Beta2, float64(s.Step))
	for i := range w {
		grad := float64(g[i])
		mean := s.Beta1*float64(m[i]) + (1-s.Beta1)*grad
		square := s.Beta2*float64(v[i]) + (1-s.Beta2)*grad*grad
		step := mean / correct1 / (math.Sqrt(square/correct2) + s.Eps)

		m[i], v[i] = F(mean), F(square)
		w[i] = F(float64(w[i])*(1-s.Rate*s.Decay) - s.Rate*step)
	}
}

// SumSquares is the sum of x².
func SumSquares[F float32 | float64](x []F) float64 { return dot(x, x) }
