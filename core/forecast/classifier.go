package forecast

import (
	"context"
	"fmt"
	"time"

	"gorgonia.org/tensor"

	"maestudio/core/run"
	"maestudio/core/task/classify"
	"maestudio/core/train"
	"maestudio/gpu"
)

// MeasureClassifier is Measure of the classifier that a run would train: all patches
// through the encoder, and back.
func MeasureClassifier(ctx context.Context, c run.Config) (Speed, error) {
	dev, err := open(c.Device)
	if err != nil {
		return Speed{}, err
	}
	defer dev.Close()
	return measureClassifier(ctx, dev, c.Classifier())
}

func measureClassifier(ctx context.Context, dev gpu.Device, c classify.Config) (Speed, error) {
	m, err := classify.New(dev, c)
	if err != nil {
		return Speed{}, fmt.Errorf("This model does not fit into memory: %w", err)
	}
	defer m.Free()
	if err := m.Start(nil, 1); err != nil {
		return Speed{}, err
	}
	batch := batchFor(dev, c.Forward())
	images := tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(batch, 3, c.ImageSize, c.ImageSize))
	targets := make([]float32, batch*c.Classes)
	for i := range batch {
		targets[i*c.Classes] = 1
	}
	opt, err := train.NewAdamW(dev, m.Params(), 0.05, train.FinetuneBeta2)
	if err != nil {
		return Speed{}, err
	}
	defer opt.Free()
	return clock(ctx, batch, func() error {
		_, err := m.Backward(images, targets, nil, 1, false)
		return err
	}, func() error { return stepped(opt) })
}

// ofClassifier is what a classifier's speed is noted under: it has no decoder.
func ofClassifier(c run.ModelConfig) run.ModelConfig {
	c.DecoderDim, c.DecoderDepth, c.DecoderHeads, c.MaskRatio = 0, 0, 0, 0
	return c
}

// Classifier returns what was measured of a classifier with so many threads.
func (n *Notes) Classifier(c run.ModelConfig, threads int) (Measured, bool) {
	return n.Get(ofClassifier(c), threads)
}

// PutClassifier keeps what was measured of a classifier, as Put does.
func (n *Notes) PutClassifier(c run.ModelConfig, threads int, s Speed, when time.Time) error {
	return n.Put(ofClassifier(c), threads, s, when)
}

// forwardShare is what a picture takes that is only asked about, or that only a head
// learns from: a third of a step, which goes back too.
const forwardShare = 1. / 3

// FinetuneTime is about how long a classifier takes for all its epochs: pictures to
// learn from, and after each epoch those held out. Where only a head learns, the way
// back through the encoder is spared.
func FinetuneTime(c run.Config, s Speed, learn, held int) time.Duration {
	t := c.Training
	seen := float64(held) * forwardShare
	if c.Classify.Freeze {
		seen += float64(learn) * forwardShare
	} else {
		seen += float64(learn)
	}
	return time.Duration(float64(t.Epochs) * seen / s.PerSecond(max(1, t.Batch)) * float64(time.Second))
}
