package evaluate_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/evaluate"
	"maestudio/core/internal/testdata"
	"maestudio/core/run"
)

// learned trains a small classifier from an encoder on a folder, and returns its run.
func learned(t *testing.T, folder string, change func(*run.Config)) string {
	t.Helper()
	c := run.Default()
	c.Data.Folders = []string{folder}
	c.Model = run.ModelConfig{ImageSize: 16, PatchSize: 4, EncoderDim: 16, EncoderDepth: 1, EncoderHeads: 2}
	c.Finetune(false)
	c.Training.Epochs, c.Training.Batch, c.Training.BLR, c.Training.WarmupEpochs = 10, 4, 0.3, 1
	c.Augmentation.Flip, c.Augmentation.CropScale = false, [2]float64{.9, 1}
	change(&c)
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := run.Create(context.Background(), dir, c, run.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	return dir
}

func advance(t *testing.T, dir string) {
	t.Helper()
	if err := run.Advance(context.Background(), dir, run.AdvanceOptions{}); err != nil {
		t.Fatal(err)
	}
}

// pictures is a folder with parts; one picture of val is in a wrong class.
func pictures(t *testing.T) (folder, wrong string) {
	t.Helper()
	folder = t.TempDir()
	for part, from := range map[string]int{"train": 0, "val": 20, "test": 25} {
		testdata.Classes(t, filepath.Join(folder, part), 30)
		till := map[string]int{"train": 20, "val": 25, "test": 30}[part]
		all, _ := filepath.Glob(filepath.Join(folder, part, "*", "*.png"))
		for i, path := range all {
			if n := i % 30; n < from || n >= till {
				_ = os.Remove(path)
			}
		}
	}
	wrong = filepath.Join(folder, "val", "right", "astray.png")
	if err := os.Rename(filepath.Join(folder, "val", "left", "22.png"), wrong); err != nil {
		t.Fatal(err)
	}
	return folder, wrong
}

// A run that learns is judged by its validation part; the test part, which may not even
// be there, is touched when it is done, and then it alone counts.
func TestOwnTouchesTestAtTheEnd(t *testing.T) {
	folder, wrong := pictures(t)
	first := learned(t, folder, func(c *run.Config) { c.Training.Epochs = 2 })
	advance(t, first)
	dir := learned(t, folder, func(c *run.Config) { c.Training.Init = first })
	ctx, stop := context.WithCancel(context.Background())
	steps := 0
	err := run.Advance(ctx, dir, run.AdvanceOptions{Events: func(e run.Event) {
		if e.Event == run.EventEpoch {
			if steps++; steps == 8 {
				stop()
			}
		}
	}})
	if err == nil {
		t.Fatal("it was not stopped")
	}
	aside := folder + "-test"
	if err := os.Rename(filepath.Join(folder, "test"), aside); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "result.json")); err == nil {
		t.Error("a result is there before anybody asked")
	}
	seen, total, at, early := 0, 0, 0, 0.0
	r, err := evaluate.Own(context.Background(), dir, 1, evaluate.Watch{
		Progress: func(done, of int) { seen, total = done, of },
		Scored:   func(r *evaluate.Result) { early, at = r.Top1, seen },
	})
	if err != nil || r.Part != "validation" || len(r.Pictures) != 15 {
		t.Fatalf("before the end: %v, %+v", err, r)
	}
	if seen != total || total != 2*(60+15) {
		t.Errorf("progress ends with %d of %d", seen, total)
	}
	if early != r.Top1 || at != 15 {
		t.Errorf("the score is told as %v after %d pictures, want %v after those that it is of", early, at, r.Top1)
	}
	if r.KNN == nil || *r.KNN < .5 || r.Frequent < .2 || r.Frequent > .5 || r.Lost != 0 {
		t.Errorf("baselines: k-NN %v, most frequent %v, lost %d", r.KNN, r.Frequent, r.Lost)
	}
	if len(r.Suspects) == 0 || r.Suspects[0].Path != wrong || r.Names[r.Suspects[0].Instead] != "left" || !r.Suspects[0].Held {
		t.Errorf("the wrong label is not the first suspect: %+v", r.Suspects)
	}
	if m := r.Mistakes(); len(m) == 0 || !m[0].Wrong() {
		t.Errorf("mistakes: %+v", m)
	}
	if err := os.Rename(aside, filepath.Join(folder, "test")); err != nil {
		t.Fatal(err)
	}
	advance(t, dir)
	if evaluate.Kept(dir) != nil {
		t.Error("what was found before the end counts still")
	}
	r, err = evaluate.Own(context.Background(), dir, 1, evaluate.Watch{})
	if err != nil || r.Part != "test" || len(r.Pictures) != 15 {
		t.Fatalf("at the end: %v, %+v", err, r)
	}
	told := ""
	if _, err := evaluate.Own(context.Background(), dir, 1, evaluate.Watch{Scored: func(r *evaluate.Result) { told = r.Part }}); err != nil || told != "test" {
		t.Errorf("what is kept is told as %q: %v", told, err)
	}
	kept := evaluate.Kept(dir)
	if kept == nil || kept.Top1 != r.Top1 || len(kept.Right) != 15 || kept.Pictures[3] != r.Pictures[3] {
		t.Errorf("it is kept as %+v", kept)
	}
}

func TestOwnRefuses(t *testing.T) {
	folder := t.TempDir()
	testdata.Classes(t, folder, 5)
	dir := learned(t, folder, func(*run.Config) {})
	if _, err := evaluate.Own(context.Background(), dir, 1, evaluate.Watch{}); err == nil || !strings.Contains(err.Error(), "no weights yet") {
		t.Errorf("before the first epoch: %v", err)
	}
	if _, err := evaluate.Own(context.Background(), folder, 1, evaluate.Watch{}); err == nil || !strings.Contains(err.Error(), "is not a run") {
		t.Errorf("of no run: %v", err)
	}
}
