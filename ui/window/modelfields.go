package window

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"maestudio/core/run"
	"maestudio/ui/screen"
)

// fields are what stands under "All settings": how to read and to show each.
var fields = map[string]struct {
	get func(c *run.Config) string
	set func(c *run.Config, v float64)
}{
	"encoder_dim":   {func(c *run.Config) string { return strconv.Itoa(c.Model.EncoderDim) }, func(c *run.Config, v float64) { c.Model.EncoderDim = int(v) }},
	"encoder_depth": {func(c *run.Config) string { return strconv.Itoa(c.Model.EncoderDepth) }, func(c *run.Config, v float64) { c.Model.EncoderDepth = int(v) }},
	"encoder_heads": {func(c *run.Config) string { return strconv.Itoa(c.Model.EncoderHeads) }, func(c *run.Config, v float64) { c.Model.EncoderHeads = int(v) }},
	"decoder_dim":   {func(c *run.Config) string { return strconv.Itoa(c.Model.DecoderDim) }, func(c *run.Config, v float64) { c.Model.DecoderDim = int(v) }},
	"decoder_depth": {func(c *run.Config) string { return strconv.Itoa(c.Model.DecoderDepth) }, func(c *run.Config, v float64) { c.Model.DecoderDepth = int(v) }},
	"decoder_heads": {func(c *run.Config) string { return strconv.Itoa(c.Model.DecoderHeads) }, func(c *run.Config, v float64) { c.Model.DecoderHeads = int(v) }},
	"batch":         {func(c *run.Config) string { return strconv.Itoa(c.Training.Batch) }, func(c *run.Config, v float64) { c.Training.Batch = int(v) }},
	"accumulate":    {func(c *run.Config) string { return strconv.Itoa(c.Training.Accumulate) }, func(c *run.Config, v float64) { c.Training.Accumulate = int(v) }},
	"blr":           {func(c *run.Config) string { return short(c.Training.BLR) }, func(c *run.Config, v float64) { c.Training.BLR = v }},
	"warmup_epochs": {func(c *run.Config) string { return short(c.Training.WarmupEpochs) }, func(c *run.Config, v float64) { c.Training.WarmupEpochs = v }},
	"min_lr":        {func(c *run.Config) string { return short(c.Training.MinLR) }, func(c *run.Config, v float64) { c.Training.MinLR = v }},
	"crop":          {func(c *run.Config) string { return short(math.Round(c.Augmentation.CropScale[0]*1e4) / 100) }, func(c *run.Config, v float64) { c.Augmentation.CropScale[0] = v / 100 }},
	"weight_decay":  {func(c *run.Config) string { return short(c.Training.WeightDecay) }, func(c *run.Config, v float64) { c.Training.WeightDecay = v }},
	"seed":          {func(c *run.Config) string { return strconv.FormatInt(c.Training.Seed, 10) }, func(c *run.Config, v float64) { c.Training.Seed = int64(v) }},
}

func short(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// triples are the fields that hold a number for red, green and blue each.
var triples = map[string]func(c *run.Config) *[3]float64{
	"mean": func(c *run.Config) *[3]float64 { return &c.Augmentation.Mean },
	"std":  func(c *run.Config) *[3]float64 { return &c.Augmentation.Std },
}

// set takes what is typed under "All settings". What cannot be read stays in
// the field and keeps the run from starting.
func (m *model) set(key, words string) {
	want := 1
	if triples[key] != nil {
		want = 3
	}
	v, ok := readNumbers(words, want)
	if !ok {
		m.typed[key] = words
		m.show()
		return
	}
	delete(m.typed, key)
	if key == "warmup_epochs" {
		m.warmup = v[0]
	}
	m.change(func(c *run.Config) {
		if want == 3 {
			*triples[key](c) = [3]float64(v)
			return
		}
		fields[key].set(c, v[0])
	})
}

// readNumbers reads so many numbers with blanks or commas between them.
func readNumbers(words string, want int) (all []float64, ok bool) {
	for _, word := range strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == ',' }) {
		v, err := strconv.ParseFloat(word, 64)
		if err != nil || v != v || v > 1e15 || v < -1e15 {
			return nil, false
		}
		all = append(all, v)
	}
	return all, len(all) == want
}

// unreadable says what is wrong with what stands in a field, where now is what counts
// instead.
func unreadable(f screen.Setting, words, now string) error {
	if triples[f.Key] != nil {
		return fmt.Errorf("%s: “%s” are not three numbers, for red, green and blue.", f.Label, words)
	}
	return fmt.Errorf("%s: “%s” is no number; type one, such as %s.", f.Label, words, now)
}

// values are what stands in the fields.
func (m *model) values() map[string]string {
	c, all := m.config, map[string]string{}
	for key, f := range fields {
		all[key] = f.get(&c)
	}
	for key, of := range triples {
		v := of(&c)
		all[key] = short(v[0]) + " " + short(v[1]) + " " + short(v[2])
	}
	for key, words := range m.typed {
		all[key] = words
	}
	return all
}

// chooseSize takes one of all presets.
func (m *model) chooseSize(i int) {
	if i < len(run.PresetNames) {
		m.take(run.PresetNames[i])
		m.show()
		m.measure()
	}
}

// chooseRecipe takes the published way of training, or the preset's own.
func (m *model) chooseRecipe(published bool) {
	m.change(func(c *run.Config) {
		if published {
			c.UsePaper()
		} else if own, err := run.Preset(c.Preset); err == nil {
			own.Training.Seed = c.Training.Seed
			c.Recipe, c.Training = own.Recipe, own.Training
		}
		m.warmup = c.Training.WarmupEpochs
	})
	m.ownEpochs = published
	m.change(func(*run.Config) {})
}

// published shows which of all presets and which recipe the settings are.
func (m *model) published(v *screen.ModelView) {
	v.Size = -1
	for i, name := range run.PresetNames {
		v.Sizes = append(v.Sizes, capital(name))
		if c, err := run.Preset(name); err == nil && c.Model == m.config.Model {
			v.Size = i
		}
	}
	if v.Size < 0 {
		v.Sizes, v.Size = append(v.Sizes, "Sizes of your own"), len(run.PresetNames)
	}
	v.Published = slices.Equal(recipeOf(m.config), recipeOf(asPublished(m.config)))
}

// asPublished are settings with the published way of training.
func asPublished(c run.Config) run.Config {
	c.UsePaper()
	return c
}

// recipeOf are the numbers that a way of training consists of.
func recipeOf(c run.Config) []float64 {
	t := c.Training
	return []float64{float64(t.Epochs), t.WarmupEpochs, t.BLR, t.MinLR, t.WeightDecay, float64(t.Accumulate)}
}
