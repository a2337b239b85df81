package reference

// MeanRows: y[b] = the mean of x[b,1] to x[b,N]; y (B, D), x (B, 1+N, D).
func MeanRows[F float32 | float64](y, x []F, b, n, d int) {
	for image := range b {
		sums := make([]float64, d)
		for i := range n {
			addScaled(sums, 1/float64(n), row(x, image*(1+n)+1+i, d))
		}
		to := row(y, image, d)
		clear(to)
		store(to, sums)
	}
}

// MeanRowsBackward: dx[b,0] = 0, dx[b,1+i] = dy[b] / N; add adds to dx.
func MeanRowsBackward[F float32 | float64](dx, dy []F, b, n, d int, add bool) {
	clearUnless(add, dx)
	for image := range b {
		for i := range n {
			to := row(dx, image*(1+n)+1+i, d)
			for c, v := range row(dy, image, d) {
				addTo(&to[c], float64(v)/float64(n))
			}
		}
	}
}

// ScaleRows: y[b] = residual[b] + scale[b] x[b], rows of n numbers; residual may
// be nil.
func ScaleRows[F float32 | float64](y, x, scale, residual []F, b, n int) {
	for image := range b {
		for c := image * n; c < (image+1)*n; c++ {
			sum := float64(scale[image]) * float64(x[c])
			if residual != nil {
				sum += float64(residual[c])
			}
			y[c] = F(sum)
		}
	}
}
