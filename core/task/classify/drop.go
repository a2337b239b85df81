// Dropped branches (stochastic depth; Huang et al. 2016).

package classify

import (
	"maestudio/core/autograd"
	"maestudio/core/internal/random"
	"maestudio/core/vit"
)

// Drops has, for each block's two branches, what each picture's branch is multiplied
// by: 0 where it is dropped, else one over the share that is kept.
type Drops [][]float32 // (2 depth, B)

// of is one branch's; nothing is dropped where there are none.
func (d Drops) of(block, branch, images int) []float32 {
	if d != nil {
		return d[2*block+branch]
	}
	ones := make([]float32, images)
	for i := range ones {
		ones[i] = 1
	}
	return ones
}

// dropRate is how often a branch of a block is dropped: linear over depth, from 0
// in the first block to DropPath in the last.
func (c Config) dropRate(block int) float64 {
	return c.DropPath * float64(block) / float64(max(1, c.Encoder.Depth-1))
}

func (c Config) dropInputs(t *autograd.Tape, images int) []vit.Drop {
	drop := make([]vit.Drop, c.Encoder.Depth)
	for i := range drop {
		if c.dropRate(i) > 0 {
			drop[i] = vit.Drop{Attention: t.Input(images, 1), MLP: t.Input(images, 1)}
		}
	}
	return drop
}

// Draw draws which branches are dropped for pictures (their numbers) in an epoch: a
// function of seed, epoch and picture. It uses the memory of old where that fits;
// nil where nothing is dropped.
func (c Config) Draw(old Drops, seed uint64, epoch int, pictures []int) Drops {
	if c.DropPath == 0 {
		return nil
	}
	if len(old) != 2*c.Encoder.Depth || len(old[0]) != len(pictures) {
		old = make(Drops, 2*c.Encoder.Depth)
		for i := range old {
			old[i] = make([]float32, len(pictures))
		}
	}
	for at, picture := range pictures {
		r := random.New(seed, random.Key("drop path"), uint64(epoch), uint64(picture))
		for i := range old {
			keep := 1 - c.dropRate(i/2)
			old[i][at] = 0
			if r.Float64() < keep {
				old[i][at] = float32(1 / keep)
			}
		}
	}
	return old
}
