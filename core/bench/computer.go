package bench

import (
	"time"

	"maestudio/core/run"
	"maestudio/gpu"
	"maestudio/gpu/cpu"
	"maestudio/gpu/cuda"
)

// computer is a device that is measured.
type computer struct {
	gpu.Device
	peak func() (float64, error) // GFLOP/s of multiply-adds on registers
	wait func() error            // for what is queued; nil where nothing is
}

// open opens what is to be measured.
func (o Options) open(matrix gpu.DType) (*computer, error) {
	if o.Device == "cuda" {
		dev, err := run.OpenCard(matrix)
		if err != nil {
			return nil, err
		}
		return onCard(dev), nil
	}
	dev, err := cpu.Open(cpu.Options{Threads: o.Threads, Matrix: matrix})
	if err != nil {
		return nil, err
	}
	info := dev.Info()
	return &computer{Device: dev, peak: func() (float64, error) { return cpu.MeasurePeak(info.Threads, info.Family, matrix), nil }}, nil
}

func onCard(dev gpu.Device) *computer {
	return &computer{Device: dev, peak: func() (float64, error) { return cuda.Peak(dev) }, wait: func() error { return cuda.Wait(dev) }}
}

// queued waits for what is queued.
func (c *computer) queued() error {
	if c.wait == nil {
		return nil
	}
	return c.wait()
}

// calls is how often a product is called between two looks at the clock: a card is asked for
// the next while it computes one.
func (c *computer) calls() int {
	if c.wait == nil {
		return 1
	}
	return 20
}

// memory is the most that the whole program had at once; 0 where it is not the processor's.
func (c *computer) memory() int64 {
	if c.wait != nil {
		return 0
	}
	return run.PeakMemory()
}

// apart times a step in parts, once more where that disturbs it: what an operation takes on a
// card shows only where each is waited for.
func (c *computer) apart(parts *timed, step func() error) error {
	if c.wait == nil {
		return nil
	}
	parts.wait = c.wait
	for range 3 {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

const forever = time.Duration(1<<63 - 1)
