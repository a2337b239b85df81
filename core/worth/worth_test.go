package worth

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/internal/testdata"
	"maestudio/core/run"
	"maestudio/core/task/score"
)

// classifier trains a small one, from an encoder or from nothing.
func classifier(t *testing.T, folder, init string) string {
	t.Helper()
	c := run.Default()
	c.Data.Folders = []string{folder}
	c.Model = run.ModelConfig{ImageSize: 16, PatchSize: 4, EncoderDim: 16, EncoderDepth: 1, EncoderHeads: 2}
	c.Training.Init = init
	c.Finetune(false)
	c.Training.Epochs, c.Training.Batch, c.Training.BLR, c.Training.WarmupEpochs = 2, 6, 0.3, 0
	c.Augmentation.Flip, c.Augmentation.CropScale = false, [2]float64{.9, 1}
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := run.Create(context.Background(), dir, c, run.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := run.Advance(context.Background(), dir, run.AdvanceOptions{}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Stopped in the middle it goes on where it was, and what it answers is the comparison
// of classifiers that differ in seed and start alone.
func TestWorthGoesOnAndAnswers(t *testing.T) {
	folder := t.TempDir()
	testdata.Classes(t, folder, 10)
	dir := classifier(t, folder, classifier(t, folder, ""))
	if r, err := Look(dir); r != nil || err != nil {
		t.Fatalf("before it was asked: %+v, %v", r, err)
	}
	ctx, stop := context.WithCancel(context.Background())
	began := 0
	o := Options{Part: func(n, of int, _ Part) {
		began = n
		if of != 4 {
			t.Errorf("%d parts", of)
		}
		if n == 3 {
			stop()
		}
	}}
	if err := Advance(ctx, dir, 2, o); !errors.Is(err, run.ErrStopped) || began != 3 {
		t.Fatalf("stopped in part %d: %v", began, err)
	}
	r, err := Look(dir)
	if err != nil || r.Answer != nil || r.Now() != 3 || r.Working || r.Share() < .5 || r.Share() > .8 || r.Parts[0].Dir != dir {
		t.Fatalf("half way: %+v, %v", r, err)
	}
	trained := 0
	o = Options{AdvanceOptions: run.AdvanceOptions{Events: func(e run.Event) {
		if e.Event == run.EventStart {
			trained++
		}
	}}}
	if err := Advance(context.Background(), dir, 0, o); err != nil || trained != 2 {
		t.Fatalf("it trained %d parts more: %v", trained, err)
	}
	r, err = Look(dir)
	if err != nil || r.Answer == nil || r.Share() != 1 || r.Answer.Seeds != 2 || r.Answer.Pictures != 6 {
		t.Fatalf("at the end: %+v, %v", r, err)
	}
	pictures, _ := os.ReadFile(filepath.Join(dir, "files.tsv"))
	for i, p := range r.Parts {
		own, err := run.Open(p.Dir)
		if err != nil {
			t.Fatal(err)
		}
		if same, _ := os.ReadFile(filepath.Join(p.Dir, "files.tsv")); string(same) != string(pictures) {
			t.Errorf("part %d has other pictures", i)
		}
		if c := own.Config; c.Training.Seed != int64(i/2) || (c.Training.Init != "") != (i%2 == 0) || c.Training.Epochs != 2 {
			t.Errorf("part %d: %+v", i, c.Training)
		}
	}
	want, err := score.Compare([][]bool{r.Parts[0].right, r.Parts[2].right}, [][]bool{r.Parts[1].right, r.Parts[3].right})
	if err != nil || want != *r.Answer {
		t.Errorf("%+v, want %+v", r.Answer, want)
	}
}

// Fewer seeds than before leave the others out of the answer and where they are; who
// names no number later has as many as were asked for last.
func TestWorthWithOtherSeeds(t *testing.T) {
	folder := t.TempDir()
	testdata.Classes(t, folder, 10)
	dir := classifier(t, folder, classifier(t, folder, ""))
	trained := 0
	o := Options{AdvanceOptions: run.AdvanceOptions{Events: func(e run.Event) {
		if e.Event == run.EventStart {
			trained++
		}
	}}}
	for _, c := range []struct{ asked, trained, seeds int }{{2, 3, 2}, {1, 0, 1}, {0, 0, 1}, {2, 0, 2}, {0, 0, 2}} {
		trained = 0
		if err := Advance(context.Background(), dir, c.asked, o); err != nil {
			t.Fatal(err)
		}
		r, err := Look(dir)
		if err != nil || r.Answer == nil || r.Answer.Seeds != c.seeds || trained != c.trained {
			t.Errorf("asked for %d seeds: %d trained, %+v, %v; want %d trained and an answer of %d", c.asked, trained, r, err, c.trained, c.seeds)
		}
	}
}

func TestWorthRefuses(t *testing.T) {
	folder := t.TempDir()
	testdata.Classes(t, folder, 6)
	nothing := classifier(t, folder, "")
	if err := Advance(context.Background(), nothing, 1, Options{}); err == nil || !strings.Contains(err.Error(), "started from nothing") {
		t.Errorf("of one from nothing: %v", err)
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		low, high, difference float64
		want                  string
	}{
		{.05, .19, .12, "Yes: right for 12 of 100 pictures more (+5 to +19)"},
		{-.04, .06, .01, "No: a difference cannot be shown (−4 to +6 of 100)"},
		{-.2, -.1, -.15, "No: from nothing it is right for 15 of 100 pictures more"},
	} {
		answer, reason := Words(score.Comparison{Pictures: 100, Seeds: 3, First: .8, Second: .8 - c.difference, Difference: c.difference, Interval: score.Interval{Low: c.low, High: c.high}})
		if answer != c.want || !strings.Contains(reason, "3 seeds") {
			t.Errorf("%q, want %q; %s", answer, c.want, reason)
		}
	}
	if _, reason := Words(score.Comparison{Pictures: 100, Seeds: 1, First: .8, Second: .7}); !strings.Contains(reason, "one seed each, so that what seeds do is not counted") {
		t.Errorf("of one seed it says %q", reason)
	}
}
