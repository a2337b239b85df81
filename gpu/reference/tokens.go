package reference

// Embed makes the encoder's input y (B, 1+K, D) from the kept patches x (B, K, D),
// which are patches ids (B, K); pos (1+N, D), cls (D).
//
//	y[b,0]   = cls + pos[0]
//	y[b,1+i] = x[b,i] + pos[1+ids[b,i]]
func Embed[F float32 | float64](y, x, cls, pos []F, ids []int32, b, k, d int) {
	for image := range b {
		sum(row(y, image*(1+k), d), cls, row(pos, 0, d))
		for i := range k {
			from := image*k + i
			sum(row(y, image*(1+k)+1+i, d), row(x, from, d), row(pos, 1+int(ids[from]), d))
		}
	}
}

// EmbedBackward: dx[b,i] = dy[b,1+i]; dcls = Σ over b of dy[b,0]; dpos[0] is the
// same sum, and dpos[1+ids[b,i]] collects dy[b,1+i]. dpos may be nil. addParams
// adds to dcls and dpos.
func EmbedBackward[F float32 | float64](dx, dcls, dpos, dy []F, ids []int32, b, k, n, d int, addParams bool) {
	clearUnless(addParams, dcls)
	clearUnless(addParams, dpos)
	dclsSums, dposSums := make([]float64, d), make([]float64, (1+n)*d)
	for image := range b {
		first := row(dy, image*(1+k), d)
		addScaled(dclsSums, 1, first)
		addScaled(row(dposSums, 0, d), 1, first)
		for i := range k {
			from, to := row(dy, image*(1+k)+1+i, d), image*k+i
			copy(row(dx, to, d), from)
			addScaled(row(dposSums, 1+int(ids[to]), d), 1, from)
		}
	}
	store(dcls, dclsSums)
	store(dpos, dposSums)
}

// Unshuffle makes the decoder's input y (B, 1+N, D) from x (B, 1+K, D): the token
// of each patch where it was kept, else mask (D). restore (B, N) says where among
// the shuffled patches a patch went; the first K of those were kept. pos (1+N, D)
// may be nil.
//
//	y[b,0]   = x[b,0] + pos[0]
//	y[b,1+j] = (x[b,1+restore[b,j]] if restore[b,j] < K, else mask) + pos[1+j]
func Unshuffle[F float32 | float64](y, x, mask, pos []F, restore []int32, b, k, n, d int) {
	for image := range b {
		for t := range 1 + n {
			from := mask
			if at := kept(restore, image, t, k, n); at >= 0 {
				from = row(x, image*(1+k)+at, d)
			}
			to := row(y, image*(1+n)+t, d)
			copy(to, from)
			if pos != nil {
				addAll(to, row(pos, t, d))
			}
		}
	}
}

// UnshuffleBackward: dx (B, 1+K, D) gets the rows of dy (B, 1+N, D) that came
// from x, dmask (D) the sum of those that held the mask token; addMask adds to it.
func UnshuffleBackward[F float32 | float64](dx, dmask, dy []F, restore []int32, b, k, n, d int, addMask bool) {
	clearUnless(addMask, dmask)
	sums := make([]float64, d)
	for image := range b {
		for t := range 1 + n {
			from := row(dy, image*(1+n)+t, d)
			if at := kept(restore, image, t, k, n); at >= 0 {
				copy(row(dx, image*(1+k)+at, d), from)
			} else {
				addScaled(sums, 1, from)
			}
		}
	}
	store(dmask, sums)
}

// kept is the row of x that token t of an image comes from, or -1 for the mask.
func kept(restore []int32, image, t, k, n int) int {
	if t == 0 {
		return 0
	}
	if at := int(restore[image*n+t-1]); at < k {
		return 1 + at
	}
	return -1
}

// GatherRows: y[b,i] = x[b, ids[b,i]]; y (B, K, D), x (B, N, D), ids (B, K).
func GatherRows[F float32 | float64](y, x []F, ids []int32, n, k, d int) {
	for r, id := range ids {
		copy(row(y, r, d), row(x, r/k*n+int(id), d))
	}
}

// ScatterRows is the way back: dx[b, ids[b,i]] = dy[b,i], all other rows 0; with
// add, dx[b, ids[b,i]] += dy[b,i]. The ids of one image are distinct.
func ScatterRows[F float32 | float64](dx, dy []F, ids []int32, n, k, d int, add bool) {
	clearUnless(add, dx)
	for r, id := range ids {
		addAll(row(dx, r/k*n+int(id), d), row(dy, r, d))
	}
}

// sum: y = a + b.
func sum[F float32 | float64](y, a, b []F) {
	for i := range y {
		y[i] = F(float64(a[i]) + float64(b[i]))
	}
}
