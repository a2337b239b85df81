// Package probe asks what features know of labels that they were never shown.
package probe

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"
)

const (
	// Neighbours is k of k-NN.
	Neighbours = 10
	// temperature is how much more the nearest of them count (Wu et al. 2018).
	temperature = 0.07
)

// UnderRates is what to know of a k-NN score when it is of a masked autoencoder.
const UnderRates = "k-NN under-rates masked autoencoders: what they learn shows in full after fine-tuning. Watch whether it rises."

// KNN returns how many of N features (N, dim) are given their own label by their
// nearest neighbours among the others: the ten of the highest cosine vote for
// their labels with exp(cosine/0.07). labels count from 0.
func KNN(features []float32, dim int, labels []int) (right int) {
	units, classes := unitLength(features, dim), slices.Max(append([]int{0}, labels...))+1
	hits := make([]bool, len(labels))
	var running sync.WaitGroup
	parts := runtime.GOMAXPROCS(0)
	for part := range parts {
		running.Go(func() {
			for i := part; i < len(labels); i += parts {
				hits[i] = vote(nearest(units, dim, i), labels, classes) == labels[i]
			}
		})
	}
	running.Wait()
	for _, hit := range hits {
		if hit {
			right++
		}
	}
	return right
}

// unitLength scales each feature to length 1.
func unitLength(features []float32, dim int) []float32 {
	units := slices.Clone(features)
	for row := range slices.Chunk(units, dim) {
		square := 0.0
		for _, v := range row {
			square += float64(v) * float64(v)
		}
		for i := range row {
			row[i] /= float32(max(math.Sqrt(square), 1e-12))
		}
	}
	return units
}

// neighbour is a feature and how like another one it is.
type neighbour struct {
	index  int
	cosine float64
}

// nearest returns the features most like number i, itself left out.
func nearest(units []float32, dim, i int) []neighbour {
	all, own := make([]neighbour, 0, len(units)/dim), units[i*dim:(i+1)*dim]
	for j := range len(units) / dim {
		if j == i {
			continue
		}
		cosine := 0.0
		for k, v := range units[j*dim : (j+1)*dim] {
			cosine += float64(v) * float64(own[k])
		}
		all = append(all, neighbour{j, cosine})
	}
	slices.SortFunc(all, func(a, b neighbour) int {
		return cmp.Or(cmp.Compare(b.cosine, a.cosine), cmp.Compare(a.index, b.index))
	})
	return all[:min(Neighbours, len(all))]
}

// vote returns the label that the neighbours have most of; of equal ones the first.
func vote(neighbours []neighbour, labels []int, classes int) (best int) {
	votes := make([]float64, classes)
	for _, n := range neighbours {
		votes[labels[n.index]] += math.Exp(n.cosine / temperature)
	}
	for label, v := range votes {
		if v > votes[best] {
			best = label
		}
	}
	return best
}
