// The settings that a classifier learns with, chosen by how many pictures there are.

package run

import (
	"fmt"

	"maestudio/core/dataset/augment"
)

// manyOfAClass is from how many pictures a class on the published settings are used:
// they are made for ImageNet, which has 1,300.
const manyOfAClass = 1000

// Finetune makes c the description of a classifier, with the mild settings. One whose
// encoder is frozen has its head on the class token, as published.
func (c *Config) Finetune(freeze bool) {
	c.Task = TaskClassify
	c.Classify = ClassifyConfig{Head: HeadMean, Freeze: freeze}
	if freeze {
		c.Classify.Head = HeadToken
	}
	c.Training.Accumulate, c.Training.WeightDecay, c.Training.MinLR = 1, 0.05, 1e-6
	c.useMild()
}

// mildBatch is how many pictures a step takes at most where there are few: what a
// classifier wants for then are steps.
const mildBatch = 32

// useMild: the rate is 5e-4 for steps of 32 pictures. With an encoder, and a hundred
// pictures a class, these were measured to be good (docs/finetune.md).
func (c *Config) useMild() {
	c.Recipe = "mild"
	k, t := &c.Classify, &c.Training
	k.Smoothing, k.Mixup, k.CutMix, k.Erase, k.Augment, k.DropPath = 0.1, 0, 0, 0, "", 0
	t.Epochs, t.WarmupEpochs, t.BLR = 30, 3, 4e-3
	c.useLayerDecay(0.75)
}

// usePublished: He et al. 2021, table 9, for base.
func (c *Config) usePublished() {
	c.Recipe = "published"
	k, t := &c.Classify, &c.Training
	k.Smoothing, k.Mixup, k.CutMix, k.Erase, k.Augment, k.DropPath = 0.1, 0.8, 1, 0.25, augment.Published.String(), 0.1
	t.Epochs, t.WarmupEpochs, t.BLR = 100, 5, 5e-4
	c.useLayerDecay(0.65)
}

// useProbe: the linear probe (He et al. 2021, appendix A, "linear probing"), but for
// the rate. Published is 0.1 for 256 pictures a step, with steps of 16,384: 6.4. LARS
// takes steps that are a share of the weights, and a small collection has few and
// small ones, for which 0.1 of 256 would be far too slow: the rate is 1 for steps of 64.
func (c *Config) useProbe() {
	c.Recipe = "probe"
	k, t := &c.Classify, &c.Training
	k.Smoothing, k.Mixup, k.CutMix, k.Erase, k.Augment, k.DropPath, k.LayerDecay = 0, 0, 0, 0, "", 0, 1
	t.Epochs, t.WarmupEpochs, t.BLR, t.WeightDecay, t.MinLR = 90, 10, 4, 0, 0
	c.Augmentation.CropScale = [2]float64{0.08, 1}
}

// useLayerDecay spares the lower layers of an encoder; from nothing all learn alike.
func (c *Config) useLayerDecay(decay float64) {
	c.Classify.LayerDecay = 1
	if c.Training.Init != "" {
		c.Classify.LayerDecay = decay
	}
}

// UseRecipe chooses the settings by the pictures that are learned from, and says
// which and why.
func (c *Config) UseRecipe(pictures, classes int) (sentence string) {
	if c.Classify.Freeze {
		c.useProbe()
		return "The encoder stays as it is and a head alone learns on what it makes of the pictures (linear probe), as published."
	}
	perClass := pictures / max(1, classes)
	if perClass >= manyOfAClass {
		c.usePublished()
		return fmt.Sprintf("There are about %d pictures of a class to learn from, which is much: the published settings for large collections are used, which change pictures a lot (RandAugment, mixup, CutMix, erasing).", perClass)
	}
	c.useMild()
	c.Training.Batch = min(c.Training.Batch, mildBatch)
	return fmt.Sprintf("There are about %d pictures of a class to learn from, which is few: mild settings are used, which only crop and mirror pictures, and take many small steps.", perClass)
}
