package probe

import (
	"math/rand/v2"
	"testing"

	"maestudio/gpu/reference"
)

// directions are n features around each of three directions, of very different scales.
func directions(n int, seed uint64) (features []float32, labels []int) {
	r := rand.New(rand.NewPCG(seed, 1))
	for i := range 3 * n {
		label := i % 3
		f := make([]float32, 6)
		for k := range f {
			f[k] = float32(r.NormFloat64()) * .3
		}
		f[label] += 1
		f[5] *= 1000 // says nothing, loudly
		features, labels = append(features, f...), append(labels, label)
	}
	return features, labels
}

func TestLinear(t *testing.T) {
	known, labels := directions(40, 1)
	asked, want := directions(30, 2)
	logits, err := Linear(reference.Open[float32](), known, labels, asked, 6, 3)
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	for i, label := range want {
		row := logits[3*i:][:3]
		if row[label] >= row[(label+1)%3] && row[label] >= row[(label+2)%3] {
			right++
		}
	}
	if right < 80 {
		t.Errorf("%d of 90 are right", right)
	}
}

func TestNeighbourly(t *testing.T) {
	known, labels := directions(40, 1)
	asked, want := directions(30, 2)
	for i := 5; i < len(known); i += 6 {
		known[i] = 0
	}
	for i := 5; i < len(asked); i += 6 {
		asked[i] = 0
	}
	right := 0
	for i, got := range Neighbourly(known, labels, asked, 6) {
		if got == want[i] {
			right++
		}
	}
	if right < 80 {
		t.Errorf("%d of 90 are right", right)
	}
}
