package suspect

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"testing"

	"maestudio/core/internal/random"
)

var names = []string{"ewer", "ketch", "watch"}

func TestOneByOne(t *testing.T) {
	unknown := math.NaN()
	for what, c := range map[string]struct {
		evidence Evidence
		score    float64 // 0: not listed
		instead  int
		says     string
	}{
		"all speaks against it":    {Evidence{0, -math.Log(.1), 1, []int{1, 1, 1, 1}}, .9, 1, `Of the 4 pictures most like it 4 are "ketch" and none is "ewer"; the classifier takes it for "ketch" and gives its label 10 %.`},
		"some neighbours agree":    {Evidence{0, -math.Log(.1), 1, []int{1, 0, 2, 1, 1}}, .72, 1, "3 are \"ketch\" and 1 is \"ewer\""},
		"the classifier agrees":    {Evidence{0, -math.Log(.4), 0, []int{1, 1, 1, 1}}, 0, 0, ""},
		"the neighbours agree":     {Evidence{0, 6, 1, []int{0, 0, 1}}, 0, 0, ""},
		"as many agree":            {Evidence{0, 6, 1, []int{1, 0, 0, 1}}, 0, 0, ""},
		"the classifier is unsure": {Evidence{0, -math.Log(.45), 1, []int{1, 1, 1, 0}}, 0, 0, ""},
		"neighbours alone":         {Evidence{2, unknown, 0, []int{0, 0, 0, 1}}, 1, 0, `3 are "ewer" and none is "watch".`},
		"the classifier alone":     {Evidence{2, 7, 1, nil}, 1 - math.Exp(-7), 1, `takes it for "ketch" and gives its label less than 1 %.`},
		"nothing is known":         {Evidence{2, unknown, 0, nil}, 0, 0, ""},
	} {
		got := Rank([]Evidence{c.evidence}, names)
		if c.score == 0 {
			if len(got) > 0 {
				t.Errorf("%s: it is listed, %+v", what, got)
			}
			continue
		}
		if len(got) != 1 || math.Abs(got[0].Score-c.score) > 1e-9 || got[0].Instead != c.instead || !strings.Contains(got[0].Reason, c.says) {
			t.Errorf("%s: %+v, want %v for %d and %q", what, got, c.score, c.instead, c.says)
		}
	}
}

// Of pictures in three clouds, some of which were given another cloud's label, the
// list has nearly all, on top, and little else.
func TestWrongLabelsAreFound(t *testing.T) {
	const n, wrong = 600, 30
	draw := random.New(4)
	places, labels, truth := make([][2]float64, n), make([]int, n), make([]int, n)
	for i := range n {
		truth[i] = i % 3
		labels[i] = truth[i]
		angle := 2 * math.Pi * float64(truth[i]) / 3
		places[i] = [2]float64{3*math.Cos(angle) + draw.Normal(), 3*math.Sin(angle) + draw.Normal()}
		if i < wrong {
			labels[i] = (truth[i] + 1) % 3
		}
	}
	evidence := make([]Evidence, n)
	for i := range n {
		likely := fromCentres(places[i])
		evidence[i] = Evidence{labels[i], -math.Log(likely[labels[i]]), best(likely), nearest(places, labels, i)}
	}
	list := Rank(evidence, names)
	found := 0
	for _, s := range list[:min(wrong, len(list))] {
		if s.Picture < wrong && s.Instead == truth[s.Picture] {
			found++
		}
	}
	if found < wrong*8/10 || len(list) > 2*wrong {
		t.Errorf("%d of %d wrong labels are in front, of %d listed", found, wrong, len(list))
	}
	t.Logf("%d of %d wrong labels in front, %d listed", found, wrong, len(list))
	if !slices.IsSortedFunc(list, func(a, b Suspect) int { return cmp.Compare(b.Score, a.Score) }) {
		t.Error("the list is not sorted")
	}
}

// fromCentres is what a classifier that knows the clouds says.
func fromCentres(at [2]float64) []float64 {
	likely, sum := make([]float64, 3), 0.0
	for c := range likely {
		angle := 2 * math.Pi * float64(c) / 3
		dx, dy := at[0]-3*math.Cos(angle), at[1]-3*math.Sin(angle)
		likely[c] = math.Exp(-(dx*dx + dy*dy) / 2)
		sum += likely[c]
	}
	for c := range likely {
		likely[c] /= sum
	}
	return likely
}

func best(likely []float64) (at int) {
	for c, v := range likely {
		if v > likely[at] {
			at = c
		}
	}
	return at
}

func nearest(places [][2]float64, labels []int, of int) (neighbours []int) {
	order := make([]int, 0, len(places))
	for i := range places {
		if i != of {
			order = append(order, i)
		}
	}
	far := func(i int) float64 {
		return math.Hypot(places[i][0]-places[of][0], places[i][1]-places[of][1])
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(far(a), far(b)) })
	for _, i := range order[:10] {
		neighbours = append(neighbours, labels[i])
	}
	return neighbours
}
