package window

import (
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// losses are held-out errors, an epoch each.
func losses(values ...float64) (points []worker.Point) {
	for i, v := range values {
		points = append(points, worker.Point{Step: 10 * (i + 1), Epoch: float64(i + 1), Loss: v})
	}
	return points
}

func TestVerdict(t *testing.T) {
	unknown := math.NaN()
	for _, c := range []struct {
		losses      []float64
		smear       float64
		done        bool
		want, ended string
	}{
		{nil, .8, false, "Looking at the first pictures", ""},
		{[]float64{1.2}, .8, false, "Not yet better than one flat colour", "Not yet better than one flat colour, and done"},
		{[]float64{1.2, .9}, .8, false, "Better than a flat colour, not yet than smearing what is visible", "Better than a flat colour, not yet than smearing what is visible, and done"},
		{[]float64{1.2, .9, .7}, .8, false, "Better than both simple guesses, and still improving", "Better than both simple guesses, and done"},
		{[]float64{1.2, .9, .7}, unknown, false, "Better than one flat colour, and still improving", "Better than one flat colour, and done"},
		{[]float64{.9, .7, .6, .6, .6, .6, .6, .6, .6}, .8, false, "Better than both simple guesses, and no longer improving: more epochs will bring little", "Better than both simple guesses, and done: more epochs will bring little"},
		{[]float64{.9, .7, .6, .6, .62, .64, .66, .68, .7}, .8, false, "Getting worse: it was best in epoch 3", "Getting worse: it was best in epoch 3"},
	} {
		s := worker.State{Status: worker.Running, Validation: losses(c.losses...)}
		if got := verdict(s, .99, c.smear); got != c.want {
			t.Errorf("%v: %q, want %q", c.losses, got, c.want)
		}
		if s.Status = worker.Done; c.ended != "" {
			if got := verdict(s, .99, c.smear); got != c.ended {
				t.Errorf("%v, done: %q, want %q", c.losses, got, c.ended)
			}
		}
	}
}

// Whatever ended a run: what happened, what is safe, what to do, each once.
func TestTroubleOfARun(t *testing.T) {
	for name, c := range map[string]struct {
		state      worker.State
		what, todo string
	}{
		"killed": {worker.State{Status: worker.Gone, Saved: 3, Message: "The training stopped without a word: the worker was ended, or the computer went down."},
			"The training stopped without a word: the worker was ended, or the computer went down.",
			"Nothing is lost: epoch 3 is saved, and it goes on from there. Press Resume."},
		"killed at once": {worker.State{Status: worker.Gone, Message: "The training stopped without a word."},
			"The training stopped without a word.", "Nothing was saved yet, so it begins again at the start. Press Resume."},
		"disk full": {worker.State{Status: worker.Failed, Saved: 3, Code: run.DiskFull, Message: "The disk is full: there is no room for the checkpoint in /home. Nothing is lost: the run is kept as of step 12. Free some space, then go on with the run."},
			"The disk is full: there is no room for the checkpoint in /home.",
			"Nothing is lost: the run is kept as of step 12. Free some space, then go on with the run. Then press Resume."},
	} {
		tr := &train{state: c.state}
		if what, todo := tr.trouble(); what != c.what || todo != c.todo {
			t.Errorf("%s:\n%q\n%q\nwant\n%q\n%q", name, what, todo, c.what, c.todo)
		}
	}
}

func TestMomentsAreEvenOnTheScaleOfLearning(t *testing.T) {
	var all []worker.Sample
	for _, step := range []int{0, 1, 2, 5, 10, 20, 50, 100, 200, 300, 1000} {
		all = append(all, worker.Sample{Step: step, Epoch: 1 + step/100})
	}
	got := momentsOf(all)
	if len(got) != 3 || got[0].Step != 1 || got[1].Step != 20 || got[2].Step != 1000 {
		t.Errorf("got %+v", got)
	}
	if n := len(momentsOf(all[:1])); n != 0 {
		t.Errorf("before the first step there are %d moments", n)
	}
	state := worker.State{Steps: 1000, Epochs: 10}
	for step, want := range map[int]string{0: "untrained", 20: "step 20", 100: "epoch 2", 1000: "epoch 11"} {
		if got := momentWords(worker.Sample{Step: step, Epoch: 1 + step/100}, state); got != want {
			t.Errorf("step %d: %q, want %q", step, got, want)
		}
	}
}

func TestCurves(t *testing.T) {
	tr := &train{}
	for i := range 5000 {
		tr.state.Train = append(tr.state.Train, worker.Point{Step: i, Epoch: float64(i) / 100, Loss: 1 / float64(1+i), Rate: 1e-3})
	}
	one := tr.curves()
	if len(one) != 1 || len(one[0].X) != mostPoints || one[0].Raw == nil || one[0].X[mostPoints-1] != 49.99 {
		t.Fatalf("before the second epoch: %d curves of %d points", len(one), len(one[0].X))
	}
	tr.state.Validation, tr.rate = losses(.9, .8), true
	tr.config.Model = run.ModelConfig{PatchSize: 8, NormPix: true}
	all := tr.curves()
	if len(all) != 3 || !all[0].Thin || !all[1].Dotted || all[2].Name != "never seen" || len(all[2].X) != 2 || all[1].Words[0] != "0.001" {
		t.Errorf("after it: %d curves", len(all))
	}
	if g := tr.guides(); len(g) != 1 || math.Abs(g[0].Y-191./192) > 1e-12 {
		t.Errorf("guides: %+v", g)
	}
	if told := tr.happened(); len(told) != 3 || !strings.HasPrefix(told[2].What, "Epoch 1: better than leaving patches flat") && !strings.HasPrefix(told[1].What, "Epoch 1: better than leaving patches flat") {
		t.Errorf("told: %+v", told)
	}
}

// One click shows pictures as they are drawn; called off, the screen is as it
// was, and what is drawn stays.
func TestSampleIsDrawnBeforeOnesEyes(t *testing.T) {
	b := open(t)
	b.Go(runsKey)
	b.sample.begin()
	b.sample.begin() // a second click changes nothing
	v := b.train.screen.View()
	if b.Current() != trainKey || v.State != screen.TrainWaiting || !v.CanCancel {
		t.Fatalf("on %s: %+v", b.Current(), v)
	}
	b.until("the first pictures", func() bool { return strings.Contains(b.train.screen.View().Epoch, "of 900 pictures") })
	if b.computing > 100*time.Millisecond {
		t.Logf("a callback on Fyne's goroutine took %v", b.computing)
	}
	b.sample.cancel()
	b.until("the end of it", func() bool { return !b.sample.busy })
	if v := b.train.screen.View(); v.State != screen.TrainNone {
		t.Errorf("called off: %+v", v)
	}
	drawn, err := filepath.Glob(filepath.Join(cacheDir(), "practice", "*", "*.png"))
	if err != nil || len(drawn) == 0 {
		t.Errorf("%d pictures are there (%v)", len(drawn), err)
	}
}

func TestWelcomeTellsItsStory(t *testing.T) {
	b := open(t)
	b.until("the story", func() bool { return b.welcome.story.Redrawn != nil })
	first := b.welcome.story
	b.welcome.another()
	b.until("another picture", func() bool { return b.welcome.story.Picture != nil && b.welcome.story.Picture != first.Picture })
}

func TestShortRunsWarmUpForLess(t *testing.T) {
	b := open(t)
	b.model.costs.off = true
	b.model.changeEpochs(1)
	if w := b.model.config.Training.WarmupEpochs; w != 0.25 || b.model.screen.View().Trouble != "" {
		t.Errorf("one epoch warms up for %v: %q", w, b.model.screen.View().Trouble)
	}
	b.model.changeEpochs(100)
	if w := b.model.config.Training.WarmupEpochs; w != 2 {
		t.Errorf("100 epochs warm up for %v", w)
	}
	b.model.set("warmup_epochs", "200")
	v := b.model.screen.View()
	if v.TroubleAt != "warmup_epochs" || strings.Contains(v.Trouble, "training.") || v.CanStart {
		t.Errorf("marked %q: %q", v.TroubleAt, v.Trouble)
	}
	b.model.set("warmup_epochs", "2")
	b.model.set("batch", "0")
	if v = b.model.screen.View(); v.TroubleAt != "batch" || !strings.HasPrefix(v.Trouble, "Batch is 0") {
		t.Errorf("marked %q: %q", v.TroubleAt, v.Trouble)
	}
}
