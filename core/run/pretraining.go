// The task "pretrain".

package run

import (
	"context"
	"fmt"

	"maestudio/core/autograd"
	"maestudio/core/dataset"
	"maestudio/core/mae"
	"maestudio/core/vit"
	"maestudio/core/weights"
)

// pretraining is the task "pretrain": the masked autoencoder, whose masks are a
// function of seed, epoch and picture.
type pretraining struct {
	*worker
	model   *mae.Model
	patches int
	noise   []float32 // of a batch (B, N)

	checks *gallery // held-out pictures, once they are needed
	shown  *gallery // pictures that are redrawn
	asking asking   // labelled pictures
}

func newPretraining(w *worker) (*pretraining, error) {
	m, err := mae.New(w.device, w.Config.Model.MAE())
	if err != nil {
		return nil, err
	}
	return &pretraining{worker: w, model: m, patches: m.Config().Patches()}, nil
}

func (p *pretraining) params() *autograd.Params { return p.model.Params() }

func (p *pretraining) begin(from *weights.State) error {
	if from != nil {
		return p.params().Load(from)
	}
	return p.model.Init(uint64(p.Config.Training.Seed))
}

func (p *pretraining) restored() error { return nil }

func (p *pretraining) order() func(epoch uint64) []int { return nil }

// ready finds out when the model is asked about labels, and scores the guesses.
func (p *pretraining) ready(ctx context.Context) error {
	if err := p.prepareAsking(); err != nil {
		return err
	}
	p.score(ctx)
	return nil
}

// validate returns the loss of the pictures that are held out.
func (p *pretraining) validate(ctx context.Context) (*float64, error) { return p.heldOutLoss(ctx) }

func (p *pretraining) enough() bool { return false }

func (p *pretraining) sampleAt() func(step int) bool {
	return sampleAt(p.stepsPerEpoch(), p.Config.Training.Epochs)
}

func (p *pretraining) done() string {
	return fmt.Sprintf("Done: %s. The weights are in %s", plural(p.Config.Training.Epochs, "epoch"), p.path(weightsFile))
}

func (p *pretraining) free() { p.model.Free() }

// Feed, Learn and Loss are what the loop asks of a method.
func (p *pretraining) Feed(b *dataset.Batch) error {
	return p.model.Feed(b.Images, p.masks(b.Epoch, b.Index))
}

func (p *pretraining) Learn(scale float32, add bool) error { return p.model.Learn(scale, add) }
func (p *pretraining) Loss() (float64, error)              { return p.model.Loss() }

// masks returns the noise of pictures (their numbers) in an epoch.
func (p *pretraining) masks(epoch int, index []int) []float32 {
	if need := len(index) * p.patches; len(p.noise) != need {
		p.noise = make([]float32, need)
	}
	for i, picture := range index {
		mae.Noise(uint64(p.Config.Training.Seed), epoch, picture, p.patches, p.noise[i*p.patches:])
	}
	return p.noise
}

// fixedMasks is the epoch whose masks held-out and sample pictures have always.
const fixedMasks = -1

// FixedNoise writes the noise of the mask that a picture which is held out has
// always; number counts those held out, in their order. The patches with the
// smallest noise stay visible.
func (c Config) FixedNoise(number int, dst []float32) {
	mae.Noise(uint64(c.Training.Seed), fixedMasks, number, len(dst), dst)
}

// MAE returns the sizes in the model's own terms.
func (m ModelConfig) MAE() mae.Config {
	return mae.Config{
		ImageSize: m.ImageSize, PatchSize: m.PatchSize,
		Encoder:   vit.Config{Dim: m.EncoderDim, Depth: m.EncoderDepth, Heads: m.EncoderHeads, Eps: m.NormEps},
		Decoder:   vit.Config{Dim: m.DecoderDim, Depth: m.DecoderDepth, Heads: m.DecoderHeads, Eps: m.NormEps},
		MaskRatio: m.MaskRatio, NormPix: m.NormPix,
	}
}
