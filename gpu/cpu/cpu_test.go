package cpu

import (
	"strings"
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/conformance"
)

func TestConformance(t *testing.T) {
	t.Setenv("MAESTUDIO_CPU", "") // or every family would be that one
	for _, f := range Families() {
		t.Run(f.Name, func(t *testing.T) {
			conformance.Run(t, func() (gpu.Device, error) { return Open(Options{Family: f.Name}) })
			t.Run("bf16", func(t *testing.T) {
				conformance.Run(t, func() (gpu.Device, error) { return Open(Options{Family: f.Name, Matrix: gpu.BFloat16}) })
			})
		})
	}
}

// TestOpen: what is asked for is what opens, and else the sentence says what would.
func TestOpen(t *testing.T) {
	for _, c := range []struct {
		name, env string
		o         Options
		family    string
		says      string
	}{
		{name: "by name", o: Options{Family: "plain", Threads: 2}, family: "plain"},
		{name: "by the environment", env: "plain", family: "plain"},
		{name: "the environment goes first", env: "plain", o: Options{Family: "avx2"}, family: "plain"},
		{name: "no such family", o: Options{Family: "sse"}, says: "the kernel family sse is not known"},
		{name: "a wrong environment", env: "fast", says: "MAESTUDIO_CPU=fast is not known; on this processor there are "},
		{name: "fewer than no threads", o: Options{Threads: -1}, says: "the number of threads is -1"},
		{name: "too many threads", o: Options{Threads: 1 << 20}, says: "it must be from 1 to 1024"},
		{name: "mixed precision", env: "plain", o: Options{Matrix: gpu.BFloat16}, family: "plain"},
		{name: "another precision", env: "plain", o: Options{Matrix: gpu.Int32}, says: "in float32 or bf16"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("MAESTUDIO_CPU", c.env)
			d, err := Open(c.o)
			switch {
			case c.says != "":
				if err == nil || !strings.Contains(err.Error(), c.says) {
					t.Fatalf("the error is %v, want %q in it", err, c.says)
				}
			case err != nil:
				t.Fatal(err)
			default:
				defer d.Close()
				if got := d.Info().Family; got != c.family {
					t.Errorf("the family is %s, want %s", got, c.family)
				}
			}
		})
	}
}

// TestFamilies: one that is missing says why, and plain never is.
func TestFamilies(t *testing.T) {
	all := families()
	f := newFamily(all[len(all)-1].kernels, "AVX-1024")
	if f.Available || f.Name != "plain" || !strings.Contains(f.Why, "no AVX-1024 on this processor") {
		t.Errorf("a family that the processor lacks is %+v", f.Family)
	}
	if last := all[len(all)-1]; last.Name != "plain" || !last.Available || last.Why != "" {
		t.Errorf("the last family is %+v", last.Family)
	}
}

// TestClosed: a device that was closed computes no more, and says so.
func TestClosed(t *testing.T) {
	d, err := open(Options{Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	x, err := d.New(gpu.Float32, 5)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Free()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	_, newErr := d.New(gpu.Float32, 1)
	for name, err := range map[string]error{"add": d.Add(x, x), "zero": d.Zero(x), "new": newErr, "close": d.Close()} {
		if err == nil || !strings.Contains(err.Error(), "closed") {
			t.Errorf("%s on a closed device: %v", name, err)
		}
	}
}

// TestFreed: a buffer that was freed is an error, not a crash.
func TestFreed(t *testing.T) {
	d, err := open(Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	x, err := d.New(gpu.Float32, 5)
	if err != nil {
		t.Fatal(err)
	}
	x.Free()
	x.Free()
	if d.Zero(x) == nil || d.Write(x, []float32{1}) == nil || d.Add(x, x) == nil {
		t.Error("a freed buffer was used")
	}
}

// TestPool: small operations one after the other, with more threads than
// processors; none is lost and none is done twice.
func TestPool(t *testing.T) {
	const rounds, n = 2000, 200_000 // some tasks
	d, err := open(Options{Threads: 5})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	x, y := d.hold(t, ones(n)), d.hold(t, make([]float32, n))
	for range rounds {
		check(t, d.Add(y, x))
	}
	for i, v := range d.values(t, y) {
		if v != rounds {
			t.Fatalf("element %d is %v after %d additions of 1", i, v, rounds)
		}
	}
}
