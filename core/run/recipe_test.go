package run

import (
	"math"
	"slices"
	"testing"
)

// chose is what a person chose over a recipe, by names in run.toml.
func chose(settings ...string) func(string) bool {
	return func(setting string) bool { return slices.Contains(settings, setting) }
}

// Few pictures of a class get mild settings and small steps, the smaller the fewer
// pictures there are in all; many the published ones; a head alone learns as in the
// published probe.
func TestRecipeFollowsThePictures(t *testing.T) {
	for _, c := range []struct {
		preset   string
		pictures int
		freeze   bool
		recipe   string
		batch    int
		rate     float64
	}{
		{"quick", 18 * 78, false, "mild", 32, 5e-4},
		{"quick", 1280, false, "mild", 32, 5e-4},
		{"quick", 1279, false, "mild", 16, 5e-4},
		{"quick", 18 * 20, false, "mild", 8, 5e-4},
		{"quick", 18 * 5, false, "mild", 4, 5e-4},
		{"quick", 18, false, "mild", 4, 5e-4},
		{"base", 18 * 78, false, "mild", 32, 2.5e-4}, // twice as wide as what was measured
		{"huge", 18 * 78, false, "mild", 8, 1.5e-4},
		{"quick", 18 * 1300, false, "published", 64, 1.25e-4},
		{"quick", 18 * 78, true, "probe", 64, 1},
	} {
		config, err := Preset(c.preset)
		if err != nil {
			t.Fatal(err)
		}
		config.Finetune(c.freeze)
		if words := config.UseRecipe(c.pictures, 18); words == "" {
			t.Error("it is not said why")
		}
		config.Fit(chose())
		if got := config.Training; config.Recipe != c.recipe || got.Batch != c.batch || math.Abs(got.PeakLR()-c.rate) > 1e-12 {
			t.Errorf("%s, %d pictures: %s, steps of %d at %v", c.preset, c.pictures, config.Recipe, got.Batch, got.PeakLR())
		}
	}
}

// What follows from a setting that a person chose otherwise is fitted to it, unless it
// was chosen too.
func TestFitAroundWhatWasChosen(t *testing.T) {
	for _, c := range []struct {
		name         string
		put          func(*TrainingConfig)
		chosen       []string
		rate, warmup float64
	}{
		{"nothing", func(*TrainingConfig) {}, nil, 5e-4, 3},
		{"steps of 64 pictures at the same rate", func(t *TrainingConfig) { t.Batch = 64 }, []string{"batch"}, 5e-4, 3},
		{"and of twice 64", func(t *TrainingConfig) { t.Batch, t.Accumulate = 64, 2 }, []string{"batch", "accumulate"}, 5e-4, 3},
		{"a base rate counts for 256 pictures", func(t *TrainingConfig) { t.Batch, t.BLR = 64, 8e-3 }, []string{"batch", "blr"}, 2e-3, 3},
		{"few epochs", func(t *TrainingConfig) { t.Epochs = 6 }, []string{"epochs"}, 5e-4, 1},
		{"few epochs, long warm-up", func(t *TrainingConfig) { t.Epochs, t.WarmupEpochs = 6, 4 }, []string{"epochs", "warmup_epochs"}, 5e-4, 4},
	} {
		config, err := Preset("quick")
		if err != nil {
			t.Fatal(err)
		}
		config.Finetune(false)
		config.UseRecipe(60, 3)
		c.put(&config.Training)
		config.Fit(chose(c.chosen...))
		if got := config.Training; math.Abs(got.PeakLR()-c.rate) > 1e-12 || got.WarmupEpochs != c.warmup {
			t.Errorf("%s: a rate of %v, %v epochs of warm-up", c.name, got.PeakLR(), got.WarmupEpochs)
		}
	}
}
