package bench

import (
	"context"
	"errors"
	"slices"
	"time"

	"maestudio/core/dataset"
	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/train"
	"maestudio/gpu"
	"maestudio/gpu/cpu"
)

// EndToEnd compares training from files with the step alone: the same steps with
// batches that the loader makes meanwhile from the cache, as from the second epoch on,
// and with one batch again and again.
type EndToEnd struct {
	Preset    string  `json:"preset"`
	Precision string  `json:"precision"`
	Alone     float64 `json:"step_alone_pictures_per_second"`
	Files     float64 `json:"from_files_pictures_per_second"`
	Ratio     float64 `json:"ratio"` // median over turns of both, one after the other
	Least     float64 `json:"least_ratio"`
	Most      float64 `json:"most_ratio"`
}

// The two are compared several times, a few steps of each: what else the machine does
// changes less from one to the next than over all.
const mostTurns, mostSteps = 7, 3

func endToEnd(ctx context.Context, files []dataset.File, c run.Config, cache string, o Options) (*EndToEnd, error) {
	matrix := cpu.Fastest("") // what a run takes that names none
	if o.Precision != "" {
		matrix = o.precisions()[0]
	}
	dev, err := cpu.Open(cpu.Options{Threads: o.Threads, Matrix: matrix})
	if err != nil {
		return nil, err
	}
	defer dev.Close()
	loader, err := dataset.NewLoader(files, loaderConfig(c, len(files), cache))
	if err != nil {
		return nil, err
	}
	defer loader.Close()
	loader.Start(1, 0)
	t, err := newTrainer(dev, c, loader.BatchSize())
	if err != nil {
		return nil, err
	}
	defer t.free()
	e := &EndToEnd{Preset: c.Preset, Precision: precisionNames[matrix]}
	return e, e.measure(ctx, t, loader, o.For)
}

// measure takes turns; fewer where d asks for a short look.
func (e *EndToEnd) measure(ctx context.Context, t *trainer, loader *dataset.Loader, d time.Duration) error {
	again, err := loader.Next(ctx)
	if err != nil {
		return err
	}
	defer again.Release()
	alone := func() error { return t.step(again) }
	fromFiles := func() error {
		b, err := loader.Next(ctx)
		if err != nil {
			return err
		}
		defer b.Release()
		return t.step(b)
	}
	if err := alone(); err != nil { // takes the memory
		return err
	}
	turns, steps := mostTurns, mostSteps
	if d < time.Second { // a short look
		turns, steps = 1, 1
	}
	var ratios []float64
	for range turns {
		// Batches that are ready at the start would cost nothing: they are used first.
		if _, err := rateOf(ctx, fromFiles, t.batch, steps); err != nil {
			return err
		}
		files, err := rateOf(ctx, fromFiles, t.batch, steps)
		if err != nil {
			return err
		}
		step, err := rateOf(ctx, alone, t.batch, steps)
		if err != nil {
			return err
		}
		e.Alone, e.Files = max(e.Alone, step), max(e.Files, files)
		ratios = append(ratios, files/step)
	}
	slices.Sort(ratios)
	e.Ratio, e.Least, e.Most = ratios[turns/2], ratios[0], ratios[turns-1]
	return nil
}

// rateOf makes so many steps and returns pictures a second.
func rateOf(ctx context.Context, step func() error, batch, steps int) (float64, error) {
	start := time.Now()
	for range steps {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if err := step(); err != nil {
			return 0, err
		}
	}
	return float64(steps*batch) / time.Since(start).Seconds(), nil
}

// trainer is a model and its optimiser.
type trainer struct {
	model     *mae.Model
	optimizer *train.AdamW
	noise     []float32
	batch     int
}

func newTrainer(dev gpu.Device, c run.Config, batch int) (*trainer, error) {
	sizes := c.Model.MAE()
	m, err := mae.New(dev, sizes)
	if err != nil {
		return nil, err
	}
	t := &trainer{model: m, batch: batch}
	if err := m.Init(1); err != nil {
		t.free()
		return nil, err
	}
	if t.optimizer, err = train.NewAdamW(dev, m.Params(), c.Training.WeightDecay, train.PretrainBeta2); err != nil {
		t.free()
		return nil, err
	}
	_, t.noise = randomBatch(sizes, batch)
	return t, nil
}

func (t *trainer) free() {
	if t.optimizer != nil {
		t.optimizer.Free()
	}
	t.model.Free()
}

func (t *trainer) step(b *dataset.Batch) error {
	if _, err := t.model.Backward(b.Images, t.noise, 1, false); err != nil {
		return err
	}
	return errors.Join(t.optimizer.MeasureNorm(), t.optimizer.Step(1e-4))
}
