package reference

import "math"

// GELU is the exact one (Hendrycks and Gimpel 2016): y = x Φ(x), where
// Φ(x) = (1 + erf(x/√2)) / 2 is the normal distribution. It is computed as
// erfc(-x/√2) / 2, the same number without the cancellation at negative x.
func GELU[F float32 | float64](y, x []F) {
	for i := range y {
		v := float64(x[i])
		y[i] = F(v * normalCDF(v))
	}
}

// GELUBackward: dx = dy (Φ(x) + x φ(x)), φ(x) = exp(-x²/2) / √(2π).
func GELUBackward[F float32 | float64](dx, dy, x []F) {
	for i := range dx {
		dx[i] = F(float64(dy[i]) * geluSlope(float64(x[i])))
	}
}

func geluSlope(x float64) float64 {
	return normalCDF(x) + x*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)
}

func normalCDF(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }
