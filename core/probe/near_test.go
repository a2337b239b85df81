package probe

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"maestudio/core/goldens"
	"maestudio/core/internal/testdata"
)

// Neighbours, cosines, votes and predictions as the reference has them.
func TestGoldenKNN(t *testing.T) {
	raw, err := os.ReadFile(testdata.Shared(t, "goldens/metrics.json"))
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		KNN struct {
			Features [][]float64
			Labels   []int
			Classes  int
			Cases    []struct {
				Query             []float64
				K                 int
				Neighbours        []int
				Similarity, Votes []float64
				Prediction        int
			}
		}
	}
	if err := json.Unmarshal(raw, &golden); err != nil {
		t.Fatal(err)
	}
	bounds, g := goldens.ReadBounds(t, "metrics.json"), golden.KNN
	if len(g.Cases) == 0 {
		t.Fatal("the file holds no cases")
	}
	for i, c := range g.Cases {
		near := Near(slices.Concat(g.Features...), c.Query, 2, c.K)[0]
		best, votes := Vote(near, g.Labels, g.Classes)
		if best != c.Prediction || len(near) != len(c.Neighbours) {
			t.Errorf("case %d: %d by %v, want %d by %v", i, best, near, c.Prediction, c.Neighbours)
			continue
		}
		for k, n := range near {
			if n.Index != c.Neighbours[k] || !bounds.Close(n.Cosine, c.Similarity[k]) {
				t.Errorf("case %d: neighbour %d is %+v, want %d of %v", i, k, n, c.Neighbours[k], c.Similarity[k])
			}
		}
		for class, want := range c.Votes {
			if !bounds.Close(votes[class], want) {
				t.Errorf("case %d: class %d has %v votes, want %v", i, class, votes[class], want)
			}
		}
	}
}

func TestNearOthersLeavesItselfOut(t *testing.T) {
	features := []float32{1, 0, 1, 0, 0, 1, 3, .1}
	for i, want := range [][]int{{1, 3}, {0, 3}, {3, 0}, {0, 1}} {
		for k, n := range NearOthers(features, 2, 2)[i] {
			if n.Index != want[k] {
				t.Errorf("neighbour %d of %d is %d, want %d", k, i, n.Index, want[k])
			}
		}
	}
	if got := Near(features, features[:2], 2, 9); len(got[0]) != 4 {
		t.Errorf("%d neighbours of four", len(got[0]))
	}
	if got := Near(nil, features, 2, 3); len(got) != 4 || len(got[0]) != 0 {
		t.Errorf("among none: %v", got)
	}
}
