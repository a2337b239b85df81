// The method of the task "pretrain", as the loop wants it.

package run

import (
	"maestudio/core/dataset"
	"maestudio/core/mae"
	"maestudio/core/vit"
)

// pretraining is the method of task "pretrain": the masked autoencoder, whose
// masks are a function of seed, epoch and picture.
type pretraining struct {
	model   *mae.Model
	seed    uint64
	patches int
	noise   []float32 // of a batch (B, N)
}

func newPretraining(m *mae.Model, seed int64) *pretraining {
	return &pretraining{model: m, seed: uint64(seed), patches: m.Config().Patches()}
}

// Backward is what the loop asks of a method.
func (p *pretraining) Backward(b *dataset.Batch, scale float32, add bool) (float64, error) {
	return p.model.Backward(b.Images, p.masks(b.Epoch, b.Index), scale, add)
}

// masks returns the noise of pictures (their numbers) in an epoch.
func (p *pretraining) masks(epoch int, index []int) []float32 {
	if need := len(index) * p.patches; len(p.noise) != need {
		p.noise = make([]float32, need)
	}
	for i, picture := range index {
		mae.Noise(p.seed, epoch, picture, p.patches, p.noise[i*p.patches:])
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
