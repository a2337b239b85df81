package evaluate

import (
	"context"
	"fmt"
	"testing"

	"maestudio/core/internal/random"
	"maestudio/core/probe"
	"maestudio/core/task/classify"
	"maestudio/core/task/score"
	"maestudio/gpu/cpu"
)

// A wrong label that the classifier knows by heart has linear layers against it that did not
// learn from its picture; with too few pictures for those, or far too many, the classifier
// alone counts.
func TestOpinionsAreNotLearnedByHeart(t *testing.T) {
	device, err := cpu.Open(cpu.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	const n, dim, wrong = 60, 8, 7
	asked := 0
	linear := func(known []float32, labels []int, features []float32, classes int) ([]float32, error) {
		asked++
		said, err := probe.Linear(device, known, labels, features, dim, classes)
		classify.Softmax(said, classes)
		return said, err
	}
	var p pictures
	for i := range n {
		label, draw := i/(n/2), random.New(uint64(i))
		for k := range dim {
			p.features = append(p.features, float32(draw.Normal()+float64(6*label*(k%2))))
		}
		if i == wrong {
			label = 1
		}
		p.said = append(p.said, .4-.2*float32(label)+.2*float32(1-label), .4+.2*float32(label)-.2*float32(1-label))
		p.all = append(p.all, subject{path: fmt.Sprint(i), label: label})
	}
	said, err := p.opinions(context.Background(), dim, 2, linear)
	if err != nil || asked != opinionParts {
		t.Fatalf("%d layers, %v", asked, err)
	}
	for i := range n {
		if right := i / (n / 2); said[2*i+right] <= said[2*i+1-right] {
			t.Errorf("picture %d, labelled %d: %v", i, p.all[i].label, said[2*i:][:2])
		}
		if sum := said[2*i] + said[2*i+1]; sum < .999 || sum > 1.001 {
			t.Errorf("the probabilities of picture %d sum up to %v", i, sum)
		}
	}
	for _, size := range []struct{ dim, classes int }{{dim, 7}, {1e8, 2}} {
		if alone, err := p.opinions(context.Background(), size.dim, size.classes, linear); err != nil || &alone[0] != &p.said[0] || asked != opinionParts {
			t.Errorf("%+v: layers are asked, %v", size, err)
		}
	}
}

// Of what a person said something, right or wrong, is not suspect again; nothing else is
// settled by it.
func TestStillSuspect(t *testing.T) {
	r := &Result{Suspects: []Suspect{{Path: "/a", Label: 0, Instead: 1}, {Path: "/b", Label: 1}, {Path: "/c"}}}
	if still := r.StillSuspect(map[string]string{"/a": "dog", "/c": "cat", "/d": "cat"}); len(still) != 1 || still[0].Path != "/b" {
		t.Errorf("still suspect are %+v", still)
	}
	if len(r.Suspects) != 3 || len(r.StillSuspect(nil)) != 3 {
		t.Errorf("what was found is forgotten: %+v", r.Suspects)
	}
}

// One that is no better than always naming one class accuses no label; it is not asked.
func TestUntrainedAccusesNobody(t *testing.T) {
	r := &Result{Scores: &score.Scores{Top1: .5, Interval: score.Interval{Low: .2, High: .8}}, Frequent: .4}
	if r.JudgesLabels() || r.suspect(t.Context(), nil, features{}, nil, nil) != nil || r.Suspects != nil {
		t.Errorf("right for half of a few pictures it accuses %+v", r.Suspects)
	}
	if r.Interval.Low = .41; !r.JudgesLabels() {
		t.Error("one that is surely better is not believed")
	}
}
