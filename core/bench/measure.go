package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"gorgonia.org/tensor"

	"maestudio/core/dataset"
	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/train"
	"maestudio/gpu"
)

// shapes are the layers of presets that most time goes into, and the one that the
// design names.
var shapes = []Product{
	{Name: "design", Rows: 512, In: 768, Out: 2304},
	{Name: "quick qkv", Rows: 1088, In: 256, Out: 768},
	{Name: "quick proj", Rows: 1088, In: 256, Out: 256},
	{Name: "quick fc1", Rows: 1088, In: 256, Out: 1024},
	{Name: "quick fc2", Rows: 1088, In: 1024, Out: 256},
	{Name: "quick decoder fc1", Rows: 4160, In: 128, Out: 512},
}

// cardShapes are those of base, in batches of 64, and one that leaves a card nothing to wait for.
var cardShapes = []Product{
	{Name: "base qkv", Rows: 3200, In: 768, Out: 2304},
	{Name: "base proj", Rows: 3200, In: 768, Out: 768},
	{Name: "base fc1", Rows: 3200, In: 768, Out: 3072},
	{Name: "base fc2", Rows: 3200, In: 3072, Out: 768},
	{Name: "base decoder fc1", Rows: 12608, In: 512, Out: 2048},
	{Name: "large", Rows: 8192, In: 4096, Out: 4096},
}

func (r *Report) products(ctx context.Context, dev *computer, o Options, progress func(string)) error {
	layers := shapes
	if o.Device == "cuda" {
		layers = cardShapes
	}
	for _, p := range layers {
		progress(fmt.Sprintf("matrix products %dx%dx%d", p.Rows, p.In, p.Out))
		p.Precision = precisionNames[dev.Info().Matrix]
		if err := p.measure(ctx, dev, o.For/4, func() error { return r.lookAtPeak(dev) }); err != nil {
			return err
		}
		r.Products = append(r.Products, p)
	}
	return nil
}

// measure times the products with the weight packed once, as between two steps of
// the optimiser.
func (p *Product) measure(ctx context.Context, dev *computer, d time.Duration, lookAtPeak func() error) error {
	var buffers [3]gpu.Buffer
	types := []gpu.DType{dev.Info().Matrix, dev.Info().Matrix, gpu.Float32}
	for i, n := range []int{p.Rows * p.Out, p.Rows * p.In, p.In * p.Out} {
		b, err := dev.New(types[i], n)
		if err != nil {
			return err
		}
		defer b.Free()
		buffers[i] = b
	}
	y, x, values := buffers[0], buffers[1], buffers[2]
	w, err := dev.NewWeight(values, p.Out, p.In)
	if err != nil {
		return err
	}
	defer w.Free()
	for _, kind := range []struct {
		rate *Rate
		call func() error
	}{
		{&p.Output, func() error { return dev.Linear(y, x, w, nil, p.Rows, gpu.Epilogue{}) }},
		{&p.Input, func() error { return dev.LinearInput(x, y, w, p.Rows, gpu.GradEpilogue{}) }},
		{&p.Weight, func() error { return dev.LinearWeight(values, nil, y, x, p.Rows, p.Out, p.In, false) }},
	} {
		took, err := best(ctx, d, func() error {
			for range dev.calls() {
				if err := kind.call(); err != nil {
					return err
				}
			}
			return dev.queued()
		})
		if err != nil {
			return err
		}
		kind.rate.GFLOPS = float64(dev.calls()) * 2 * float64(p.Rows) * float64(p.In) * float64(p.Out) / float64(took.Nanoseconds())
		if err := lookAtPeak(); err != nil {
			return err
		}
	}
	return nil
}

// steps times whole training steps of random pictures.
func (r *Report) steps(ctx context.Context, dev *computer, o Options, progress func(string)) error {
	return r.presets(o.Presets, dev, progress, "training step", func(c run.Config) (Step, error) {
		return step(ctx, dev, c, o.For)
	}, &r.Steps)
}

// presets times a step of each preset and adds it to what was timed.
func (r *Report) presets(names []string, dev *computer, progress func(string), what string, time func(run.Config) (Step, error), timed *[]Step) error {
	precision := precisionNames[dev.Info().Matrix]
	for _, name := range names {
		c, err := run.Preset(name)
		if err != nil {
			return err
		}
		if n := batches[name]; n > 0 && dev.wait == nil {
			c.Training.Batch = n
		}
		progress(fmt.Sprintf("%s of %s, batch %d, %s", what, name, c.Training.Batch, precision))
		s, err := time(c)
		if err != nil {
			return err
		}
		s.Preset, s.Precision = name, precision
		if err := r.lookAtPeak(dev); err != nil {
			return err
		}
		*timed = append(*timed, s)
	}
	return nil
}

// step times steps as a whole and in parts. Looking at the clock before and after some
// four hundred operations takes a thousandth of the fastest step.
func step(ctx context.Context, dev *computer, c run.Config, d time.Duration) (Step, error) {
	sizes, batch := c.Model.MAE(), c.Training.Batch
	debug.FreeOSMemory() // what was measured before
	forgetPeak()
	parts := &timed{Device: dev.Device, c: sizes, batch: batch, spent: map[string]*Operation{}}
	m, err := mae.New(parts, sizes)
	if err != nil {
		return Step{}, err
	}
	defer m.Free()
	if err := m.Init(1); err != nil {
		return Step{}, err
	}
	opt, err := train.NewAdamW(parts, m.Params(), c.Training.WeightDecay, train.PretrainBeta2)
	if err != nil {
		return Step{}, err
	}
	defer opt.Free()
	images, noise := randomBatch(sizes, batch)
	s := Step{Batch: batch}
	if err := m.Feed(images, noise); err != nil {
		return Step{}, err
	}
	err = s.time(ctx, d, dev, parts, func() error { // as in training: the next batch comes while this one is computed
		if err := errors.Join(m.Learn(1, false), opt.MeasureNorm(), m.Feed(images, noise)); err != nil {
			return err
		}
		if s.Loss, err = m.Loss(); err != nil {
			return err
		}
		return errors.Join(opt.Step(1e-4), dev.queued())
	})
	s.GFLOPS, s.PeakMemory = 3*sizes.Forward()*s.PicturesPerSecond/1e9, dev.memory()
	return s, err
}

// time makes steps for as long as is asked, and keeps the best and the parts of the fastest.
func (s *Step) time(ctx context.Context, d time.Duration, dev *computer, parts *timed, step func() error) error {
	fastest := forever
	once := func() error {
		clear(parts.spent)
		start := time.Now()
		if err := step(); err != nil {
			return err
		}
		if whole := time.Since(start); whole < fastest {
			fastest, s.Operations = whole, parts.operations(whole)
		}
		return nil
	}
	took, err := best(ctx, d, once)
	if err != nil {
		return err
	}
	s.Milliseconds, s.PicturesPerSecond = 1e3*took.Seconds(), float64(s.Batch)/took.Seconds()
	return dev.apart(parts, func() error { fastest = forever; return once() })
}

// randomBatch is a batch of noise, which takes as long as any other.
func randomBatch(c mae.Config, batch int) (*tensor.Dense, []float32) {
	side, n := c.ImageSize, c.Patches()
	values := make([]float32, batch*3*side*side)
	mae.Noise(2, 0, 0, len(values), values)
	noise := make([]float32, batch*n)
	for i := range batch {
		mae.Noise(1, 0, i, n, noise[i*n:])
	}
	return tensor.New(tensor.WithShape(batch, 3, side, side), tensor.WithBacking(values)), noise
}

// files measures what reads pictures: the loader, and how soon a run makes a step.
func (r *Report) files(ctx context.Context, o Options, progress func(string)) error {
	temporary, err := os.MkdirTemp("", "maestudio-bench-")
	if err != nil {
		return fmt.Errorf("There is no place for the loader's cache: %w", err)
	}
	defer os.RemoveAll(temporary)
	o.camera = o.Data
	if o.Data == "" {
		progress("drawing pictures for the loader")
		o.Data, o.camera = filepath.Join(temporary, "pictures"), filepath.Join(temporary, "camera")
		if err := drawPictures(ctx, o.Data); err != nil {
			return err
		}
		if o.wants("decoding") {
			if err := drawCamera(o.camera); err != nil {
				return err
			}
		}
	}
	c, err := run.Preset(o.Presets[0])
	if err != nil {
		return err
	}
	if o.wants("loader") {
		progress("loader")
		if err := r.loader(ctx, o, c, temporary, progress); err != nil {
			return err
		}
	}
	if o.wants("decoding") {
		progress("decoding JPEG")
		if r.Decoding, err = decodeFolder(ctx, o.camera, dataset.ShortFor(c.Model.ImageSize)); err != nil {
			return err
		}
	}
	if o.wants("start") {
		progress("a run's start")
		took, err := firstStep(ctx, c, o, temporary)
		if err != nil {
			return err
		}
		r.Start = took.Seconds()
	}
	return nil
}

// loader times two epochs of crops: the first decodes files, the second reads
// the cache; then training from that cache.
func (r *Report) loader(ctx context.Context, o Options, c run.Config, temporary string, progress func(string)) error {
	files, err := pictures(ctx, o.Data)
	if err != nil {
		return err
	}
	l := &Loader{Pictures: len(files), Size: c.Model.ImageSize}
	cache := filepath.Join(temporary, "cache")
	if l.First, l.Cached, err = epochs(ctx, files, c, cache); err != nil {
		return err
	}
	progress("training from files")
	if l.EndToEnd, err = endToEnd(ctx, files, c, cache, o); err != nil {
		return err
	}
	r.Loader = l
	return nil
}

func pictures(ctx context.Context, dir string) ([]dataset.File, error) {
	report, err := dataset.Scan(ctx, []string{dir}, dataset.ScanOptions{}, nil)
	if err == nil {
		err = report.Err()
	}
	if err != nil {
		return nil, err
	}
	return report.Files, nil
}

func loaderConfig(c run.Config, files int, cache string) dataset.LoaderConfig {
	return dataset.LoaderConfig{Size: c.Model.ImageSize, Batch: min(c.Training.Batch, files),
		CropScale: [2]float64{0.2, 1}, Flip: true, Seed: 1, CacheDir: cache}
}

// epochs returns pictures a second of the first epoch and of the second.
func epochs(ctx context.Context, files []dataset.File, c run.Config, cache string) (first, cached float64, err error) {
	loader, err := dataset.NewLoader(files, loaderConfig(c, len(files), cache))
	if err != nil {
		return 0, 0, err
	}
	defer loader.Close()
	loader.Start(0, 0)
	if first, err = rate(ctx, loader, loader.StepsPerEpoch(), 0); err != nil {
		return 0, 0, err
	}
	// Batches that were made ahead would cost nothing: they are taken first.
	if _, err = rate(ctx, loader, 32, 0); err != nil {
		return 0, 0, err
	}
	cached, err = rate(ctx, loader, 32, time.Second)
	return first, cached, err
}

// rate returns pictures a second of so many batches, and of more until so much
// time has passed.
func rate(ctx context.Context, loader *dataset.Loader, batches int, least time.Duration) (float64, error) {
	start, n := time.Now(), 0
	for i := 0; i < batches || time.Since(start) < least; i++ {
		b, err := loader.Next(ctx)
		if err != nil {
			return 0, err
		}
		n += len(b.Index)
		b.Release()
	}
	return float64(n) / time.Since(start).Seconds(), nil
}
