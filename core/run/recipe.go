// The settings that a classifier learns with, chosen by how many pictures there are.

package run

import (
	"fmt"

	"maestudio/core/dataset/augment"
)

const recipeMild = "mild"

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

// What a classifier wants for where there are few pictures are steps: a step takes
// mostOfStep pictures, or half of that, a quarter, an eighth, so that an epoch has
// stepsOfEpoch.
const (
	mostOfStep   = 32
	leastOfStep  = 4
	stepsOfEpoch = 40
)

// mildStep is how many pictures a step takes where so many are learned from.
func mildStep(pictures int) int {
	n := mostOfStep
	for n > leastOfStep && pictures < n*stepsOfEpoch {
		n /= 2
	}
	return n
}

// The rate of the mild settings is the same for all of these steps. It was measured with
// encoders of up to mildWidth; wider ones were not, and learn as much more slowly as they
// are wider, to be careful.
const (
	mildRate  = 5e-4
	mildWidth = 384
)

// useMild: which were measured to be good with an encoder, for 5 to 78 pictures a class
// (docs/finetune.md).
func (c *Config) useMild() {
	c.Recipe = recipeMild
	k, t := &c.Classify, &c.Training
	k.Smoothing, k.Mixup, k.CutMix, k.Erase, k.Augment, k.DropPath = 0.1, 0, 0, 0, "", 0
	t.Epochs, t.WarmupEpochs = 30, 3
	c.useMildRate()
	c.useLayerDecay(0.75)
}

// useMildRate sets the base rate that makes mildRate of the steps that c has.
func (c *Config) useMildRate() {
	t := &c.Training
	t.BLR = mildRate * min(1, mildWidth/float64(c.Model.EncoderDim)) * 256 / float64(max(1, t.EffectiveBatch()))
}

// Fit fits what follows from other settings to what a person chose over a recipe; what
// was chosen itself, which is asked by its name in run.toml, stays. Warm-up is a sixth of
// the epochs at most, and the mild rate does not depend on how many pictures a step takes.
func (c *Config) Fit(chosen func(setting string) bool) {
	t := &c.Training
	if !chosen("warmup_epochs") {
		t.WarmupEpochs = min(t.WarmupEpochs, float64(t.Epochs)/6)
	}
	if c.Recipe == recipeMild && !chosen("blr") {
		c.useMildRate()
	}
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
		return fmt.Sprintf("A class has about %s to learn from, which is much: the published settings for large collections are used, which change pictures a lot (RandAugment, mixup, CutMix, erasing).", plural(perClass, "picture"))
	}
	c.Training.Batch = min(c.Training.Batch, mildStep(pictures))
	c.useMild()
	return fmt.Sprintf("A class has about %s to learn from, which is few: mild settings are used, which only crop and mirror pictures, and take many small steps, of %s each.", plural(perClass, "picture"), plural(c.Training.Batch, "picture"))
}
