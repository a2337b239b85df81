// Package trained makes small runs that are done, for tests.
package trained

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"maestudio/core/run"
	"maestudio/core/study"
)

// Classifier trains one on a folder of classes for two epochs, from the encoder in a run
// or a file of weights, or with "" from nothing, and returns its run's folder.
func Classifier(t testing.TB, folder, init string) string {
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

// Interrupted asks a question of a classifier with two seeds and stops when the part
// before the last begins; then it goes on, and must train these two parts alone.
func Interrupted(t testing.TB, q study.Question, dir string, half func()) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	last := 2*len(q.Ways) - 1
	o := study.Options{Part: func(n, of int, _ study.Part) {
		if of != last+1 {
			t.Errorf("%d parts", of)
		}
		if n == last {
			stop()
		}
	}}
	if err := q.Advance(ctx, dir, 2, o); !errors.Is(err, run.ErrStopped) {
		t.Fatalf("stopped: %v", err)
	}
	half()
	began := 0
	o = study.Options{AdvanceOptions: run.AdvanceOptions{Events: func(e run.Event) {
		if e.Event == run.EventStart {
			began++
		}
	}}}
	if err := q.Advance(context.Background(), dir, 0, o); err != nil || began != 2 {
		t.Fatalf("it trained %d parts more: %v", began, err)
	}
}
