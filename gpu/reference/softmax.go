package reference

import "math"

// Softmax: y = exp(x) / the sum of exp(x), over each row of x (rows, cols). The
// largest value is taken off first, which changes nothing but keeps exp finite.
func Softmax[F float32 | float64](y, x []F, rows, cols int) {
	for r := range rows {
		logSum := logSumExp(row(x, r, cols))
		for c := r * cols; c < (r+1)*cols; c++ {
			y[c] = F(math.Exp(float64(x[c]) - logSum))
		}
	}
}

// SoftmaxBackward: dx = y (dy - the row's sum of dy y); y is Softmax's result.
func SoftmaxBackward[F float32 | float64](dx, dy, y []F, rows, cols int) {
	for r := range rows {
		mean := dot(row(dy, r, cols), row(y, r, cols))
		for c := r * cols; c < (r+1)*cols; c++ {
			dx[c] = F(float64(y[c]) * (float64(dy[c]) - mean))
		}
	}
}

// logSumExp is the logarithm of the sum of exp(x).
func logSumExp[F float32 | float64](x []F) float64 {
	largest := math.Inf(-1)
	for _, v := range x {
		largest = math.Max(largest, float64(v))
	}
	sum := 0.0
	for _, v := range x {
		sum += math.Exp(float64(v) - largest)
	}
	return largest + math.Log(sum)
}
