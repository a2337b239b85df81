package bench

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	"maestudio/core/dataset/augment"
	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/task/classify"
	"maestudio/core/train"
)

// finetunePresets are those whose fine-tuning step is timed where none is named.
var finetunePresets = []string{"quick", "tiny"}

// finetuneClasses is how many classes a head has that is timed.
const finetuneClasses = 18

// manyOfEach is how many pictures of a class call for the published recipe, which mixes.
const manyOfEach = 1300

// finetunes times whole fine-tuning steps: all tokens through the encoder, the head, the
// way back and the optimiser, on pictures that are mixed as the published recipe has it.
func (r *Report) finetunes(ctx context.Context, dev *computer, o Options, progress func(string)) error {
	names := o.Presets
	if !o.named {
		names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !slices.Contains(finetunePresets, name) })
	}
	return r.presets(names, dev, progress, "fine-tuning step", func(c run.Config) (Step, error) {
		c.Finetune(false)
		c.UseRecipe(manyOfEach*finetuneClasses, finetuneClasses)
		for i := range finetuneClasses {
			c.Classify.Classes = append(c.Classify.Classes, strconv.Itoa(i))
		}
		return finetune(ctx, dev, c, o.For)
	}, &r.Finetunes)
}

// finetune times steps of one classifier.
func finetune(ctx context.Context, dev *computer, c run.Config, d time.Duration) (Step, error) {
	sizes, batch := c.Classifier(), c.Training.Batch
	debug.FreeOSMemory() // what was measured before
	forgetPeak()
	parts := partsOf(dev, sizes, batch)
	m, err := classify.New(parts, sizes)
	if err != nil {
		return Step{}, err
	}
	defer m.Free()
	if err := m.Start(nil, 1); err != nil {
		return Step{}, err
	}
	opt, err := train.NewAdamW(parts, m.Params(), c.Training.WeightDecay, train.FinetuneBeta2)
	if err != nil {
		return Step{}, err
	}
	defer opt.Free()
	images, _ := randomBatch(mae.Config{ImageSize: sizes.ImageSize, PatchSize: sizes.PatchSize}, batch)
	pixels := images.Data().([]float32)
	labels, targets := make([]int, batch), make([]float32, batch*sizes.Classes)
	for i := range labels {
		labels[i] = i % sizes.Classes
	}
	mixing := augment.Mixing{Mixup: c.Classify.Mixup, CutMix: c.Classify.CutMix}
	s := Step{Batch: batch}
	var drops classify.Drops
	n := 0
	err = s.time(ctx, d, dev, parts, func() error {
		n++
		parts.alone("mixing pictures", func() {
			mix := mixing.Draw(sizes.ImageSize, sizes.ImageSize, 1, 0, uint64(n))
			mix.Pixels(pixels, batch, 3, sizes.ImageSize, sizes.ImageSize)
			mix.Targets(targets, labels, sizes.Classes, c.Classify.Smoothing)
		})
		drops = sizes.Draw(drops, 1, n, labels)
		if s.Loss, err = m.Backward(images, targets, drops, 1, false); err != nil {
			return err
		}
		return errors.Join(opt.MeasureNorm(), opt.Step(1e-4), dev.queued())
	})
	s.GFLOPS, s.PeakMemory = 3*sizes.Forward()*s.PicturesPerSecond/1e9, dev.memory()
	return s, err
}

// partsOf times a classifier: an encoder that gets all tokens, and a head.
func partsOf(dev *computer, c classify.Config, batch int) *timed {
	sizes := mae.Config{ImageSize: c.ImageSize, PatchSize: c.PatchSize, Encoder: c.Encoder}
	return &timed{Device: dev.Device, c: sizes, batch: batch, spent: map[string]*Operation{}}
}
