package reference

// Linear: y = x Wᵀ + b.
// x (rows, in), w (out, in), b (out) or nil, y (rows, out).
//
//	y[r,o] = b[o] + sum over i of x[r,i] w[o,i]
func Linear[F float32 | float64](y, x, w, b []F, rows, out, in int) {
	for r := range rows {
		for o := range out {
			sum := dot(row(x, r, in), row(w, o, in))
			if b != nil {
				sum += float64(b[o])
			}
			y[r*out+o] = F(sum)
		}
	}
}

// LinearInput is the way back to the input: dx = dy W, or dx += dy W.
// dx (rows, in), dy (rows, out), w (out, in).
//
//	dx[r,i] = sum over o of dy[r,o] w[o,i]
func LinearInput[F float32 | float64](dx, dy, w []F, rows, out, in int, add bool) {
	clearUnless(add, dx)
	sums := make([]float64, in)
	for r := range rows {
		clear(sums)
		for o := range out {
			addScaled(sums, float64(dy[r*out+o]), row(w, o, in))
		}
		store(row(dx, r, in), sums)
	}
}

// LinearWeight is the way back to the parameters: dw = dyᵀ x, db = the sum of
// dy's rows; with add they are added to.
// dw (out, in), db (out) or nil, dy (rows, out), x (rows, in).
//
//	dw[o,i] = sum over r of dy[r,o] x[r,i]
//	db[o]   = sum over r of dy[r,o]
func LinearWeight[F float32 | float64](dw, db, dy, x []F, rows, out, in int, add bool) {
	clearUnless(add, dw)
	clearUnless(add, db)
	sums := make([]float64, in)
	for o := range out {
		clear(sums)
		bias := 0.0
		for r := range rows {
			addScaled(sums, float64(dy[r*out+o]), row(x, r, in))
			bias += float64(dy[r*out+o])
		}
		store(row(dw, o, in), sums)
		if db != nil {
			addTo(&db[o], bias)
		}
	}
}

// addScaled: sums += a x.
func addScaled[F float32 | float64](sums []float64, a float64, x []F) {
	for i := range sums {
		sums[i] += a * float64(x[i])
	}
}

// store adds finished sums to dst, which is zero unless it is to be added to.
func store[F float32 | float64](dst []F, sums []float64) {
	for i := range dst {
		addTo(&dst[i], sums[i])
	}
}
