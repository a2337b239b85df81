//go:build unix

package cuda_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/conformance"
	"maestudio/gpu/cuda"
	"maestudio/gpu/cuda/emulate"
	"maestudio/gpu/cuda/ptx"
	"maestudio/gpu/reference"
)

func open(matrix gpu.DType) func() (gpu.Device, error) {
	return func() (gpu.Device, error) { return cuda.Open(emulate.New(), cuda.Options{Matrix: matrix}) }
}

func TestConformance(t *testing.T) {
	t.Run("float32", func(t *testing.T) { conformance.Run(t, open(gpu.Float32)) })
	t.Run("bf16", func(t *testing.T) { conformance.Run(t, open(gpu.BFloat16)) })
}

// TestRefused: what cannot be computed is an error that says what would.
func TestRefused(t *testing.T) {
	d, err := open(gpu.Float32)()
	if err != nil {
		t.Fatal(err)
	}
	x, ids := buffer(t, d, gpu.Float32, 4096), buffer(t, d, gpu.Int32, 4)
	freed := buffer(t, d, gpu.Float32, 4)
	freed.Free()
	if err := d.WriteInt32(ids, []int32{0, 1, 2, 9}); err != nil {
		t.Fatal(err)
	}
	_, precision := open(gpu.Int32)()
	for says, err := range map[string]error{
		"ids[3] is 9, it must be from 0 to below 4":            d.GatherRows(x, x, ids, 1, 4, 4, 8),
		"a head has 129 numbers, the most that this device":    d.Attention(x, x, x, 1, 1, 1, 129),
		"pictures of 10x8 cannot be cut into patches of 4x4":   d.GatherPatches(x, x, ids, 1, 1, 10, 8, 4, 4),
		"step 0 is not possible":                               d.AdamW(x, x, x, x, 4, gpu.AdamW{}),
		"y was freed":                                          d.Add(freed, freed),
		"matrices are multiplied in float32 or bf16":           precision,
		"there is no mean of 0 rows":                           d.MeanRows(x, x, 1, 0, 4),
		"dw holds 4096 numbers, its shape [100 100] has 10000": d.LinearWeight(x, nil, x, x, 4, 100, 100, false),
	} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("the error is %v, want %q in it", err, says)
		}
	}
	// With half the batch it can be: training goes on with that.
	many := buffer(t, d, gpu.Float32, 3*65_536)
	if err := d.Attention(many, many, many, 65_536, 1, 1, 1); !errors.Is(err, gpu.ErrNoMemory) || !strings.Contains(err.Error(), "more blocks than a card counts (1x65536x1)") {
		t.Errorf("more blocks than a card counts: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if d.Add(x, x) == nil || d.Close() == nil {
		t.Error("a closed device goes on")
	}
}

func buffer(t *testing.T, d gpu.Device, dtype gpu.DType, n int) gpu.Buffer {
	t.Helper()
	b, err := d.New(dtype, n)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// full is a card without memory, which also has its launches counted.
type full struct {
	cuda.Driver
	left     int
	launches int
}

func (f *full) Alloc(bytes int) (cuda.Pointer, error) {
	if f.left -= bytes; f.left < 0 {
		return 0, gpu.ErrNoMemory
	}
	return f.Driver.Alloc(bytes)
}

func (f *full) Launch(kernel string, grid, block cuda.Size, shared int, args []uint64) error {
	f.launches++
	return f.Driver.Launch(kernel, grid, block, shared, args)
}

// TestNoMemory: whoever asks for less may try again.
func TestNoMemory(t *testing.T) {
	card := &full{Driver: emulate.New(), left: 4 * 1000}
	d, err := cuda.Open(card, cuda.Options{Matrix: gpu.BFloat16})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	x := buffer(t, d, gpu.Float32, 900)
	if _, err := d.New(gpu.Float32, 200); !errors.Is(err, gpu.ErrNoMemory) {
		t.Errorf("a buffer that has no room gives %v", err)
	}
	card.left = 0
	w, err := d.NewWeight(x, 30, 30)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Linear(x, x, w, nil, 1, gpu.Epilogue{}); !errors.Is(err, gpu.ErrNoMemory) || card.launches > 0 {
		t.Errorf("a weight whose copy has no room gives %v after %d launches", err, card.launches)
	}
	card.left = 4 * 1000
	if err := d.Linear(x, x, w, nil, 1, gpu.Epilogue{}); err != nil {
		t.Errorf("and with room for it %v", err)
	}
	w.Free()
}

// TestPeak: there is a rate in both types, and Wait waits on no other device.
func TestPeak(t *testing.T) {
	for _, matrix := range []gpu.DType{gpu.Float32, gpu.BFloat16} {
		d, err := open(matrix)()
		if err != nil {
			t.Fatal(err)
		}
		if rate, err := cuda.Peak(d); err != nil || !(rate > 0) {
			t.Errorf("%v: %v, %v", matrix, rate, err)
		}
		if err := errors.Join(cuda.Wait(d), d.Close()); err != nil {
			t.Error(err)
		}
		if cuda.Wait(d) == nil {
			t.Error("a closed device is waited for")
		}
	}
	if _, err := cuda.Peak(reference.Open[float32]()); err == nil || cuda.Wait(reference.Open[float32]()) == nil {
		t.Error("the reference is measured as a card")
	}
}

// older is a card from before bfloat16: it has the kernels that are for such cards.
type older struct {
	cuda.Driver
	t       *testing.T
	kernels map[string]bool
	shared  int
}

func newOlder(t *testing.T, shared int) older {
	modules, err := ptx.Modules()
	if err != nil {
		t.Fatal(err)
	}
	entry, has := regexp.MustCompile(`(?m)^\.visible \.entry (\w+)\(`), map[string]bool{}
	for _, m := range modules {
		for _, found := range entry.FindAllStringSubmatch(m.Text, -1) {
			has[found[1]] = m.Oldest <= 75
		}
	}
	return older{emulate.New(), t, has, shared}
}

func (o older) Card() cuda.Card {
	return cuda.Card{Name: "Older card", Family: "sm_75", Processors: 1, Shared: o.shared}
}

func (o older) Launch(kernel string, grid, block cuda.Size, shared int, args []uint64) error {
	if !o.kernels[kernel] || shared > o.shared {
		o.t.Errorf("%s with %d bytes of shared memory is launched on a card that lacks it", kernel, shared)
	}
	return o.Driver.Launch(kernel, grid, block, shared, args)
}

// TestOlderCard: without bfloat16 there is float32, with nothing that such a card lacks, and heads
// that it has no room for are refused.
func TestOlderCard(t *testing.T) {
	if _, err := cuda.Open(newOlder(t, 64<<10), cuda.Options{Matrix: gpu.BFloat16}); err == nil || !strings.Contains(err.Error(), "choose the precision float32") {
		t.Errorf("bf16: %v", err)
	}
	float32s := func() (gpu.Device, error) { return cuda.Open(newOlder(t, 96<<10), cuda.Options{}) }
	if testing.Short() {
		conformance.Tiny(t, float32s)
	} else {
		conformance.Run(t, float32s)
	}
	d, err := cuda.Open(newOlder(t, 64<<10), cuda.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	x := buffer(t, d, gpu.Float32, 4096)
	if err := d.AttentionBackward(x, x, x, x, x, 1, 2, 1, 128); err == nil || !strings.Contains(err.Error(), "too little shared memory (65536 of 74496 bytes)") {
		t.Errorf("a wide head: %v", err)
	}
}
