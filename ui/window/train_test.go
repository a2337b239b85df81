package window

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/core/mae"
	"maestudio/core/probe"
	"maestudio/core/report"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// losses are held-out errors, an epoch each.
func losses(values ...float64) (points []worker.Point) {
	for i, v := range values {
		points = append(points, worker.Point{Step: 10 * (i + 1), Epoch: float64(i + 1), Loss: v})
	}
	return points
}

// The title is what the run says of itself, a meaning stands below it, and a run
// that has finished says what to do next.
func TestVerdict(t *testing.T) {
	guess := &mae.Guess{Flat: .99, Smear: .8}
	steps := []worker.Point{{Step: 1, Loss: 1.9}}
	for _, c := range []struct {
		name        string
		state       worker.State
		title, next string
	}{
		{"no step", worker.State{Status: worker.Running, Guess: guess}, "Looking at the first pictures", ""},
		{"no epoch", worker.State{Status: worker.Running, Guess: guess, HeldOut: 9, Train: steps}, "Learning", "After its first epoch it is compared with simple guesses."},
		{"nothing held out", worker.State{Status: worker.Running, Train: steps}, "Learning", "No picture is kept for checking, so nothing tells what is normal."},
		{"no guesses", worker.State{Status: worker.Done, HeldOut: 9, Train: steps}, "Done", "This run has not measured what simple guesses score, so nothing tells what is normal. See under Reconstruct what it draws, or train on."},
		{"improving", worker.State{Status: worker.Running, Verdict: run.Improving, Train: steps}, "Better than both simple guesses, and still improving", ""},
		{"above flat", worker.State{Status: worker.Running, Verdict: run.OverFlat, Train: steps}, "Not yet better than one flat colour, and still improving", ""},
		{"above the smear", worker.State{Status: worker.Running, Verdict: run.OverSmear, Train: steps}, "Better than a flat colour, not yet than smearing what is visible", "Still improving."},
		{"above the smear, and done", worker.State{Status: worker.Done, Verdict: run.OverSmear, Train: steps}, "Better than a flat colour, not yet than smearing what is visible",
			"Still improving. It needs more steps: train on. If that does not help, give it more pictures."},
		{"level", worker.State{Status: worker.Running, Verdict: run.Level, Train: steps}, "Better than both simple guesses, and no longer improving", "More epochs will bring little."},
		{"level above flat", worker.State{Status: worker.Running, Verdict: run.LevelOverFlat, Train: steps}, "No longer improving, and not better than one flat colour", "More epochs will bring little."},
		{"level above the smear, and done", worker.State{Status: worker.Done, Verdict: run.LevelOverSmear, Train: steps}, "No longer improving, and not better than smearing what is visible",
			"More epochs will bring little. Start a new run: with more pictures, another rate, or a larger model."},
		{"level and done", worker.State{Status: worker.Done, Verdict: run.Level, Train: steps}, "Better than both simple guesses, and no longer improving",
			"More epochs will bring little. See under Reconstruct what it draws. More pictures or a larger model would go further."},
		{"worse", worker.State{Status: worker.Running, Verdict: run.Worse, Train: steps}, "Getting worse", "The last good state is kept."},
	} {
		tr := &train{state: c.state}
		if title, next := tr.title(), tr.next(); title != c.title || next != c.next {
			t.Errorf("%s: %q, %q; want %q, %q", c.name, title, next, c.title, c.next)
		}
	}
	for _, v := range []run.Verdict{run.Unknown, run.OverFlat, run.OverSmear, run.LevelOverFlat, run.LevelOverSmear, run.Improving, run.Level, run.Worse} {
		if !isSentence(whatNext[v]) {
			t.Errorf("a run that ended with %q does not say what to do next", v)
		}
	}
}

// A finished run's figures are those of the whole run; where nothing is known there is none.
func TestFinishedRunsFigures(t *testing.T) {
	tr := &train{memory: "0.3", memoryUnit: "GB"}
	tr.config.Training.Batch, tr.config.Training.Accumulate = 64, 1
	tr.state = worker.State{Status: worker.Done, Step: 100, Trained: 32 * time.Second, Memory: 720e6}
	var v screen.PretrainView
	if tr.wasLike(&v); v.Speed+" "+v.SpeedUnit != "200 pictures/s" || v.Memory+" "+v.MemoryUnit != "0.7 GB" {
		t.Errorf("%s %s, %s %s", v.Speed, v.SpeedUnit, v.Memory, v.MemoryUnit)
	}
	tr.state = worker.State{Status: worker.Gone}
	if tr.wasLike(&v); v.Speed+v.SpeedUnit+v.Memory+v.MemoryUnit != "" {
		t.Errorf("of a run without an epoch: %q %q", v.Speed, v.Memory)
	}
}

// What the encoder knows of labels stands beside the loss, with the sentence
// that says how to read it.
func TestScores(t *testing.T) {
	tr := &train{knows: true, state: worker.State{Validation: losses(.9, .8), Scores: []worker.Score{{Share: .2, Right: 20, Of: 100, Classes: 6}, {Epoch: 2, Share: .62, Right: 62, Of: 100, Classes: 6}}}}
	var v screen.PretrainView
	tr.score(&v)
	if v.ScoreNote != probe.UnderRatesSimply || v.ScoreBrief != probe.UnderRatesBrief {
		t.Errorf("beside the curve it says %q", v.ScoreNote)
	}
	if v.Score != "62" || !strings.Contains(v.ScoreHint, "After epoch 2, 62 of 100") || v.ScoreUnit != "of 100 ± 9" || !strings.Contains(v.ScoreHint, "52 to 71 of 100 open") || !strings.Contains(v.ScoreHint, "17 of 100 would be chance") || !strings.Contains(v.ScoreHint, probe.UnderRates) {
		t.Errorf("%q %q: %q", v.Score, v.ScoreUnit, v.ScoreHint)
	}
	all := tr.curves()
	if k := all[len(all)-2]; !k.Dotted || !k.Points || len(k.Y) != 2 || k.Words[0] != "20" || k.Words[1] != "62" || math.Abs(k.Y[0]-.4) > 1e-9 || math.Abs(k.Y[1]-.7) > 1e-9 {
		t.Errorf("the curve is %+v", k)
	}
	// From the least to the most, but a fall of two in a hundred is no cliff.
	if k := scoreCurve([]worker.Score{{Share: .62}, {Epoch: 1, Share: .6}}); math.Abs(k.Y[0]-k.Y[1]-.06) > 1e-9 {
		t.Errorf("two in a hundred are drawn from %v to %v", k.Y[0], k.Y[1])
	}
}

// Every warning is told, with when, among what else happened.
func TestStoryTellsEveryWarning(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	tr := &train{state: worker.State{Status: worker.Running, Started: at, Guess: &mae.Guess{Flat: .99, Smear: .8}}}
	for i := range 30 {
		tr.state.Warnings = append(tr.state.Warnings, worker.Warning{Time: at.Add(time.Duration(i+1) * time.Minute), Message: fmt.Sprintf("Warning %d.", i)})
	}
	tr.state.Validation = []worker.Point{{Epoch: 1, Loss: .9, Time: at.Add(150 * time.Second)}}
	all := tr.story()
	if len(all) != 33 || all[0].What != "Warning 29." || !strings.HasPrefix(all[32].What, "Started on") {
		t.Fatalf("%d lines: %+v", len(all), all)
	}
	if !strings.Contains(all[29].What, "better than leaving patches flat") && !strings.Contains(all[28].What, "better than leaving patches flat") {
		t.Errorf("the epoch is not where it was: %+v", all[27:])
	}
	few := tr.happened()
	if len(few) != mostHappened || few[len(few)-1] != all[32] || few[0] != all[0] {
		t.Errorf("beside the curve: %+v", few)
	}
}

// That it waited is told, and that it went on.
func TestStoryTellsOfWaiting(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	tr := &train{state: worker.State{Status: worker.Running, Started: at,
		Waits: []worker.Wait{{Time: at.Add(time.Minute), Message: "Paused: the disk is full."}, {Time: at.Add(2 * time.Minute)}}}}
	all := tr.story()
	if len(all) != 3 || all[1].What != "Paused: the disk is full." || all[0].What != "Went on." || all[0].When == all[1].When {
		t.Errorf("%+v", all)
	}
}

// Each start is told, with how the one before it ended, and no command line.
func TestStoryTellsEveryStart(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	tr := &train{state: worker.State{Status: worker.Gone, Started: at, Updated: at.Add(9 * time.Minute)}}
	tr.state.Warnings = []worker.Warning{{Time: at, Message: "1 file cannot be used and is left out; maestudio scan DIR names each with the reason."}}
	for i, ended := range []worker.Status{worker.Running, worker.Stopped, worker.Done} {
		tr.state.Resumed = append(tr.state.Resumed, worker.Resumption{Time: at.Add(time.Duration(i+1) * time.Minute), Step: 1200 * i, Ended: ended})
	}
	tr.state.Resumed = append(tr.state.Resumed, worker.Resumption{Time: at.Add(5 * time.Minute), Step: 600, Ended: worker.Running, Same: true})
	var all []string
	for _, h := range tr.story() {
		all = append(all, h.What)
	}
	want := []string{"Ended unexpectedly after this.", "Went back to step 600.", "Went on from step 2,400, for more epochs.", "Resumed from step 1,200.",
		"Went on from the beginning after it had ended unexpectedly.", "1 file cannot be used and is left out; Data names each with the reason."}
	if len(all) != 7 || !slices.Equal(all[:6], want) {
		t.Errorf("%q", all)
	}
}

// The report of a finished run opens in the browser; where it cannot, that is told.
func TestReportOpens(t *testing.T) {
	b := open(t)
	dir := b.learn(t, 20, 2)
	b.until("the end", func() bool { return b.train.screen.View().HasReport })
	var opened string
	b.openURL = func(u *url.URL) error { opened = u.String(); return nil }
	b.train.report()
	b.until("the page", func() bool { return opened != "" })
	if _, err := os.Stat(filepath.Join(dir, report.Page)); err != nil || !strings.HasPrefix(opened, "file:///") || !strings.HasSuffix(opened, report.Page) {
		t.Errorf("%s was opened, %v", opened, err)
	}
	b.openURL = func(*url.URL) error { return errors.New("there is none") }
	b.train.report()
	b.until("an answer", func() bool { return b.train.screen.View().Trouble != "" })
	told(t, b.train.screen.View().Trouble, b.train.screen.View().Remedy, "browser", report.Page)
	b.train.details()
	if b.win.Canvas().Overlays().Top() == nil {
		t.Error("what happened is not shown")
	}
}

// Whatever ended a run: what happened, what is safe, what to do, each once.
func TestTroubleOfARun(t *testing.T) {
	for name, c := range map[string]struct {
		state      worker.State
		what, todo string
	}{
		"killed": {worker.State{Status: worker.Gone, Saved: 3, Message: "The training stopped without a word: its process was ended, or the computer went down."},
			"The training stopped without a word: its process was ended, or the computer went down.",
			"Nothing is lost: epoch 3 is saved, and it goes on from there. Press Resume."},
		"killed at once": {worker.State{Status: worker.Gone, Message: "The training stopped without a word."},
			"The training stopped without a word.", "Nothing was saved yet, so it begins again at the start. Press Resume."},
		"memory": {worker.State{Status: worker.Gone, Saved: 3, Code: run.NoMemory, Message: "The system ended the training because memory ran out."},
			"The system ended the training because memory ran out.",
			"It goes on with half as many pictures at a time, and as many for a step as before. Nothing is lost: epoch 3 is saved, and it goes on from there. Press Resume."},
		"memory for one": {worker.State{Status: worker.Gone, Saved: 3, Code: run.NoMemory, Message: "The system ended the training because memory ran out, even for one picture at a time. Close other programs, or begin a run of a smaller size."},
			"The system ended the training because memory ran out, even for one picture at a time.",
			"Close other programs, or begin a run of a smaller size. Nothing is lost: epoch 3 is saved, and it goes on from there. Press Resume."},
		"disk full": {worker.State{Status: worker.Failed, Saved: 3, Code: run.DiskFull, Message: "The disk is full: there is no room for the checkpoint in /home. Nothing is lost: the run is kept as of step 12. Free some space, then go on with the run."},
			"The disk is full: there is no room for the checkpoint in /home.",
			"Nothing is lost: the run is kept as of step 12. Free some space, then go on with the run. Then press Resume."},
		"pictures gone": {worker.State{Status: worker.Failed, Saved: 3, Code: run.Pictures, Message: "None of the pictures that are kept for checking can be read any more. No step was kept yet. Put the folders back: /a, /b c. If they were moved, say where they are now: maestudio train /r --data FOLDER --data FOLDER"},
			"None of the pictures that are kept for checking can be read any more.",
			"No step was kept yet. Put the folders back: /a, /b c. If they were moved, choose where they are now. Then press Resume."},
		"device failed": {worker.State{Status: worker.Failed, Saved: 3, Code: run.Device, Message: "Training failed in step 13: it does not answer. Nothing is lost: the run is kept as of step 12. Go on with it: maestudio train /r"},
			"Training failed in step 13: it does not answer.", "Nothing is lost: the run is kept as of step 12. Press Resume."},
		"checkpoints gone": {worker.State{Status: worker.Failed, Saved: 3, Code: run.Damaged, Message: "The checkpoints of this run are gone, which had step 12 last; there is nothing to go on from. Put them back into /r/checkpoints, or start a new run."},
			"The checkpoints of this run are gone, which had step 12 last; there is nothing to go on from.",
			"Put them back into /r/checkpoints and press Resume, or start anew: Duplicate with other settings, under Runs."},
		"checkpoints gone, weights left": {worker.State{Status: worker.Failed, Saved: 3, Code: run.Damaged, Message: "The checkpoints of this run are gone, which had step 12 last; there is nothing to go on from. Put them back into /r/checkpoints, or start a new run from its newest weights with --init /r/model.safetensors"},
			"The checkpoints of this run are gone, which had step 12 last; there is nothing to go on from.",
			"Put them back into /r/checkpoints and press Resume, or start anew: Duplicate with other settings, under Runs."},
		"ran away": {worker.State{Status: worker.Failed, Saved: 3, Code: run.NotFinite, Message: "Training ran away in step 18 (error NaN, gradient NaN), though the rate was halved 3 times. Nothing is lost: the run is kept as of step 10. The rate is probably too high: start a new run from there with a lower one, such as --init /r/model.safetensors --blr 0.0005."},
			"Training ran away in step 18 (error NaN, gradient NaN), though the rate was halved 3 times.",
			"Nothing is lost: the run is kept as of step 10. Resumed it would end like this again: begin a new run with a lower rate (Model, All settings), such as 0.0005."},
	} {
		tr := &train{state: c.state}
		if c.state.Code != run.Damaged && !hasReport(c.state) {
			t.Errorf("%s: there is no report of it", name)
		}
		if what, todo := tr.trouble(); what != c.what || todo != c.todo {
			t.Errorf("%s:\n%q\n%q\nwant\n%q\n%q", name, what, todo, c.what, c.todo)
		}
	}
}

// Nothing tells of a run that goes on, or that cannot be read.
func TestRunsWithoutAReport(t *testing.T) {
	for _, s := range []worker.State{{Status: worker.Waiting}, {Status: worker.Running}, {Status: worker.Paused, Code: run.DiskFull}, {Status: worker.Failed, Code: run.NotARun}} {
		if hasReport(s) {
			t.Errorf("%+v has a report", s)
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
	b.smooth("drawing the sample")
	b.sample.cancel()
	b.until("the end of it", func() bool { return !b.sample.busy })
	if v := b.train.screen.View(); v.State != screen.TrainNone {
		t.Errorf("called off: %+v", v)
	}
	drawn, err := filepath.Glob(filepath.Join(cacheDir(), "sample", "*", "*.png"))
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

// A finished run is trained on from the menu of its button: the choices say to
// which epoch, and what was chosen is what the worker does.
func TestTrainOn(t *testing.T) {
	b := open(t)
	dir := b.learn(t, 12, 4)
	b.until("the end", func() bool { return b.train.screen.View().State == screen.TrainDone })
	b.until("the worker's end", func() bool { _, busy := (&run.Run{Dir: dir}).Worker(); return !busy })
	b.train.extend()
	menu, ok := b.win.Canvas().Focused().(*widget.Menu)
	if !ok {
		t.Fatal("there is no menu")
	}
	var words []string
	for _, o := range test.LaidOutObjects(menu) {
		if text, is := o.(*widget.Text); is && text.Words() != "" {
			words = append(words, text.Words())
		}
	}
	if len(words) < 2 || words[0] != "Half as long again, to epoch 6" || words[1] != "Twice as long, to epoch 8" {
		t.Errorf("it offers %q", words)
	}
	if perEpoch := b.train.perEpoch(); perEpoch > 0 {
		n := max(1, int(2*time.Hour/perEpoch))
		if want := fmt.Sprintf("Two more hours (%s), to epoch %s", plural(n, "epoch", "epochs"), number(4+n)); len(words) != 3 || words[2] != want {
			t.Errorf("it offers %q, want %q", words, want)
		}
	}
	b.press(fyne.KeyDown, fyne.KeyReturn)
	b.until("more epochs", func() bool { return b.train.state.Status == worker.Done && b.train.state.Epochs > 4 })
	if v := b.train.screen.View(); v.Epoch != "Epoch 6 of 6" || v.Trouble != "" || len(b.train.state.Validation) != 6 {
		t.Errorf("%q, %q, %d epochs in the curve", v.Epoch, v.Trouble, len(b.train.state.Validation))
	}
	if !slices.ContainsFunc(b.train.story(), func(h screen.Happened) bool { return strings.HasSuffix(h.What, ", for more epochs.") }) {
		t.Errorf("its story does not tell: %+v", b.train.story())
	}
}
