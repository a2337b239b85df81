package reconstruct_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"maestudio/core/dataset"
	"maestudio/core/reconstruct"
	"maestudio/core/run"
)

func session(t *testing.T, dir string) *reconstruct.Session {
	t.Helper()
	s, err := reconstruct.OpenSession(dir, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func ask(t *testing.T, s *reconstruct.Session, q reconstruct.Question) reconstruct.Answer {
	t.Helper()
	answers := make(chan reconstruct.Answer, 1)
	s.Ask(q, func(a reconstruct.Answer) { answers <- a })
	a := <-answers
	if a.Err != nil {
		t.Fatal(a.Err)
	}
	return a
}

func TestStates(t *testing.T) {
	dir, _ := newRun(t)
	s := reconstruct.States(dir)
	if len(s) == 0 || s[len(s)-1].Name != "Epoch 1" || filepath.Base(s[len(s)-1].Path) != "model.safetensors" {
		t.Fatalf("got %+v", s)
	}
	// Weights that a run kept for looking back after its last whole state.
	last := s[len(s)-1].Step
	whole, later := filepath.Join(dir, "checkpoints", fmt.Sprintf("step-%08d.safetensors", last)), filepath.Join(dir, "checkpoints", fmt.Sprintf("weights-%08d.safetensors", 2*last))
	data, err := os.ReadFile(filepath.Join(dir, "model.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(later, data, 0o666); err != nil {
		t.Fatal(err)
	}
	if after := reconstruct.States(dir); len(after) != len(s)+1 || after[len(s)].Path != later || after[len(s)].Name != "Epoch 2" || filepath.Base(after[len(s)-1].Path) != "model.safetensors" {
		t.Errorf("with %s kept after %s: %+v", filepath.Base(later), filepath.Base(whole), after)
	}
	if err := os.RemoveAll(filepath.Join(dir, "checkpoints")); err != nil {
		t.Fatal(err)
	}
	if s = reconstruct.States(dir); len(s) != 1 || s[0].Name != "Newest" {
		t.Errorf("without checkpoints: %+v", s)
	}
	if s = reconstruct.States(t.TempDir()); len(s) != 0 {
		t.Errorf("no run: %+v", s)
	}
}

// Ranking is validation, picture by picture: the mean of its losses is the loss
// that the run wrote down at its end, and a drawing under a picture's fixed mask
// has the picture's loss.
func TestRankingIsValidation(t *testing.T) {
	dir, _ := newRunOf(t, 150)
	s := session(t, dir)
	last := len(s.States()) - 1
	told := make(chan reconstruct.Ranking, 100)
	s.Rank(last, func(r reconstruct.Ranking) { told <- r })
	r := <-told
	for r.Err == nil && r.Done < r.Total {
		r = <-told
	}
	if r.Err != nil || r.Total == 0 || len(r.Losses) != r.Total || len(r.Worst) != min(16, r.Total) {
		t.Fatalf("got %+v", r)
	}
	sum := 0.0
	for _, loss := range r.Losses {
		sum += loss
	}
	if got, want := sum/float64(len(r.Losses)), validation(t, dir); math.Abs(got-want) > 1e-6*want {
		t.Errorf("the mean is %v, validation's %v", got, want)
	}
	if !slices.IsSorted(r.Losses) || r.Worst[0].Loss != r.Losses[len(r.Losses)-1] || r.Better(r.Worst[0].Loss+1) != 0 || r.Better(-1) != 100 {
		t.Errorf("the order is wrong: %+v", r)
	}
	worst := r.Worst[0]
	p, err := dataset.CenterCrop(worst.Path, s.Config().Model.ImageSize)
	if err != nil {
		t.Fatal(err)
	}
	a := ask(t, s, reconstruct.Question{Picture: p, Hidden: s.FixedMask(worst.Number), States: []int{last}})
	if math.Abs(a.Errors[0]-worst.Loss) > 1e-5*worst.Loss {
		t.Errorf("drawn with a loss of %v, ranked with %v", a.Errors[0], worst.Loss)
	}
}

// validation returns the last held-out loss that a run wrote down.
func validation(t *testing.T, dir string) float64 {
	t.Helper()
	events, err := run.ReadEvents(filepath.Join(dir, "events.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	loss := math.NaN()
	for _, e := range events {
		if e.ValLoss != nil {
			loss = *e.ValLoss
		}
	}
	return loss
}

// Pictures that are gone are passed over; a ranking ends all the same.
func TestRankingWithoutPictures(t *testing.T) {
	dir, file := newRunOf(t, 150)
	if err := os.RemoveAll(filepath.Dir(file)); err != nil {
		t.Fatal(err)
	}
	s := session(t, dir)
	told := make(chan reconstruct.Ranking, 100)
	s.Rank(0, func(r reconstruct.Ranking) { told <- r })
	r := <-told
	for r.Err == nil && r.Done < r.Total {
		r = <-told
	}
	if r.Err != nil || r.Total == 0 || len(r.Worst) != 0 || r.Better(1) != 0 {
		t.Errorf("got %+v", r)
	}
}

// A drawing does not depend on what was drawn before with other masks or states.
func TestDrawingsAreIndependent(t *testing.T) {
	dir, file := newRun(t)
	s := session(t, dir)
	p, err := dataset.CenterCrop(file, s.Config().Model.ImageSize)
	if err != nil {
		t.Fatal(err)
	}
	some := make([]bool, 16)
	some[3], some[7] = true, true
	many := slices.Repeat([]bool{true, true, true, false}, 4)
	states := make([]int, len(s.States()))
	for i := range states {
		states[i] = i
	}
	first := ask(t, s, reconstruct.Question{Picture: p, Hidden: some, States: states})
	ask(t, s, reconstruct.Question{Picture: p, Hidden: many, States: states[:1]})
	again := ask(t, s, reconstruct.Question{Picture: p, Hidden: some, States: states})
	if !slices.Equal(first.Errors, again.Errors) {
		t.Errorf("first %v, then %v", first.Errors, again.Errors)
	}
	if all := ask(t, s, reconstruct.Question{Picture: p, Hidden: slices.Repeat([]bool{true}, 16), States: states[:1]}); len(all.Redrawn) != 1 {
		t.Error("all hidden is not answered")
	}
}
