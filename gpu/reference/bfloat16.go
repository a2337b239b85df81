package reference

import "math"

// RoundBFloat16 gives the bfloat16 number nearest to x: the upper half of a
// float32, ties to even. NaN stays NaN.
func RoundBFloat16[F float32 | float64](x F) F {
	if x != x {
		return x
	}
	bits := math.Float32bits(float32(x))
	bits += 0x7fff + bits>>16&1 // half of the last kept place; a tie goes to even
	return F(math.Float32frombits(bits &^ 0xffff))
}
