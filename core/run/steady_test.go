package run

import (
	"path/filepath"
	"runtime"
	"testing"
)

// Once every picture was read, what a step leaves to the garbage collector is a few
// lines of text, however large the batch and the model are.
func TestSteadyStateAllocatesLittle(t *testing.T) {
	pictures, cache := filepath.Join(t.TempDir(), "pictures"), t.TempDir()
	drawPictures(t, pictures, 170)
	measure := func(batch, dim int) float64 {
		r := newRunOf(t, pictures, func(c *Config) {
			c.Device.Name, c.Checkpoints.Steps = "cpu", 0
			c.Training.Epochs, c.Training.Batch, c.Training.Accumulate = 3, batch, 1
			c.Model.EncoderDim, c.Model.DecoderDim = dim, dim
		})
		const from, to = 3, 9 // steps of the third epoch, away from its ends
		var before, after runtime.MemStats
		perEpoch := 162 / batch
		advance(t, r, AdvanceOptions{Threads: 2, CacheDir: cache, Events: func(e Event) {
			switch {
			case e.Event == EventStep && e.Step == 2*perEpoch+from:
				runtime.ReadMemStats(&before)
			case e.Event == EventStep && e.Step == 2*perEpoch+to:
				runtime.ReadMemStats(&after)
			}
		}})
		return float64(after.TotalAlloc-before.TotalAlloc) / (to - from)
	}
	for _, c := range []struct{ batch, dim int }{{4, 16}, {16, 16}, {4, 64}} {
		got := measure(c.batch, c.dim)
		t.Logf("batch %d, dim %d: %.0f bytes a step", c.batch, c.dim, got)
		if got > 20_000 { // the pixels of 16 pictures alone are 49,152 bytes
			t.Errorf("batch %d, dim %d: %.0f bytes a step", c.batch, c.dim, got)
		}
	}
}
