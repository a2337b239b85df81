package cli

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"maestudio/core/run"
)

// configOf is what a command line makes of a preset.
func configOf(t *testing.T, o pretrainOptions, args ...string) run.Config {
	t.Helper()
	cmd := (&app{}).pretrain()
	if err := cmd.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	c, err := o.config(cmd)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Every flag changes the one value that it names, and nothing else.
func TestFlagsSetWhatTheyName(t *testing.T) {
	values := map[string]struct {
		text   string
		change func(*run.Config)
	}{
		"image-size":    {"72", func(c *run.Config) { c.Model.ImageSize = 72 }},
		"patch-size":    {"4", func(c *run.Config) { c.Model.PatchSize = 4 }},
		"encoder-dim":   {"128", func(c *run.Config) { c.Model.EncoderDim = 128 }},
		"encoder-depth": {"3", func(c *run.Config) { c.Model.EncoderDepth = 3 }},
		"encoder-heads": {"4", func(c *run.Config) { c.Model.EncoderHeads = 4 }},
		"decoder-dim":   {"64", func(c *run.Config) { c.Model.DecoderDim = 64 }},
		"decoder-depth": {"1", func(c *run.Config) { c.Model.DecoderDepth = 1 }},
		"decoder-heads": {"2", func(c *run.Config) { c.Model.DecoderHeads = 2 }},
		"mask-ratio":    {"0.6", func(c *run.Config) { c.Model.MaskRatio = 0.6 }},
		"epochs":        {"300", func(c *run.Config) { c.Training.Epochs = 300 }},
		"batch":         {"7", func(c *run.Config) { c.Training.Batch = 7 }},
		"accumulate":    {"3", func(c *run.Config) { c.Training.Accumulate = 3 }},
		"blr":           {"1e-3", func(c *run.Config) { c.Training.BLR = 1e-3 }},
		"warmup-epochs": {"1.5", func(c *run.Config) { c.Training.WarmupEpochs = 1.5 }},
		"weight-decay":  {"0.1", func(c *run.Config) { c.Training.WeightDecay = 0.1 }},
		"seed":          {"9", func(c *run.Config) { c.Training.Seed = 9 }},
		"crop-scale":    {"0.5, 0.9", func(c *run.Config) { c.Augmentation.CropScale = [2]float64{0.5, 0.9} }},
		"mean":          {"0.1,0.2,0.3", func(c *run.Config) { c.Augmentation.Mean = [3]float64{0.1, 0.2, 0.3} }},
		"std":           {"0.4,0.5,0.6", func(c *run.Config) { c.Augmentation.Std = [3]float64{0.4, 0.5, 0.6} }},
		"precision":     {"float32", func(c *run.Config) { c.Device.Precision = "float32" }},
		"device":        {"cpu", func(c *run.Config) { c.Device.Name = "cpu" }},
		"threads":       {"3", func(c *run.Config) { c.Device.Threads = 3 }},
		"disk-budget":   {"750MB", func(c *run.Config) { c.Checkpoints.BudgetGB = 0.75 }},
		"no-flip":       {"true", func(c *run.Config) { c.Augmentation.Flip = false }},
		"no-norm-pix":   {"true", func(c *run.Config) { c.Model.NormPix = false }},
	}
	quick := pretrainOptions{preset: "quick"}
	for flag, v := range values {
		want := configOf(t, quick)
		v.change(&want)
		if got := configOf(t, quick, "--"+flag+"="+v.text); !reflect.DeepEqual(got, want) {
			t.Errorf("--%s gives %+v\nwant %+v", flag, got, want)
		}
	}
	for _, group := range allSettings {
		for _, s := range group {
			if _, tested := values[s.flag]; !tested {
				t.Errorf("--%s is not tested", s.flag)
			}
		}
	}
}

// Flags go before the recipe, and the recipe before the preset.
func TestRecipe(t *testing.T) {
	paper := pretrainOptions{preset: "quick", recipe: "paper"}
	got := configOf(t, paper, "--batch", "32", "--epochs", "100").Training
	if got.BLR != 1.5e-4 || got.WarmupEpochs != 10 || got.EffectiveBatch() != 4096 || got.Epochs != 100 || got.Batch != 32 {
		t.Errorf("%+v", got)
	}
	if got := configOf(t, paper).Training; got.Epochs != 800 || got.WarmupEpochs != 40 || got.WeightDecay != 0.05 {
		t.Errorf("%+v", got)
	}
}

func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{nil, 0},
		{errors.New("anything"), 1},
		{wrongUse("use"), 2},
		{fmt.Errorf("around: %w", wrongUse("use")), 2},
		{stopped("by a person"), 130},
		{fmt.Errorf("around: %w", stopped("by a person")), 130},
		{run.Errorf(run.DiskFull, nil, "full"), 1},
		{inFlagWords(run.Errorf(run.Settings, nil, "training.epochs is 0")), 2},
	} {
		if got := exitCode(c.err); got != c.want {
			t.Errorf("%v: exit code %d, want %d", c.err, got, c.want)
		}
	}
}
