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

// Beside the picture that is asked about there are others, which settle what is usual: 0.6
// of "ewer", 0.9 of "ketch" and 0.6 of "watch".
func TestOneByOne(t *testing.T) {
	usual := []Evidence{{Label: 0, Probabilities: []float32{.6, .3, .1}}, {Label: 1, Probabilities: []float32{.05, .9, .05}}, {Label: 2, Probabilities: []float32{.3, .1, .6}}}
	usual = slices.Concat(usual, usual, usual, usual, usual, usual)
	for i := range usual {
		usual[i].Neighbours = []int{usual[i].Label}
	}
	for what, c := range map[string]struct {
		evidence Evidence
		score    float64 // 0: not listed
		instead  int
		says     string
	}{
		"all speaks against it":          {Evidence{Label: 0, Probabilities: []float32{.02, .97, .01}, Neighbours: []int{1, 1, 1, 1}}, .95, 1, `taken for "ketch" (97 %), and its label, "ewer", gets 2 %; of the 4 pictures most like it 4 are "ketch" and none is "ewer".`},
		"some neighbours agree":          {Evidence{Label: 0, Probabilities: []float32{.04, .95, .01}, Neighbours: []int{1, 0, 2, 1, 1}}, .91, 1, `3 are "ketch" and 1 is "ewer"`},
		"the classifier agrees":          {Evidence{Label: 0, Probabilities: []float32{.5, .4, .1}, Neighbours: []int{1, 1, 1, 1}}, 0, 0, ""},
		"the neighbours agree":           {Evidence{Label: 0, Probabilities: []float32{.02, .97, .01}, Neighbours: []int{0, 0, 1}}, 0, 0, ""},
		"as many agree":                  {Evidence{Label: 0, Probabilities: []float32{.02, .97, .01}, Neighbours: []int{1, 0, 0, 1}}, 0, 0, ""},
		"less sure than it usually is":   {Evidence{Label: 0, Probabilities: []float32{.1, .8, .1}, Neighbours: []int{1, 1, 1, 1}}, 0, 0, ""},
		"as sure as it usually is":       {Evidence{Label: 1, Probabilities: []float32{.3, .05, .65}, Neighbours: []int{2, 2, 2, 1}}, .6, 2, `taken for "watch"`},
		"no neighbours are known":        {Evidence{Label: 2, Probabilities: []float32{.001, .998, .001}}, .997, 1, `its label, "watch", gets less than 1 %.`},
		"surer of what was learned":      {Evidence{Label: 1, Probabilities: []float32{.3, .05, .65}, Learned: true, Neighbours: []int{2, 2, 2, 1}}, 0, 0, ""},
		"as sure as of what was learned": {Evidence{Label: 1, Probabilities: []float32{.01, .03, .96}, Learned: true, Neighbours: []int{2, 2, 2, 1}}, .93, 2, ""},
	} {
		learned := slices.Clone(usual)
		for i := range learned {
			learned[i].Learned = true
			learned[i].Probabilities = []float32{.02, .02, .02}
			learned[i].Probabilities[learned[i].Label] = .95
		}
		got := Rank(append(slices.Concat(usual, learned), c.evidence), names)
		if c.score == 0 {
			if len(got) > 0 {
				t.Errorf("%s: it is listed, %+v", what, got)
			}
			continue
		}
		if len(got) != 1 || got[0].Picture != 2*len(usual) || math.Abs(got[0].Score-c.score) > 1e-6 || got[0].Instead != c.instead || !strings.Contains(got[0].Reason, c.says) {
			t.Errorf("%s: %+v, want %v for %d and %q", what, got, c.score, c.instead, c.says)
		}
	}
}

// A class of which too few pictures are there to say what is usual has what is usual of all.
func TestClassesOfFewPictures(t *testing.T) {
	var all []Evidence
	for range 8 {
		all = append(all, Evidence{Label: 0, Probabilities: []float32{.9, .05, .05}})
	}
	all = append(all, Evidence{Label: 1, Probabilities: []float32{.3, .2, .5}}, Evidence{Label: 2, Probabilities: []float32{.04, .95, .01}})
	got := Rank(all, names)
	if len(got) != 1 || got[0].Picture != 9 || got[0].Instead != 1 {
		t.Errorf("%+v, want the last picture alone", got)
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
		evidence[i] = Evidence{Label: labels[i], Probabilities: likely, Neighbours: nearest(places, labels, i)}
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
func fromCentres(at [2]float64) []float32 {
	likely, sum := make([]float32, 3), float32(0)
	for c := range likely {
		angle := 2 * math.Pi * float64(c) / 3
		dx, dy := at[0]-3*math.Cos(angle), at[1]-3*math.Sin(angle)
		likely[c] = float32(math.Exp(-(dx*dx + dy*dy) / 2))
		sum += likely[c]
	}
	for c := range likely {
		likely[c] /= sum
	}
	return likely
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
