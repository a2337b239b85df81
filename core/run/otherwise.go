// What a person chose otherwise than the recipe has it.

package run

import (
	"fmt"
	"strings"
)

// Otherwise says in a sentence which settings of c a person chose otherwise than recipe,
// the description of the same classifier without these choices, has them; "" where none
// was. What does not belong to a recipe (the seed, what computes) does not count, and what
// Fit makes of choices is none: it is asked before.
func (c Config) Otherwise(recipe Config) string {
	var chosen []string
	say := func(differs bool, format string, args ...any) {
		if differs {
			chosen = append(chosen, fmt.Sprintf(format, args...))
		}
	}
	t, was := c.Training, recipe.Training
	say(c.Model.ImageSize != recipe.Model.ImageSize, "pictures of %d px", c.Model.ImageSize)
	say(t.Epochs != was.Epochs, "%s", plural(t.Epochs, "epoch"))
	say(t.Batch != was.Batch, "batches of %d", t.Batch)
	say(t.Accumulate != was.Accumulate, "%d batches a step", t.Accumulate)
	say(t.BLR != was.BLR, "blr %v", t.BLR)
	say(t.WarmupEpochs != was.WarmupEpochs, "warm-up of %v epochs", t.WarmupEpochs)
	say(t.WeightDecay != was.WeightDecay, "weight decay %v", t.WeightDecay)
	k, of := c.Classify, recipe.Classify
	say(k.Head != of.Head, "head on the %s", map[string]string{HeadMean: "mean of the patches", HeadToken: "class token"}[k.Head])
	say(k.LayerDecay != of.LayerDecay, "layer decay %v", k.LayerDecay)
	say(k.DropPath != of.DropPath, "drop path %v", k.DropPath)
	say(k.Smoothing != of.Smoothing, "smoothing %v", k.Smoothing)
	say(k.Mixup != of.Mixup, "mixup %v", k.Mixup)
	say(k.CutMix != of.CutMix, "cutmix %v", k.CutMix)
	say(k.Erase != of.Erase, "erase %v", k.Erase)
	say(k.Augment != of.Augment && k.Augment != "", "RandAugment %s", k.Augment)
	say(k.Augment != of.Augment && k.Augment == "", "no RandAugment")
	say(k.Patience != of.Patience, "patience %d", k.Patience)
	say(k.Balance != of.Balance, "balanced sampling")
	a, as := c.Augmentation, recipe.Augmentation
	say(a.Flip != as.Flip, "%s", map[bool]string{true: "mirrored", false: "never mirrored"}[a.Flip])
	say(a.CropScale != as.CropScale, "crops of %v to %v", a.CropScale[0], a.CropScale[1])
	say(a.Mean != as.Mean || a.Std != as.Std, "other colours")
	if chosen == nil {
		return ""
	}
	return "Chosen otherwise: " + strings.Join(chosen, ", ") + "."
}
