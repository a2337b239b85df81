//go:build unix && !asan

package cuda_test

import (
	"errors"
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/cuda"
	"maestudio/gpu/cuda/emulate"
)

// idle is a card that takes launches and does nothing.
type idle struct{ cuda.Driver }

func (idle) Launch(string, cuda.Size, cuda.Size, int, []uint64) error { return nil }

// TestSteadyStateAllocatesNothing: after the first step the Go side needs no heap.
func TestSteadyStateAllocatesNothing(t *testing.T) {
	d, err := cuda.Open(idle{emulate.New()}, cuda.Options{Matrix: gpu.BFloat16})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	x, half, ids := buffer(t, d, gpu.Float32, 4096), buffer(t, d, gpu.BFloat16, 4096), buffer(t, d, gpu.Int32, 8)
	w, err := d.NewWeight(x, 16, 16)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Free()
	step := func() {
		w.Changed()
		err := errors.Join(
			d.Linear(half, half, w, x, 16, gpu.Epilogue{GELU: true, Slope: half, Residual: half}),
			d.LinearInput(x, half, w, 16, gpu.GradEpilogue{Slope: half, Add: true}),
			d.LinearWeight(x, x, half, half, 1024, 4, 4, true),
			d.LayerNormBackward(x, x, x, x, x, x, x, x, 16, 16, true, true),
			d.Attention(half, x, half, 1, 8, 2, 8),
			d.AttentionBackward(half, half, half, x, half, 1, 8, 2, 8),
			d.UnshuffleBackward(x, x, x, ids, 1, 8, 8, 8, true),
			d.ScatterRows(x, x, ids, 1, 8, 8, 8, false),
			d.MaskedMSE(x, nil, x, x, x, 16, 16),
			d.AdamW(x, x, x, x, 256, gpu.AdamW{Step: 1, Beta1: .9, Beta2: .95}),
			d.SumSquares(x, x, 4096),
		)
		if err != nil {
			t.Fatal(err)
		}
	}
	step()
	if n := testing.AllocsPerRun(10, step); n > 0 {
		t.Errorf("a step allocates %v times", n)
	}
}
