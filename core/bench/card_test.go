//go:build unix

package bench

import (
	"context"
	"testing"

	"maestudio/core/run"
	"maestudio/gpu"
	"maestudio/gpu/cuda"
	"maestudio/gpu/cuda/emulate"
)

// TestCard: on a card products and steps are waited for, and a step's parts are timed apart.
func TestCard(t *testing.T) {
	dev, err := cuda.Open(emulate.New(), cuda.Options{Matrix: gpu.BFloat16})
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Close()
	on := onCard(dev)
	r := &Report{Peaks: []Peak{{Precision: "bf16"}}}
	p := Product{Precision: "bf16", Rows: 16, In: 8, Out: 8}
	if err := p.measure(context.Background(), on, 0, func() error { return r.lookAtPeak(on) }); err != nil {
		t.Fatal(err)
	}
	if r.Peaks[0].GFLOPS <= 0 || p.Output.GFLOPS <= 0 || p.Input.GFLOPS <= 0 || p.Weight.GFLOPS <= 0 {
		t.Errorf("peak %v, product %+v", r.Peaks[0].GFLOPS, p)
	}
	c, err := run.Preset("quick")
	if err != nil {
		t.Fatal(err)
	}
	c.Model.ImageSize, c.Model.PatchSize, c.Training.Batch = 16, 8, 1
	c.Model.EncoderDim, c.Model.EncoderDepth, c.Model.EncoderHeads = 16, 1, 2
	c.Model.DecoderDim, c.Model.DecoderDepth, c.Model.DecoderHeads = 8, 1, 1
	s, err := step(context.Background(), on, c, 0)
	if err != nil {
		t.Fatal(err)
	}
	ms := 0.0
	for _, o := range s.Operations {
		ms += o.Milliseconds
	}
	if s.Milliseconds <= 0 || ms <= 0 || len(s.Operations) < 5 || s.PeakMemory != 0 {
		t.Errorf("a step of %v ms in parts of %v: %+v", s.Milliseconds, ms, s)
	}
}
