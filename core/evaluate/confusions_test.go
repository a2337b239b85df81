package evaluate

import (
	"slices"
	"testing"

	"maestudio/core/task/score"
)

// Mistakes are listed by how many they are, and equal ones by their classes; what was
// right is none.
func TestConfusions(t *testing.T) {
	r := &Result{Scores: &score.Scores{Confusion: [][]int{{9, 1, 0}, {3, 5, 1}, {0, 0, 7}}}}
	if got, want := r.Confusions(), []Confusion{{1, 0, 3}, {0, 1, 1}, {1, 2, 1}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
