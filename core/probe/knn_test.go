package probe

import (
	"math"
	"math/rand/v2"
	"testing"
)

// clouds are features around one direction for each class.
func clouds(n, classes, dim int, spread float64) (features []float32, labels []int) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		label := i % classes
		for k := range dim {
			v := spread * r.NormFloat64()
			if k == label {
				v++
			}
			features = append(features, float32(v*(1+float64(i%7)))) // lengths must not matter
		}
		labels = append(labels, label)
	}
	return features, labels
}

func TestKNNOfClearClasses(t *testing.T) {
	features, labels := clouds(120, 4, 8, 0.05)
	if right := KNN(features, 8, labels); right != 120 {
		t.Errorf("%d of 120 are right", right)
	}
	noise, labels := clouds(400, 4, 8, 100)
	if right := KNN(noise, 8, labels); right < 60 || right > 140 {
		t.Errorf("of features that know nothing %d of 400 are right; a quarter is chance", right)
	}
}

// The same votes counted by the definition: all pairs, the k largest one by one.
func TestKNNByDefinition(t *testing.T) {
	const n, dim = 90, 5
	features, labels := clouds(n, 3, dim, 0.8)
	cosine := func(a, b int) float64 {
		var ab, aa, bb float64
		for k := range dim {
			x, y := float64(features[a*dim+k]), float64(features[b*dim+k])
			ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
		}
		return ab / math.Sqrt(aa*bb)
	}
	want := 0
	for i := range n {
		taken, votes := map[int]bool{i: true}, [3]float64{}
		for range 10 {
			best := -1
			for j := range n {
				if !taken[j] && (best < 0 || cosine(i, j) > cosine(i, best)) {
					best = j
				}
			}
			taken[best] = true
			votes[labels[best]] += math.Exp(cosine(i, best) / 0.07)
		}
		if own := votes[labels[i]]; own == max(votes[0], votes[1], votes[2]) {
			want++
		}
	}
	if got := KNN(features, dim, labels); got != want || want == n || want < n/3 {
		t.Errorf("%d of %d are right, by the definition %d", got, n, want)
	}
}

func TestKNNOfFew(t *testing.T) {
	if right := KNN([]float32{1, 0, 1, 0, 0, 0}, 2, []int{1, 1, 0}); right != 2 {
		t.Errorf("%d are right: the two that are alike find each other, the one of length 0 has nobody", right)
	}
	if right := KNN(nil, 2, nil); right != 0 {
		t.Errorf("of nothing %d are right", right)
	}
}
