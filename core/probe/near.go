package probe

import (
	"math"
	"runtime"
	"slices"
	"sync"
)

// Neighbour is a feature and how like another one it is.
type Neighbour struct {
	Index  int
	Cosine float64
}

// Near returns for each of the queries (Q, dim) the k features of N (N, dim) that are
// most like it, the nearest first; of equally near ones the first. Lengths do not matter.
func Near[F float32 | float64](features, queries []F, dim, k int) [][]Neighbour {
	return each(features, queries, dim, k, func(int) int { return -1 })
}

// NearOthers is Near of each feature among the others.
func NearOthers[F float32 | float64](features []F, dim, k int) [][]Neighbour {
	return each(features, features, dim, k, func(i int) int { return i })
}

// each looks for the neighbours of every query, on all processors. leave is the feature
// that does not count for a query.
func each[F float32 | float64](features, queries []F, dim, k int, leave func(query int) int) [][]Neighbour {
	units, asked := unitLength(features, dim), unitLength(queries, dim)
	near := make([][]Neighbour, len(queries)/dim)
	var running sync.WaitGroup
	parts := runtime.GOMAXPROCS(0)
	for part := range parts {
		running.Go(func() {
			for i := part; i < len(near); i += parts {
				near[i] = nearest(units, asked[i*dim:(i+1)*dim], dim, k, leave(i))
			}
		})
	}
	running.Wait()
	return near
}

// Vote lets neighbours vote for their labels with exp(cosine/0.07). It returns the label
// with most, of equal ones the first, and the votes of all classes.
func Vote(neighbours []Neighbour, labels []int, classes int) (best int, votes []float64) {
	votes = make([]float64, classes)
	for _, n := range neighbours {
		votes[labels[n.Index]] += math.Exp(n.Cosine / temperature)
	}
	for label, v := range votes {
		if v > votes[best] {
			best = label
		}
	}
	return best, votes
}

// unitLength scales each feature to length 1.
func unitLength[F float32 | float64](features []F, dim int) []F {
	units := slices.Clone(features)
	for row := range slices.Chunk(units, dim) {
		square := 0.0
		for _, v := range row {
			square += float64(v) * float64(v)
		}
		for i := range row {
			row[i] /= F(max(math.Sqrt(square), 1e-12))
		}
	}
	return units
}

// nearest returns the k features most like one of unit length, that of number leave left
// out.
func nearest[F float32 | float64](units, own []F, dim, k, leave int) []Neighbour {
	near := make([]Neighbour, 0, k+1)
	for j := range len(units) / dim {
		if j == leave {
			continue
		}
		cosine := 0.0
		for i, v := range units[j*dim : (j+1)*dim] {
			cosine += float64(v) * float64(own[i])
		}
		if len(near) == k && (k == 0 || cosine <= near[k-1].Cosine) {
			continue
		}
		at := len(near)
		for at > 0 && cosine > near[at-1].Cosine {
			at--
		}
		near = slices.Insert(near, at, Neighbour{j, cosine})
		near = near[:min(len(near), k)]
	}
	return near
}
