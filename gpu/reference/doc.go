// Package reference is every operation of a device in plain Go: slow and
// obviously right. Read it to learn what an operation means; the fast devices
// are compared with it.
//
// The operations are functions on slices, written once for two precisions, with
// the way forward and the way back as neighbours. Whatever the precision of the
// slices, a result is computed in float64 and rounded once, when it is stored:
// so the float32 variant is the best answer that float32 can hold (which makes it
// the better yardstick), and the float64 variant can be checked against finite
// differences. NaN and infinities go where the formulas take them.
//
// Open wraps the functions as a gpu.Device that checks what it is given. The
// functions themselves trust their arguments.
//
// Shapes: the last size named runs fastest. B images, N patches of a picture,
// K of them kept, D width of a token, H heads, C channels, P side of a patch.
package reference

// row is row i of the matrix x (any, cols).
func row[F float32 | float64](x []F, i, cols int) []F {
	return x[i*cols : (i+1)*cols]
}

// dot is the sum of a[i]*b[i], in float64.
func dot[F float32 | float64](a, b []F) float64 {
	sum := 0.0
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// clearUnless zeroes dst unless results are to be added to what it holds.
func clearUnless[F float32 | float64](add bool, dst []F) {
	if !add {
		clear(dst)
	}
}

// addTo adds v to *dst, rounding once.
func addTo[F float32 | float64](dst *F, v float64) {
	*dst = F(float64(*dst) + v)
}

// addAll adds x to y, element by element.
func addAll[F float32 | float64](y, x []F) {
	for i := range y {
		addTo(&y[i], float64(x[i]))
	}
}
