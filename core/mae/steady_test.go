package mae

import (
	"bytes"
	"runtime"
	"slices"
	"testing"

	"maestudio/core/train"
	"maestudio/core/weights"
	"maestudio/gpu"
	"maestudio/gpu/cpu"
	"maestudio/gpu/cuda"
	"maestudio/gpu/cuda/emulate"
)

// After the first step nothing is allocated that grows with the batch or the
// model (DESIGN.md, promise 5).
func TestStepsAllocateNothing(t *testing.T) {
	perStep := func(c Config, batch int, matrix gpu.DType) (bytes, objects uint64) {
		dev, err := cpu.Open(cpu.Options{Matrix: matrix})
		must(t, err)
		defer dev.Close()
		m := initialised(t, dev, c)
		optimizer, err := train.NewAdamW(dev, m.params, .05, train.PretrainBeta2)
		must(t, err)
		x, noise := randomBatch(c, batch, 1)
		step := func() {
			_, err := m.Backward(x, noise, 1, false)
			must(t, err)
			must(t, optimizer.MeasureNorm())
			_, err = optimizer.GradNorm()
			must(t, err)
			must(t, optimizer.Step(1e-3))
		}
		step()
		var before, after runtime.MemStats
		const steps = 5
		runtime.ReadMemStats(&before)
		for range steps {
			step()
		}
		runtime.ReadMemStats(&after)
		return (after.TotalAlloc - before.TotalAlloc) / steps, (after.Mallocs - before.Mallocs) / steps
	}
	large := tiny
	large.Encoder.Depth, large.Decoder.Depth = 9, 8
	for _, c := range []struct {
		name  string
		c     Config
		batch int
		gpu.DType
	}{
		{"tiny", tiny, 2, gpu.Float32}, {"tiny, many pictures", tiny, 32, gpu.Float32}, {"deep", large, 2, gpu.Float32},
		{"tiny, bf16", tiny, 2, gpu.BFloat16}, {"many pictures, bf16", tiny, 32, gpu.BFloat16}, {"deep, bf16", large, 2, gpu.BFloat16},
	} {
		bytes, objects := perStep(c.c, c.batch, c.DType)
		t.Logf("%s: %d bytes in %d objects a step", c.name, bytes, objects)
		if bytes > 1024 || objects > 20 {
			t.Errorf("%s: a step allocates %d bytes in %d objects", c.name, bytes, objects)
		}
	}
}

// Twenty steps give the same bits with any number of threads.
func TestThreadsDoNotMatter(t *testing.T) {
	for _, matrix := range []gpu.DType{gpu.Float32, gpu.BFloat16} {
		trained := func(threads int) []byte {
			dev, err := cpu.Open(cpu.Options{Threads: threads, Matrix: matrix})
			must(t, err)
			defer dev.Close()
			return trainSteps(t, dev, 20)
		}
		one := trained(1)
		for _, threads := range []int{2, 3, 4, 7} {
			if !bytes.Equal(one, trained(threads)) {
				t.Errorf("type %d: %d threads give other weights than one", matrix, threads)
			}
		}
	}
}

// trainSteps trains a new model and returns its weights and moments as a file.
func trainSteps(t *testing.T, dev gpu.Device, steps int) []byte {
	t.Helper()
	m := initialised(t, dev, tiny)
	optimizer, err := train.NewAdamW(dev, m.params, .05, train.PretrainBeta2)
	must(t, err)
	for i := range steps {
		x, noise := randomBatch(tiny, 5, uint64(i))
		_, err := m.Backward(x, noise, 1, false)
		must(t, err)
		must(t, optimizer.Step(1e-3))
	}
	var file bytes.Buffer
	for _, state := range []func() (*weights.State, error){m.params.State, m.params.Moments} {
		s, err := state()
		must(t, err)
		must(t, weights.Write(&file, s))
	}
	return file.Bytes()
}

// Where the next batch is fed before the loss is read, and what it was made of is written over
// at once, losses and weights have the same bits.
func TestFedAhead(t *testing.T) {
	for name, open := range map[string]func() (gpu.Device, error){
		"float32": func() (gpu.Device, error) { return cpu.Open(cpu.Options{}) },
		"bf16":    func() (gpu.Device, error) { return cpu.Open(cpu.Options{Matrix: gpu.BFloat16}) },
		"card":    func() (gpu.Device, error) { return cuda.Open(emulate.New(), cuda.Options{}) },
	} {
		dev, err := open()
		must(t, err)
		one, ahead := initialised(t, dev, tiny), initialised(t, dev, tiny)
		feed := func(i int) {
			x, noise := randomBatch(tiny, 5, uint64(i))
			must(t, ahead.Feed(x, noise))
			clear(values(x))
			clear(noise)
		}
		feed(0)
		for i := range 4 {
			x, noise := randomBatch(tiny, 5, uint64(i))
			want, err := one.Backward(x, noise, 1, i%2 > 0)
			must(t, err)
			must(t, ahead.Learn(1, i%2 > 0))
			feed(i + 1)
			if loss, err := ahead.Loss(); err != nil || loss != want {
				t.Errorf("%s, batch %d: the loss is %v (%v), want %v", name, i, loss, err, want)
			}
		}
		gradients := func(m *Model) []float32 {
			b, err := m.params.Gradients()
			must(t, err)
			g := make([]float32, b.Len())
			must(t, dev.Read(g, b))
			return g
		}
		if !slices.Equal(gradients(one), gradients(ahead)) {
			t.Errorf("%s: the gradients differ", name)
		}
		must(t, dev.Close())
	}
}
