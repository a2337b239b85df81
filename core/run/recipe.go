// The settings that a classifier learns with, chosen by how many pictures there are.

package run

import "fmt"

// manyOfAClass is from how many pictures a class on the published settings are used:
// they are made for ImageNet, which has 1,300.
const manyOfAClass = 1000

// Finetune makes c the description of a classifier, with the mild settings.
func (c *Config) Finetune() {
	c.Task = TaskClassify
	c.Classify = ClassifyConfig{Head: HeadMean}
	c.Training.Accumulate, c.Training.WeightDecay, c.Training.MinLR = 1, 0.05, 1e-6
	c.useMild()
}

// useMild: the rate is 5e-4 for steps of 64 pictures. With an encoder, and a hundred
// pictures a class, these were measured to be good (docs/finetune.md).
func (c *Config) useMild() {
	c.Recipe = "mild"
	k, t := &c.Classify, &c.Training
	k.Smoothing, k.Mixup, k.CutMix, k.Erase, k.Augment, k.DropPath = 0.1, 0, 0, 0, "", 0
	t.Epochs, t.WarmupEpochs, t.BLR = 30, 5, 2e-3
	c.useLayerDecay(0.75)
}

// usePublished: He et al. 2021, table 9, for base.
func (c *Config) usePublished() {
	c.Recipe = "published"
	k, t := &c.Classify, &c.Training
	k.Smoothing, k.Mixup, k.CutMix, k.Erase, k.DropPath = 0.1, 0.8, 1, 0.25, 0.1
	t.Epochs, t.WarmupEpochs, t.BLR = 100, 5, 5e-4
	c.useLayerDecay(0.65)
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
	perClass := pictures / max(1, classes)
	if perClass >= manyOfAClass {
		c.usePublished()
		return fmt.Sprintf("There are about %d pictures of a class to learn from, which is much: the published settings for large collections are used, which change pictures a lot (mixup, CutMix, erasing).", perClass)
	}
	c.useMild()
	return fmt.Sprintf("There are about %d pictures of a class to learn from, which is few: mild settings are used, which only crop and mirror pictures.", perClass)
}
