//go:build cuda

package nvidia

import (
	"errors"
	"os"
	"strings"
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/conformance"
	"maestudio/gpu/cuda"
)

// Where a card is these are tests of it. Elsewhere packaging/cuda-test.sh runs them with a
// stand-in for the driver (gpu/cuda/standin), which runs the kernels on the processor and
// fails when it is told to.

func open(matrix gpu.DType) func() (gpu.Device, error) {
	return func() (gpu.Device, error) {
		d, err := Open(0)
		if err != nil {
			return nil, err
		}
		return cuda.Open(d, cuda.Options{Matrix: matrix})
	}
}

func TestConformance(t *testing.T) {
	t.Run("float32", func(t *testing.T) { conformance.Run(t, open(gpu.Float32)) })
	t.Run("bf16", func(t *testing.T) { conformance.Run(t, open(gpu.BFloat16)) })
}

// absent skips for want of a card, or fails where MAESTUDIO_REQUIRE names "card".
func absent(t *testing.T, err error) {
	t.Helper()
	if strings.Contains(os.Getenv("MAESTUDIO_REQUIRE"), "card") {
		t.Fatal(err)
	}
	t.Skip(err)
}

// What is read may be a part of something that holds pointers, as a step's loss is.
func TestReadIntoAnObject(t *testing.T) {
	d, err := open(gpu.Float32)()
	if err != nil {
		absent(t, err)
	}
	defer d.Close()
	b, err := d.New(gpu.Float32, 1)
	if err != nil {
		t.Fatal(err)
	}
	step := &struct {
		model *int
		loss  [1]float32
	}{model: new(int)}
	if err := errors.Join(d.Write(b, []float32{3}), d.Read(step.loss[:], b)); err != nil || step.loss[0] != 3 {
		t.Errorf("%v, %v", step.loss, err)
	}
}

// Memory that was freed is used again, so that training asks the driver for none.
func TestMemoryIsKept(t *testing.T) {
	d, err := Open(0)
	if err != nil {
		absent(t, err)
	}
	defer d.Close()
	first, err := d.Alloc(1000)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Free(first); err != nil {
		t.Fatal(err)
	}
	if again, err := d.Alloc(1001); err != nil || again != first {
		t.Errorf("%#x, %v; it was at %#x", again, err, first)
	}
	if err := d.Free(12345); err == nil {
		t.Error("memory that nobody has was freed")
	}
}

// standin skips where the driver is a real one, and sets what its stand-in is to do.
func standin(t *testing.T, settings ...string) {
	t.Helper()
	if os.Getenv("MAESTUDIO_STANDIN") == "" {
		t.Skip("the driver is no stand-in: packaging/cuda-test.sh")
	}
	for _, s := range settings {
		name, value, _ := strings.Cut(s, "=")
		t.Setenv(name, value)
	}
}

// What cannot be opened is told in a sentence.
func TestCannotBeOpened(t *testing.T) {
	for setting, want := range map[string]string{
		"STANDIN_CAPABILITY=61": "too old: it has compute capability 6.1",
		"STANDIN_MODE=2":        "compute for nobody",
		"STANDIN_CUDA=10020":    "knows CUDA 10.2 and 11.0 is needed",
		"STANDIN_CARDS=0":       "knows no card",
		"STANDIN_INIT=803":      "start the machine again",
	} {
		t.Run(setting, func(t *testing.T) {
			standin(t, setting)
			d, err := Open(0)
			if err == nil {
				d.Close()
				t.Fatal("it was opened")
			}
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q lacks %q", err, want)
			}
		})
	}
}

// A card without bfloat16 has all else: what it cannot run is not loaded.
func TestOlderCard(t *testing.T) {
	standin(t, "STANDIN_CAPABILITY=75")
	conformance.Tiny(t, open(gpu.Float32))
	_, err := open(gpu.BFloat16)()
	if err == nil || !strings.Contains(err.Error(), "(sm_75) whose tensor cores do not multiply bfloat16; choose the precision float32") {
		t.Errorf("bf16 on it gives %v", err)
	}
}

// Want of memory is gpu.ErrNoMemory, and says who else has some; what was kept is
// given back before.
func TestNoMemory(t *testing.T) {
	standin(t, "STANDIN_MEMORY=100000000", "STANDIN_OTHERS=40000000")
	d, err := Open(0)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	kept, err := d.Alloc(50e6)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Free(kept); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Alloc(55e6); err != nil {
		t.Fatalf("what is kept was not given back: %v", err)
	}
	_, err = d.Alloc(50e6)
	if !errors.Is(err, gpu.ErrNoMemory) || !strings.Contains(err.Error(), "other programs on the card and its driver hold 40 MB") {
		t.Errorf("%v", err)
	}
}

// A card that is lost in the middle is an error with what to do, from every call.
func TestLostCard(t *testing.T) {
	standin(t, "STANDIN_FAIL=cuMemsetD8Async:1:214")
	d, err := Open(0)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	at, err := d.Alloc(1000)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Clear(at, 1000); err == nil || !strings.Contains(err.Error(), "start the machine again") {
		t.Errorf("%v", err)
	}
	if err := d.Wait(); err == nil {
		t.Error("it goes on")
	}
}
