package run

import "testing"

// What differs from the recipe is named, and nothing else that no recipe is
// about.
func TestOtherwise(t *testing.T) {
	recipe := Default()
	recipe.Finetune(false)
	recipe.Training.Init = "encoder"
	recipe.UseRecipe(100, 4)
	for says, change := range map[string]func(c *Config){
		"": func(c *Config) { c.Training.Seed, c.Device.Threads, c.Device.Precision = 7, 3, "bf16" },
		"Chosen otherwise: 3 epochs, mixup 0.8.": func(c *Config) {
			c.Training.Epochs, c.Classify.Mixup = 3, 0.8
		},
		"Chosen otherwise: 1 epoch, warm-up of 0.5 epochs.": func(c *Config) { c.Training.Epochs, c.Training.WarmupEpochs = 1, 0.5 },
		"Chosen otherwise: pictures of 96 px, blr 0.001, weight decay 0.3, layer decay 1, patience 5, balanced sampling.": func(c *Config) {
			c.Model.ImageSize, c.Training.BLR, c.Training.WeightDecay = 96, 0.001, 0.3
			c.Classify.LayerDecay, c.Classify.Patience, c.Classify.Balance = 1, 5, true
		},
		"Chosen otherwise: head on the class token, RandAugment rand-m9-mstd0.5-inc1, never mirrored, crops of 0.9 to 1.": func(c *Config) {
			c.Classify.Head, c.Classify.Augment = HeadToken, "rand-m9-mstd0.5-inc1"
			c.Augmentation.Flip, c.Augmentation.CropScale = false, [2]float64{0.9, 1}
		},
	} {
		c := recipe
		change(&c)
		if got := c.Otherwise(recipe); got != says {
			t.Errorf("it says %q, want %q", got, says)
		}
	}
}
