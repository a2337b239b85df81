// Package augment changes pictures so that a classifier cannot learn them by heart,
// as the published fine-tuning does: RandAugment on the cropped and mirrored picture
// of 8 bits, random erasing on what is made of it for the model, mixup and CutMix on
// whole batches.
//
// What is done depends on the seed, the epoch and the number of the picture (of the
// batch for mixing) only. Nothing is allocated once a first picture went through.
//
//	crop, mirror            core/dataset
//	Augmenter.Apply         width x height x 3, uint8
//	normalise               core/dataset/picture
//	Erasing.Apply           (3, height, width), float32
//	Mixing.Draw, then       the batch (B, 3, height, width) and
//	Mix.Pixels, Mix.Targets the targets (B, classes)
package augment

import "maestudio/core/internal/random"

// draw begins the numbers of one picture or batch, for one purpose.
func draw(purpose string, seed, epoch, index uint64) random.Source {
	return random.New(random.Key(purpose), seed, epoch, index)
}

// below returns one of 0 .. n-1.
func below(s *random.Source, n int) int { return int(s.Float64() * float64(n)) }

// between returns a number of [from, to).
func between(s *random.Source, from, to float64) float64 { return from + (to-from)*s.Float64() }
