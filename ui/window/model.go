package window

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/ui/screen"
)

// model is the Model screen: how big, and what it costs here.
type model struct {
	w      *Window
	screen *screen.Model

	config    run.Config
	preset    int    // -1: settings of the person's own
	copyOf    string // the name of the run whose settings these are, or ""
	count     int    // pictures
	costs     *costs
	ownEpochs bool              // a person chose how many; else they suit the pictures
	warmup    float64           // epochs that were asked for; a short run warms up for less
	typed     map[string]string // what stands in a field and cannot be read
	seed      uint64            // of the mask in the drawing
	hours     int               // the chosen chip, -1 for none
	probe     string            // folder of labelled pictures to ask about, "" for the pictures' own
	starting  bool
	trouble   error
	troubleAt string // the setting that trouble is about, "" for none
	failed    error  // why a run could not be made; it stands until something changes
	showpieces
	wayOut func() // of what will not suffice
	outlook
}

// offered are the presets with cards; the larger ones are for other machines
// and stand under "All settings".
var offered = []string{"quick", "small", "tiny", "base"}

var (
	epochChoices = []int{1, 2, 3, 5, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 1600}
	sizeChoices  = []int{32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448}
	patchChoices = []int{4, 8, 14, 16, 28, 32}
	timeChoices  = []struct {
		words, are string
		time       time.Duration
	}{{"30 minutes", "are", 30 * time.Minute}, {"2 hours", "are", 2 * time.Hour}, {"One night", "is", 8 * time.Hour}}
)

func newModel(w *Window) *model {
	m := &model{w: w, costs: newCosts(w), typed: map[string]string{}, seed: 1, hours: -1}
	m.choose(0)
	m.screen = screen.NewModel(screen.ModelParams{
		Start: m.start, Preset: func(i int) { m.choose(i); m.show() }, Time: m.chooseTime, Another: func() { m.seed++; m.show() },
		Hidden: func(step int) {
			m.change(func(c *run.Config) { c.Model.MaskRatio = float64(min(max(step, 5), 95)) / 100 })
		},
		Epochs:          func(step int) { m.changeEpochs(epochChoices[step]) },
		PictureSize:     m.changeSize,
		PatchSize:       func(step int) { m.change(func(c *run.Config) { c.Model.PatchSize = m.patches()[step] }) },
		TypeHidden:      m.typeInto("75", "mask_ratio", func(c *run.Config, v float64) { c.Model.MaskRatio = v / 100 }),
		TypeEpochs:      m.typeInto("40", "epochs", func(_ *run.Config, v float64) { m.changeEpochs(int(v)) }),
		TypePictureSize: m.typeInto("64", "image_size", func(c *run.Config, v float64) { c.Model.ImageSize = int(v) }),
		TypePatchSize:   m.typeInto("8", "patch_size", func(c *run.Config, v float64) { c.Model.PatchSize = int(v) }),
		Set:             m.set,
		Flip:            func(on bool) { m.change(func(c *run.Config) { c.Augmentation.Flip = on }) },
		NormPix:         func(on bool) { m.change(func(c *run.Config) { c.Model.NormPix = on }) },
		Crop:            m.changeCrop,
		Precision:       func(i int) { m.change(func(c *run.Config) { c.Device.Precision = precisions[i] }) },
		Labels:          m.chooseLabels,
		Measure:         m.costs.again,
		WayOut:          func() { m.wayOut() },
		NextPicture:     m.nextPicture, Size: m.chooseSize, Recipe: m.chooseRecipe,
	})
	return m
}

// choose takes the settings of a card.
func (m *model) choose(i int) { m.take(offered[i]) }

// take takes a preset's settings.
func (m *model) take(name string) {
	c, err := run.Preset(name)
	if err != nil {
		m.trouble = err
		return
	}
	m.copyOf, c.Device.Precision = "", m.w.settings.Precision
	m.config, m.preset, m.hours, m.warmup, m.ownEpochs = c, slices.Index(offered, name), -1, c.Training.WarmupEpochs, false
	m.failed = nil
	clear(m.typed)
	m.suitEpochs()
}

// like takes the settings and the pictures of another run, for a copy with changes.
func (m *model) like(s library.Summary) {
	c := s.Config
	m.copyOf, m.failed = s.Name, nil
	m.w.data.like(s.Dir, c.Data)
	m.config, m.preset, m.hours, m.warmup, m.ownEpochs = c, slices.Index(offered, c.Preset), -1, c.Training.WarmupEpochs, true
	clear(m.typed)
	m.w.Go(modelKey)
	m.show()
}

// change changes a setting and shows what follows from it.
func (m *model) change(f func(c *run.Config)) {
	before := m.config.Training.Epochs
	f(&m.config)
	m.failed = nil
	m.ownEpochs = m.ownEpochs || m.config.Training.Epochs != before
	m.suitEpochs()
	m.hours = -1
	m.show()
}

// compute takes the precision that Settings has for new runs.
func (m *model) compute(precision string) {
	m.change(func(c *run.Config) { c.Device.Precision = precision })
}

// precisions are what this device computes in, and how the screen calls them.
var (
	precisions     = []string{"auto", "float32", "bf16"}
	precisionWords = []string{"Automatic", "float32", "bf16"}
)

// wholePicture is the crop that cuts nothing off, usualCrop the published one.
var wholePicture, usualCrop = [2]float64{1, 1}, [2]float64{0.2, 1}

// changeCrop lets parts be cut out at random, or whole pictures be seen.
func (m *model) changeCrop(on bool) {
	m.change(func(c *run.Config) {
		c.Augmentation.CropScale = wholePicture
		if on {
			c.Augmentation.CropScale = usualCrop
		}
	})
}

// changeEpochs keeps the warm-up inside the run: settings that cannot work are
// not offered.
func (m *model) changeEpochs(epochs int) {
	m.ownEpochs = true
	m.change(func(c *run.Config) { c.Training.Epochs = epochs; m.shortenWarmup() })
}

// shortenWarmup gives warming up what was asked for, and at most a quarter.
func (m *model) shortenWarmup() {
	t := &m.config.Training
	t.WarmupEpochs = max(0, min(m.warmup, float64(t.Epochs)/4))
}

// changeSize keeps the patch a divisor of the picture: settings that cannot
// work are not offered.
func (m *model) changeSize(step int) {
	m.change(func(c *run.Config) {
		c.Model.ImageSize = sizeChoices[step]
		if fitting := m.patches(); !slices.Contains(fitting, c.Model.PatchSize) {
			c.Model.PatchSize = fitting[nearest(fitting, c.Model.PatchSize)]
		}
	})
}

// patches are the patch sizes that divide the picture and leave something to
// hide and something to see.
func (m *model) patches() []int {
	var all []int
	for _, p := range patchChoices {
		if m.config.Model.ImageSize%p == 0 && m.config.Model.ImageSize/p >= 3 {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		return []int{m.config.Model.PatchSize}
	}
	return all
}

// nearest returns the place in choices that is closest to v.
func nearest(choices []int, v int) int {
	best := 0
	for i, c := range choices {
		if abs(c-v) < abs(choices[best]-v) {
			best = i
		}
	}
	return best
}

func abs(v int) int { return max(v, -v) }

// typeInto is a setting that is typed as a number, such as the example.
func (m *model) typeInto(example, key string, use func(c *run.Config, v float64)) func(words string) {
	return func(words string) {
		v, err := strconv.ParseFloat(strings.TrimSpace(strings.Trim(words, "% px")), 64)
		if err != nil || v != v || v > 1e9 || v < -1e9 {
			m.trouble, m.troubleAt = fmt.Errorf("“%s” is no number; type one, such as %s.", words, example), key
			m.show()
			return
		}
		m.change(func(c *run.Config) { use(c, v) })
	}
}

// refresh is called when the screen is shown: it measures what is not known.
func (m *model) refresh() {
	m.trouble, m.troubleAt, m.failed = nil, "", nil
	m.measure()
	m.show()
	m.look()
}

// measure times the presets and the settings at hand where that is not known.
func (m *model) measure() {
	models := []run.ModelConfig{m.config.Model}
	for _, name := range offered {
		if c, err := run.Preset(name); err == nil {
			models = append(models, c.Model)
		}
	}
	m.costs.measure(models)
}

// drawMask draws which patches are hidden, as training does, for a drawing.
func drawMask(seed uint64, patches, keep int) []bool {
	order := rand.New(rand.NewPCG(seed, 7)).Perm(patches)
	hidden := make([]bool, patches)
	for _, p := range order[min(keep, patches):] {
		hidden[p] = true
	}
	return hidden
}
