// Package forecast tells before a run what it will take on this machine: time,
// memory and disk, from a few seconds of real steps.
package forecast

import (
	"context"
	"fmt"
	"time"

	"gorgonia.org/tensor"

	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/train"
	"maestudio/gpu"
	"maestudio/gpu/cpu"
	"maestudio/gpu/cuda/card"
)

// Speed is what training a model was measured to take.
type Speed struct {
	Picture time.Duration // for each picture: forward and backward
	Step    time.Duration // for each step beside that: the optimiser
}

// PerSecond returns pictures a second at a batch.
func (s Speed) PerSecond(batch int) float64 {
	step := float64(batch)*s.Picture.Seconds() + s.Step.Seconds()
	if step <= 0 {
		return 0
	}
	return float64(batch) / step
}

// Time returns how long pictures and epochs take at a batch.
func (s Speed) Time(pictures, epochs, batch int) time.Duration {
	rate := s.PerSecond(batch)
	if rate == 0 {
		return 0
	}
	return time.Duration(float64(pictures) * float64(epochs) / rate * float64(time.Second))
}

// Disk returns the bytes that a run's folder takes at most: its states, and samples.
func Disk(c run.Config) float64 {
	const samples = 40e6
	return c.Disk() + samples
}

// measureFor is how long real steps are timed.
const measureFor = 1500 * time.Millisecond

// Measure trains random pictures for a moment on a device and returns what it took. It
// takes a batch that is small enough to answer within seconds.
func Measure(ctx context.Context, c run.ModelConfig, d run.DeviceConfig) (Speed, error) {
	dev, err := open(d)
	if err != nil {
		return Speed{}, err
	}
	defer dev.Close()
	return measure(ctx, dev, c.MAE())
}

// open opens the device of a run that is to be, in the precision that it will have.
func open(d run.DeviceConfig) (gpu.Device, error) {
	exact := d.Precision == "float32"
	if d.Name == "cuda" {
		if best, ok := card.Find().Best(); ok && best.BFloat16() && !exact {
			return run.OpenCard(gpu.BFloat16)
		}
		return run.OpenCard(gpu.Float32)
	}
	matrix := cpu.Fastest("")
	if exact {
		matrix = gpu.Float32
	}
	return cpu.Open(cpu.Options{Threads: d.Threads, Matrix: matrix})
}

func measure(ctx context.Context, dev gpu.Device, c mae.Config) (Speed, error) {
	if err := c.Validate(); err != nil {
		return Speed{}, err
	}
	m, err := mae.New(dev, c)
	if err != nil {
		return Speed{}, fmt.Errorf("This model does not fit into memory: %w", err)
	}
	defer m.Free()
	if err := m.Init(1); err != nil {
		return Speed{}, err
	}
	batch := batchFor(dev, c.Forward())
	images := tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(batch, 3, c.ImageSize, c.ImageSize))
	noise := make([]float32, batch*c.Patches())
	for i := range batch {
		mae.Noise(1, 0, i, c.Patches(), noise[i*c.Patches():])
	}
	opt, err := train.NewAdamW(dev, m.Params(), 0.05, train.PretrainBeta2)
	if err != nil {
		return Speed{}, err
	}
	defer opt.Free()
	return clock(ctx, batch, func() error {
		_, err := m.Backward(images, noise, 1, false)
		return err
	}, func() error { return stepped(opt) })
}

// stepped takes a step of the optimiser and waits until it is done.
func stepped(opt *train.AdamW) error {
	if err := opt.Step(0); err != nil {
		return err
	}
	if err := opt.MeasureNorm(); err != nil { // as in training
		return err
	}
	_, err := opt.GradNorm()
	return err
}

// clock times the two halves of steps; the first step, which records and packs,
// does not count.
func clock(ctx context.Context, batch int, backward, optimise func() error) (Speed, error) {
	var passes, steps time.Duration
	n := 0
	for begin := time.Now(); n < 2 || time.Since(begin) < measureFor; n++ {
		if err := ctx.Err(); err != nil {
			return Speed{}, err
		}
		start := time.Now()
		if err := backward(); err != nil {
			return Speed{}, err
		}
		middle := time.Now()
		if err := optimise(); err != nil {
			return Speed{}, err
		}
		if n > 0 {
			passes, steps = passes+middle.Sub(start), steps+time.Since(middle)
		}
	}
	timed := time.Duration(n - 1)
	return Speed{Picture: passes / timed / time.Duration(batch), Step: steps / timed}, nil
}

// batchFor is a batch of about thirty billion operations: some tenths of a
// second, and large enough to fill the machine. forward is the number of operations that one
// picture takes on its way through. A card is filled by more.
func batchFor(dev gpu.Device, forward float64) int {
	if dev.Info().Name == "cuda" {
		return 32
	}
	return min(32, max(2, int(30e9/(3*forward))))
}
