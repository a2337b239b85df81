package reference

import "math"

// Attention (Vaswani et al. 2017) for each image and head:
//
//	s[i,j] = q[i]·k[j] / √D,  lse[i] = log Σ over j of exp s[i,j]
//	y[i]   = Σ over j of exp(s[i,j] - lse[i]) v[j]
//
// qkv (B, N, 3, H, D) holds queries, keys and values; y (B, N, H*D); lse (B, H, N)
// is kept for the way back, from which the probabilities are made again
// (Dao et al. 2022, section 3.1).
func Attention[F float32 | float64](y, lse, qkv []F, b, n, h, d int) {
	scores, sums := make([]float64, n), make([]float64, d)
	for image := range b {
		for head := range h {
			at := attentionRows[F]{qkv, n, h, d, image, head}
			for i := range n {
				for j := range n {
					scores[j] = at.score(i, j)
				}
				logSum := logSumExp(scores)
				clear(sums)
				for j := range n {
					addScaled(sums, math.Exp(scores[j]-logSum), at.row(2, j))
				}
				lse[(image*h+head)*n+i] = F(logSum)
				for c := range d {
					at.output(y, i)[c] = F(sums[c])
				}
			}
		}
	}
}

// AttentionBackward: with p[i,j] = exp(s[i,j] - lse[i]),
//
//	dp[i,j] = dy[i]·v[j],  ds[i,j] = p[i,j] (dp[i,j] - dy[i]·y[i])
//	dq[i] = Σ over j of ds[i,j] k[j] / √D
//	dk[j] = Σ over i of ds[i,j] q[i] / √D
//	dv[j] = Σ over i of p[i,j] dy[i]
//
// dqkv is like qkv, dy and y (B, N, H*D). dy[i]·y[i] is the sum over j of
// p[i,j] dp[i,j] (Dao et al. 2022, appendix B.2).
func AttentionBackward[F float32 | float64](dqkv, dy, y, lse, qkv []F, b, n, h, d int) {
	sums := make([]float64, len(dqkv))
	scale := 1 / math.Sqrt(float64(d))
	for image := range b {
		for head := range h {
			at := attentionRows[F]{qkv, n, h, d, image, head}
			to := attentionRows[float64]{sums, n, h, d, image, head}
			for i := range n {
				dyi, logSum := at.output(dy, i), float64(lse[(image*h+head)*n+i])
				delta := dot(dyi, at.output(y, i))
				for j := range n {
					p := math.Exp(at.score(i, j) - logSum)
					ds := p * (dot(dyi, at.row(2, j)) - delta) * scale
					addScaled(to.row(0, i), ds, at.row(1, j))
					addScaled(to.row(1, j), ds, at.row(0, i))
					addScaled(to.row(2, j), p, dyi)
				}
			}
		}
	}
	for i := range dqkv {
		dqkv[i] = F(sums[i])
	}
}

// attentionRows finds the rows of one image and head.
type attentionRows[F float32 | float64] struct {
	qkv                  []F
	n, h, d, image, head int
}

// row is the query (part 0), key (1) or value (2) of token i.
func (a attentionRows[F]) row(part, i int) []F {
	return row(a.qkv, ((a.image*a.n+i)*3+part)*a.h+a.head, a.d)
}

// output is token i's row of y or dy.
func (a attentionRows[F]) output(y []F, i int) []F {
	return row(y, (a.image*a.n+i)*a.h+a.head, a.d)
}

// score is q[i]·k[j] / √D.
func (a attentionRows[F]) score(i, j int) float64 {
	return dot(a.row(0, i), a.row(1, j)) / math.Sqrt(float64(a.d))
}
