// Package trained makes small runs that are done, for tests.
package trained

import (
	"context"
	"path/filepath"
	"testing"

	"maestudio/core/run"
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
