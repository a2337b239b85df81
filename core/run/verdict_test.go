package run

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"maestudio/core/mae"
)

func TestJudge(t *testing.T) {
	guess := mae.Guess{Flat: 0.99, Smear: 0.86}
	falling := func(from, by float64, n int) (all []float64) {
		for i := range n {
			all = append(all, from*math.Pow(1-by, float64(i)))
		}
		return all
	}
	for _, c := range []struct {
		name   string
		losses []float64
		want   Verdict
	}{
		{"no epoch", nil, Unknown},
		{"a new model", []float64{1.3}, OverFlat},
		{"just as good as flat", []float64{1.3, 0.99}, OverFlat},
		{"not a number", []float64{math.NaN()}, OverFlat},
		{"below flat", []float64{1.3, 0.95}, OverSmear},
		{"below both", []float64{1.3, 0.95, 0.85}, Improving},
		{"one epoch", []float64{0.7}, Improving},
		{"falling slowly", falling(0.8, 0.0015, 30), Improving},
		{"falling too slowly", falling(0.8, 0.0007, 30), Level},
		{"the same three times", []float64{0.8, 0.7, 0.7, 0.7, 0.7}, Level},
		{"the same twice", []float64{0.8, 0.7, 0.7, 0.7}, Improving},
		{"level above the smear", []float64{0.95, 0.9, 0.9, 0.9, 0.9, 0.9}, LevelOverSmear},
		{"falling above the smear", falling(0.98, 0.002, 30), OverSmear},
		{"level above flat", []float64{1.3, 1.1, 1.1, 1.1, 1.1}, LevelOverFlat},
		{"level above flat for two epochs", []float64{1.3, 1.1, 1.1, 1.1}, OverFlat},
		{"falling above flat", falling(1.3, 0.002, 30), OverFlat},
		{"level at first, then falling", []float64{0.995, 0.995, 0.995, 0.995, 0.98}, OverSmear},
		{"no numbers", []float64{math.NaN(), math.NaN(), math.NaN(), math.NaN()}, LevelOverFlat},
		{"a bump", []float64{0.8, 0.7, 0.75, 0.69}, Improving},
		{"two epochs up", []float64{0.8, 0.6, 0.65, 0.7}, Improving},
		{"three epochs up", []float64{0.8, 0.6, 0.65, 0.7, 0.75}, Worse},
		{"up by one in a hundred", []float64{0.8, 0.6, 0.606, 0.606, 0.606}, Level},
		{"up above flat", []float64{0.8, 1.1, 1.2, 1.3}, Worse},
	} {
		if got := Judge(guess, c.losses, 1000, 0); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	// An epoch of a few hundred pictures is four steps: by so few the loss falls little.
	flat := make([]float64, 80)
	for i := range flat {
		flat[i] = 0.7
	}
	for _, c := range []struct {
		name   string
		losses []float64
		steps  int
		want   Verdict
	}{
		{"falling slowly by short epochs", falling(0.95, 0.0008, 120), 4, OverSmear},
		{"the same by long epochs", falling(0.95, 0.0008, 120), 1000, LevelOverSmear},
		{"level for 60 short epochs", flat[:60], 4, Improving},
		{"level for 80 short epochs", flat, 4, Level},
		{"up for 60 short epochs", append([]float64{0.6}, flat[:60]...), 4, Improving},
		{"up for 63 short epochs", append([]float64{0.6}, flat[:63]...), 4, Worse},
		{"falling by a hundredth in a tenth of very many epochs", falling(0.8, 0.0002, 600), 1000, Improving},
	} {
		if got := Judge(guess, c.losses, c.steps, 0); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for warmup, want := range map[float64]Verdict{1: LevelOverFlat, 3: LevelOverFlat, 3.5: OverFlat, 40: OverFlat} {
		if got := Judge(guess, []float64{1.2, 1, 1, 1, 1, 1}, 1000, warmup); got != want {
			t.Errorf("flat while the rate rises for %v epochs: %q, want %q", warmup, got, want)
		}
	}
}

// Every sentence says where the run stands and how it goes on, in few enough words for
// the title of a window; a look at one model tells the first alone.
func TestSentences(t *testing.T) {
	const longest = 65 // letters, what is after a colon not counted
	for v, want := range map[Verdict]string{OverFlat: "still improving", OverSmear: "still improving", Improving: "still improving",
		LevelOverFlat: "no longer improving", LevelOverSmear: "no longer improving", Level: "no longer improving", Worse: "getting worse"} {
		words := v.Sentence()
		if !strings.Contains(strings.ToLower(words), want) {
			t.Errorf("%s: %q does not say that it is %s", v, words, want)
		}
		if title, _, _ := strings.Cut(words, ": "); len(title) > longest {
			t.Errorf("%q is no title: it has %d letters", title, len(title))
		}
		if once := v.Stands(); strings.Contains(once, "improving") || !strings.HasPrefix(words, once) {
			t.Errorf("%s: a model that was looked at once %q", v, once)
		}
	}
	for _, loss := range []float64{1.2, 0.9, 0.7} {
		if v := (Proof{Loss: loss, Guess: mae.Guess{Flat: 0.99, Smear: 0.86}}).Verdict(); v.Stands() == "" {
			t.Errorf("a loss of %v: %s has no words", loss, v)
		}
	}
}

// startEvents are what workers said when they took the run up.
func startEvents(t *testing.T, r *Run) []Event {
	t.Helper()
	events, err := r.Events()
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(events, func(e Event) bool { return e.Event != EventStart })
}

// The guesses are scored on the held-out pictures before the first step, with the
// same bits each time, and a worker that goes on finds them in the events.
func TestGuessesOfARun(t *testing.T) {
	r := newRun(t)
	advance(t, r, AdvanceOptions{Threads: 1})
	advance(t, r, AdvanceOptions{Epochs: 4})
	starts := startEvents(t, r)
	if len(starts) != 2 || starts[0].GuessFlat == nil || starts[0].GuessSmear == nil {
		t.Fatalf("starts: %+v", starts)
	}
	again := newRunOf(t, r.Config.Data.Folders[0])
	advance(t, again, AdvanceOptions{Threads: 2})
	for _, e := range append(starts[1:], startEvents(t, again)...) {
		if *e.GuessFlat != *starts[0].GuessFlat || *e.GuessSmear != *starts[0].GuessSmear {
			t.Errorf("other guesses: %v and %v, first they were %v and %v", *e.GuessFlat, *e.GuessSmear, *starts[0].GuessFlat, *starts[0].GuessSmear)
		}
	}
	w := &worker{Run: r, options: AdvanceOptions{}}
	if err := w.readList(); err != nil {
		t.Fatal(err)
	}
	(&pretraining{worker: w}).score(context.Background())
	c, want := r.Config.Model.MAE(), mae.Guess{}
	for i, p := range w.heldOut {
		pixels, err := w.centre(p)
		if err != nil {
			t.Fatal(err)
		}
		images, noise := newImages(1, c.ImageSize), make([]float32, c.Patches())
		g := &gallery{index: []int{i}, pixels: [][]byte{pixels}}
		g.batch(images, 0, r.Config.Augmentation.Mean, r.Config.Augmentation.Std)
		mae.Noise(11, -1, i, len(noise), noise)
		one := c.Guesses(images, noise)[0]
		want.Flat, want.Smear = want.Flat+one.Flat/float64(len(w.heldOut)), want.Smear+one.Smear/float64(len(w.heldOut))
	}
	if w.past.guess == nil || *w.past.guess != want || *starts[0].GuessFlat != want.Flat || *starts[0].GuessSmear != want.Smear {
		t.Errorf("the guesses score %v and %v, picture by picture %+v", *starts[0].GuessFlat, *starts[0].GuessSmear, want)
	}
}

// Each epoch says how the run stands, the epochs of earlier workers counted.
func TestVerdictsOfARun(t *testing.T) {
	r := newRun(t)
	advance(t, r, AdvanceOptions{})
	advance(t, r, AdvanceOptions{Epochs: 5})
	events, err := r.Events()
	if err != nil {
		t.Fatal(err)
	}
	guess := mae.Guess{Flat: *events[0].GuessFlat, Smear: *events[0].GuessSmear}
	var losses []float64
	for _, e := range events {
		if e.Event != EventEpoch {
			continue
		}
		losses = append(losses, *e.ValLoss)
		if want := Judge(guess, losses, e.Step/e.Epoch, r.Config.Training.WarmupEpochs); e.Verdict != want || want == Unknown {
			t.Errorf("epoch %d: %q, want %q", e.Epoch, e.Verdict, want)
		}
	}
	if len(losses) != 5 {
		t.Errorf("%d epochs", len(losses))
	}
}
