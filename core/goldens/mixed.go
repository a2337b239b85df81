package goldens

import (
	_ "embed"
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// mixedBounds says for each golden file how far PyTorch's own bf16 autocast is from
// its tensors, relative to each tensor's largest value, with fused attention or
// without, whichever is further. testdata/bf16_bounds.py made it, and says how.
//
//go:embed testdata/bf16_bounds.json
var mixedBounds []byte

// mixedFactor is how many times PyTorch's own error mixed precision may have. Where
// values are rounded differs between implementations, so the largest errors of a few
// thousand roundings do too: PyTorch's own two ways differ by up to 1.6 times.
const mixedFactor = 2

// CompareMixed is Compare for mixed precision: a tensor may be off by mixedFactor
// times what the worst tensor of the file is with PyTorch's. Losses, of which there
// are few, are judged by themselves.
func (f *File) CompareMixed(t testing.TB, name string, got []float32) {
	t.Helper()
	var all map[string]map[string]float64
	if err := json.Unmarshal(mixedBounds, &all); err != nil {
		t.Fatal(err)
	}
	isLoss := strings.HasPrefix(name, "loss_")
	worst := 0.0
	for other, off := range all[strings.TrimSuffix(f.name, ".safetensors")] {
		if strings.HasPrefix(other, "loss_") == isLoss {
			worst = math.Max(worst, off)
		}
	}
	want := f.Float32(name)
	if len(got) != len(want) {
		t.Errorf("%s has %d values, want %d", name, len(got), len(want))
		return
	}
	if strings.HasSuffix(name, "attn.qkv.bias") { // the keys' gradient is rounding noise
		got, want = without(got, len(want)/3), without(want, len(want)/3)
	}
	report(t, name, got, want, mixedFactor*worst*largest(want))
}
