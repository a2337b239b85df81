package window

import (
	"context"
	"errors"
	"fmt"
	"image"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"maestudio/core/dataset/augment"
	"maestudio/core/dataset/labels"
	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/core/weights/names"
	"maestudio/ui/screen"
)

// encoder is what a classifier can start from.
type encoder struct {
	path   string // a run, or weights; "" for nothing
	name   string
	about  string
	face   image.Image
	folder bool
	base   run.Config         // what a classifier that starts from it has, before the recipe
	bad    error              // why none can
	taken  string             // of weights from elsewhere: how many tensors matched, are missing or left over
	rows   []screen.TensorRow // and which
}

// nothing is the start from scratch.
func nothing() encoder {
	e := encoder{name: "Nothing (from scratch)"}
	e.base, e.bad = run.Preset("quick")
	return e
}

// encoderAt asks the disk what a classifier has that starts from a run or weights.
func encoderAt(path string) encoder {
	e := nothing()
	e.path, e.name = path, filepath.Base(path)
	if e.bad == nil {
		e.bad = e.base.From(path, 0)
	}
	if e.folder = isFolder(path); e.folder {
		e.name = library.NameOf(path)
	}
	if e.bad == nil && !isRunFolder(path) {
		var report names.Report
		if report, e.bad = e.base.EncoderReport(); e.bad == nil {
			e.rows, e.taken = rowsOf(report)
		}
	}
	return e
}

// choices are what a person chose otherwise than the recipe has it.
type choices struct {
	numbers map[string]float64
	typed   map[string]string // what stands in a field and cannot be read
	on      map[string]bool
}

func (c *choices) clear() {
	*c = choices{map[string]float64{}, map[string]string{}, map[string]bool{}}
}

// findEncoders lists the runs of pre-training that have learned something, away from
// Fyne's goroutine.
func (t *tune) findEncoders() {
	lib := t.w.library
	t.w.start(func(ctx context.Context) {
		all, err := lib.List()
		if err != nil {
			return // Runs says why
		}
		var found []encoder
		for _, s := range all {
			if _, err := os.Stat(filepath.Join(s.Dir, "model.safetensors")); err == nil && s.Trouble == "" && s.Config.Task == run.TaskPretrain {
				found = append(found, encoderOf(s))
			}
		}
		t.w.show(ctx, func() { t.found(found) })
	})
}

func encoderOf(s library.Summary) encoder {
	e := encoderAt(s.Dir)
	e.name = s.Name
	words := []string{fmt.Sprintf("%d px", s.Config.Model.ImageSize)}
	if s.Config.Preset != "" {
		words = append([]string{s.Config.Preset}, words...)
	}
	if s.State.Saved > 0 {
		words = append(words, "epoch "+number(s.State.Saved))
	}
	if loss, ok := s.State.Loss(); ok {
		words = append(words, fmt.Sprintf("error %.2f", loss))
	}
	e.about = strings.Join(words, " · ")
	if sheet := newestSheet(s); sheet != "" {
		if tiles, err := readSheet(sheet, s.Config, false, nil); err == nil && len(tiles) > 0 {
			e.face = tiles[0].Redrawn
		}
	}
	return e
}

// found takes the encoders that there are; what was chosen stays chosen.
func (t *tune) found(all []encoder) {
	was, file := "", encoder{}
	if t.chosen < len(t.encoders) {
		was = t.encoders[t.chosen].path
		file = t.encoders[t.chosen]
	}
	first := t.encoders == nil
	if was != "" && !slices.ContainsFunc(all, func(e encoder) bool { return e.path == was }) {
		if !file.folder {
			all = append(all, file)
		}
	}
	t.encoders = append(all, nothing())
	t.chosen = slices.IndexFunc(t.encoders, func(e encoder) bool { return e.path == was })
	if first || t.chosen < 0 {
		t.chosen = 0
	}
	if t.stage == choosing && !t.looking {
		t.show()
	}
}

// from takes another encoder.
func (t *tune) from(i int) {
	t.chosen = i
	t.show()
}

// startFrom takes a run or weights that were dropped as the encoder.
func (t *tune) startFrom(e encoder) {
	if e.bad != nil {
		t.refuse(e.bad.Error(), t.stillThere())
		return
	}
	e.about = fmt.Sprintf("%d px · patch %d", e.base.Model.ImageSize, e.base.Model.PatchSize)
	if e.taken != "" {
		e.about += " · " + e.taken + "; its head is new"
	}
	t.use(e)
	t.to(choosing)
	t.show()
	t.w.toast("Fine-tuning starts from “"+e.name+"”.", nil)
}

// use takes something as the encoder.
func (t *tune) use(e encoder) {
	if at := slices.IndexFunc(t.encoders, func(o encoder) bool { return o.path == e.path }); at >= 0 {
		t.chosen = at
		return
	}
	t.encoders = append([]encoder{e}, t.encoders...)
	t.chosen = 0
	if len(t.encoders) == 1 && e.path != "" {
		t.encoders = append(t.encoders, nothing())
	}
}

// corrected begins anew with the pictures, the encoder and the settings of a classifier,
// and with what a person said of labels.
func (t *tune) corrected(folders []string, said string, e encoder, c choices) {
	t.use(e)
	t.openWith(folders, said, c)
}

// choicesOf are the settings of a classifier that its recipe alone does not have; e is what
// it started from.
func choicesOf(own *run.Run, e encoder) choices {
	var all choices
	all.clear()
	pictures, err := run.ListPictures(own.Dir)
	if err != nil || e.bad != nil {
		return all
	}
	learned := 0
	for _, p := range pictures {
		if p.Part == run.Train {
			learned++
		}
	}
	c, recipe := own.Config, e.base
	recipe.Finetune(c.Classify.Freeze)
	recipe.UseRecipe(learned, len(c.Classify.Classes))
	note := func(keys ...string) {
		for _, key := range keys {
			if v := tuneFields[key].get(&c); v != tuneFields[key].get(&recipe) {
				all.numbers[key] = v
				tuneFields[key].set(&recipe, v)
			}
		}
	}
	note("epochs", "batch")
	recipe.Fit(func(string) bool { return false }) // the rate and warm-up that follow from these
	note(slices.Collect(maps.Keys(tuneFields))...)
	for key, toggle := range tuneToggles {
		if on := toggle.get(&c); on != toggle.get(&recipe) {
			all.on[key] = on
		}
	}
	if c.Classify.Freeze {
		all.on["freeze"] = true
	}
	return all
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func isRunFolder(path string) bool {
	_, err := os.Stat(filepath.Join(path, "run.toml"))
	return err == nil
}

// tuneFields are what stands under "All settings": how to show and to change each.
var tuneFields = map[string]struct {
	get func(c *run.Config) float64
	set func(c *run.Config, v float64)
}{
	"epochs":        {func(c *run.Config) float64 { return float64(c.Training.Epochs) }, func(c *run.Config, v float64) { c.Training.Epochs = int(v) }},
	"batch":         {func(c *run.Config) float64 { return float64(c.Training.Batch) }, func(c *run.Config, v float64) { c.Training.Batch = int(v) }},
	"blr":           {func(c *run.Config) float64 { return c.Training.BLR }, func(c *run.Config, v float64) { c.Training.BLR = v }},
	"warmup_epochs": {func(c *run.Config) float64 { return c.Training.WarmupEpochs }, func(c *run.Config, v float64) { c.Training.WarmupEpochs = v }},
	"layer_decay":   {func(c *run.Config) float64 { return c.Classify.LayerDecay }, func(c *run.Config, v float64) { c.Classify.LayerDecay = v }},
	"weight_decay":  {func(c *run.Config) float64 { return c.Training.WeightDecay }, func(c *run.Config, v float64) { c.Training.WeightDecay = v }},
	"drop_path":     {func(c *run.Config) float64 { return c.Classify.DropPath }, func(c *run.Config, v float64) { c.Classify.DropPath = v }},
	"smoothing":     {func(c *run.Config) float64 { return c.Classify.Smoothing }, func(c *run.Config, v float64) { c.Classify.Smoothing = v }},
	"mixup":         {func(c *run.Config) float64 { return c.Classify.Mixup }, func(c *run.Config, v float64) { c.Classify.Mixup = v }},
	"cutmix":        {func(c *run.Config) float64 { return c.Classify.CutMix }, func(c *run.Config, v float64) { c.Classify.CutMix = v }},
	"erase":         {func(c *run.Config) float64 { return c.Classify.Erase }, func(c *run.Config, v float64) { c.Classify.Erase = v }},
	"image_size":    {func(c *run.Config) float64 { return float64(c.Model.ImageSize) }, func(c *run.Config, v float64) { c.Model.ImageSize = int(v) }},
	"patience":      {func(c *run.Config) float64 { return float64(c.Classify.Patience) }, func(c *run.Config, v float64) { c.Classify.Patience = int(v) }},
	"seed":          {func(c *run.Config) float64 { return float64(c.Training.Seed) }, func(c *run.Config, v float64) { c.Training.Seed = int64(v) }},
}

// tuneToggles are the settings that are on or off.
var tuneToggles = map[string]struct {
	get func(c *run.Config) bool
	set func(c *run.Config, on bool)
}{
	"balance": {func(c *run.Config) bool { return c.Classify.Balance }, func(c *run.Config, on bool) { c.Classify.Balance = on }},
	"flip":    {func(c *run.Config) bool { return c.Augmentation.Flip }, func(c *run.Config, on bool) { c.Augmentation.Flip = on }},
	"augment": {func(c *run.Config) bool { return c.Classify.Augment != "" }, func(c *run.Config, on bool) {
		c.Classify.Augment = ""
		if on {
			c.Classify.Augment = augment.Published.String()
		}
	}},
}

// change takes what is typed under "All settings". What cannot be read stays in the
// field and keeps the run from starting.
func (t *tune) change(key, words string) {
	v, err := strconv.ParseFloat(strings.TrimSpace(words), 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > 1e15 {
		t.choices.typed[key] = words
	} else {
		delete(t.choices.typed, key)
		t.choices.numbers[key] = v
	}
	t.show()
}

func (t *tune) switched(key string, on bool) {
	t.choices.on[key] = on
	t.show()
}

// settle works out the settings: those of the encoder, those of the recipe for so many
// pictures, and over these what the person chose.
func (t *tune) settle() (at string, trouble error) {
	from := nothing()
	if t.chosen < len(t.encoders) {
		from = t.encoders[t.chosen]
	}
	if from.bad != nil {
		return "", from.bad
	}
	c := from.base
	freeze := t.choices.on["freeze"] && from.path != ""
	c.Finetune(freeze)
	c.Device.Precision = t.w.settings.Precision
	files, _ := t.set.Of(labels.Train)
	t.reason = c.UseRecipe(len(files), len(t.set.Classes))
	recipe := c
	for key, v := range t.choices.numbers {
		tuneFields[key].set(&c, v)
	}
	for key, toggle := range tuneToggles {
		if on, chosen := t.choices.on[key]; chosen {
			toggle.set(&c, on)
		}
	}
	c.Training.Batch = min(c.Training.Batch, len(files)) // a step takes no more than there are
	t.otherwise = c.Otherwise(recipe)
	c.Fit(func(setting string) bool { _, chosen := t.choices.numbers[setting]; return chosen })
	c.Classify.Classes = t.set.Classes
	t.config = c
	for _, f := range screen.FinetuneSettings {
		if words, bad := t.choices.typed[f.Key]; bad {
			return f.Key, unreadable(f, words, short(tuneFields[f.Key].get(&c)))
		}
	}
	check := c // what is settled when the run is made does not count here
	check.Data.Folders, check.Device = []string{string(filepath.Separator)}, run.DeviceConfig{Name: "cpu", Family: "plain", Precision: "float32", Threads: 1}
	if err := check.Validate(); err != nil {
		return inTuneWords(err)
	}
	return "", nil
}

// inTuneWords names settings as the screen does, and which one an error is about.
func inTuneWords(err error) (at string, trouble error) {
	words := err.Error()
	for _, f := range screen.FinetuneSettings {
		for _, part := range []string{"model.", "training.", "classify."} {
			if strings.Contains(words, part+f.Key) {
				words, at = strings.ReplaceAll(words, part+f.Key, f.Label), f.Key
			}
		}
	}
	return at, errors.New(words)
}
