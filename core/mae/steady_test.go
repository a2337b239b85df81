package mae

import (
	"bytes"
	"runtime"
	"testing"

	"maestudio/core/train"
	"maestudio/core/weights"
	"maestudio/gpu"
	"maestudio/gpu/cpu"
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
