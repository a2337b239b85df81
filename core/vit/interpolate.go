// Positions for pictures of another size.

package vit

import "math"

// Interpolate carries a table of positions (1+from*from, dim) to another grid and
// returns (1+to*to, dim). Row 0, the class token's, stays as it is. The others are
// interpolated bicubically as the published fine-tuning does: a = -0.75, the edges of
// pixels aligned and not their centres, no smoothing where the grid shrinks, and the
// outermost positions repeated beyond the edge.
func Interpolate(table []float32, dim, from, to int) []float32 {
	out := make([]float32, (1+to*to)*dim)
	copy(out, table[:dim])
	places := make([]taps, to)
	for i := range places {
		places[i] = tapsAt(i, from, to)
	}
	for y := range to {
		for x := range to {
			at := out[(1+y*to+x)*dim:][:dim]
			for j, wy := range places[y].weight {
				for k, wx := range places[x].weight {
					source := table[(1+places[y].at[j]*from+places[x].at[k])*dim:]
					w := wy * wx
					for c := range at {
						at[c] += float32(w * float64(source[c]))
					}
				}
			}
		}
	}
	return out
}

// taps are the four places that one is made of, with their weights.
type taps struct {
	at     [4]int
	weight [4]float64
}

func tapsAt(i, from, to int) (t taps) {
	source := (float64(i)+.5)*float64(from)/float64(to) - .5
	first := math.Floor(source)
	for k := range t.at {
		place := int(first) - 1 + k
		t.at[k] = min(max(place, 0), from-1)
		t.weight[k] = cubic(math.Abs(source - float64(place)))
	}
	return t
}

// cubic is the kernel of cubic convolution with a = -0.75 (Keys 1981).
func cubic(x float64) float64 {
	const a = -.75
	if x <= 1 {
		return ((a+2)*x-(a+3))*x*x + 1
	}
	if x < 2 {
		return ((a*x-5*a)*x+8*a)*x - 4*a
	}
	return 0
}
