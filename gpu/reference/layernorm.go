package reference

import "math"

// LayerNorm (Ba et al. 2016) over each row of x (rows, cols):
//
//	mean = Σ x / cols,  var = Σ (x-mean)² / cols,  rstd = 1/√(var + eps)
//	y    = (x-mean) rstd w + b
//
// w, b (cols); mean and rstd (rows) are kept for the way back. The variance
// takes a second pass: Σ x² - mean² would cancel.
func LayerNorm[F float32 | float64](y, mean, rstd, x, w, b []F, rows, cols int, eps float64) {
	for r := range rows {
		xr, yr := row(x, r, cols), row(y, r, cols)
		m := average(xr)
		s := 1 / math.Sqrt(squaredDistance(xr, m)/float64(cols)+eps)
		mean[r], rstd[r] = F(m), F(s)
		for c := range xr {
			yr[c] = F((float64(xr[c])-m)*s*float64(w[c]) + float64(b[c]))
		}
	}
}

// LayerNormBackward: with n = (x-mean) rstd and g = dy w,
//
//	dx = rstd (g - average(g) - n average(g n))
//	dw = the sum over rows of dy n,  db = the sum over rows of dy
//
// averages over the row; addX adds to dx, addParams to dw and db.
func LayerNormBackward[F float32 | float64](dx, dw, db, dy, x, w, mean, rstd []F, rows, cols int, addX, addParams bool) {
	clearUnless(addX, dx)
	dws, dbs := make([]float64, cols), make([]float64, cols)
	for r := range rows {
		m, s := float64(mean[r]), float64(rstd[r])
		normal := func(c int) float64 { return (float64(x[r*cols+c]) - m) * s }
		g := func(c int) float64 { return float64(dy[r*cols+c]) * float64(w[c]) }

		var averageG, averageGN float64
		for c := range cols {
			averageG += g(c) / float64(cols)
			averageGN += g(c) * normal(c) / float64(cols)
		}
		for c := range cols {
			addTo(&dx[r*cols+c], s*(g(c)-averageG-normal(c)*averageGN))
			dws[c] += float64(dy[r*cols+c]) * normal(c)
			dbs[c] += float64(dy[r*cols+c])
		}
	}
	clearUnless(addParams, dw)
	clearUnless(addParams, db)
	store(dw, dws)
	store(db, dbs)
}

func average[F float32 | float64](x []F) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v)
	}
	return sum / float64(len(x))
}

// squaredDistance is the sum of (x-from)².
func squaredDistance[F float32 | float64](x []F, from float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += (float64(v) - from) * (float64(v) - from)
	}
	return sum
}
