package window

import (
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"slices"
	"strings"

	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/ui/screen"
)

// show builds the Model screen's view from the settings and what was measured.
func (m *model) show() {
	c := m.config
	sizes := c.Model.MAE()
	v := screen.ModelView{Title: "How big should the model be?", Below: orderWords + m.costs.words(m.config.Model, m.count), CanStart: true,
		Flip: c.Augmentation.Flip, NormPix: c.Model.NormPix, Crop: c.Augmentation.CropScale != wholePicture, Precisions: precisionWords, Precision: max(0, slices.Index(precisions, c.Device.Precision)),
		Measuring: len(m.costs.working) > 0, CanMeasure: !m.costs.training()}
	if m.copyOf != "" {
		v.Title = "What should be different from “" + m.copyOf + "”?"
	}
	if v.Shares = m.w.shares(); v.Shares != "" {
		v.Below = v.Shares + " " + v.Below
	}
	m.check(&v)
	for i, name := range offered {
		v.Presets = append(v.Presets, m.card(i, name))
	}
	if i := m.suits(); i >= 0 {
		v.Presets[i].Recommended = true
	}
	m.published(&v)
	m.labels(&v)
	for i, t := range timeChoices {
		v.TimeChips = append(v.TimeChips, screen.Filter{Label: t.words, Chosen: i == m.hours, WhyNot: m.noTime()})
	}
	m.sliders(&v)
	if v.Trouble == "" {
		m.drawing(&v, sizes)
		m.figures(&v, sizes)
	} else {
		keepDrawn(&v, m.screen.View())
	}
	v.Settings = m.values()
	m.screen.Set(v)
}

// orderWords says how the presets stand.
const orderWords = "The sizes go from fast to thorough. "

// keepDrawn leaves what was shown of the last settings that work.
func keepDrawn(v *screen.ModelView, last screen.ModelView) {
	v.Picture, v.HiddenWords, v.SeenWords = last.Picture, last.HiddenWords, last.SeenWords
	v.Parameters, v.EncoderShare, v.EncoderPart, v.DecoderPart = last.Parameters, last.EncoderShare, last.EncoderPart, last.DecoderPart
	v.Encoder, v.Decoder, v.Steps, v.TimeAnswer = last.Encoder, last.Decoder, last.Steps, last.TimeAnswer
	v.Time, v.TimeUnit, v.Memory, v.MemoryUnit = last.Time, last.TimeUnit, last.Memory, last.MemoryUnit
	v.Disk, v.DiskUnit = last.Disk, last.DiskUnit
}

// check finds what cannot work, and says what would.
func (m *model) check(v *screen.ModelView) {
	err := m.trouble
	v.TroubleAt = m.troubleAt
	m.trouble, m.troubleAt = nil, ""
	for _, f := range screen.AllSettings {
		if words, bad := m.typed[f.Key]; bad && err == nil {
			now := ""
			if triples[f.Key] == nil {
				now = fields[f.Key].get(&m.config)
			}
			err, v.TroubleAt = unreadable(f, words, now), f.Key
		}
	}
	if err == nil {
		c := m.config
		// What is settled when the run is made does not count here.
		c.Data.Folders, c.Device = []string{string(filepath.Separator)}, run.DeviceConfig{Name: "cpu", Family: "plain", Precision: "float32", Threads: 1}
		if err = c.Validate(); err != nil {
			v.TroubleAt = wrongSetting(c, err)
			err = errors.New(inWords(err.Error()))
		}
	}
	switch {
	case err != nil:
		v.Trouble, v.Remedy = err.Error(), "Nothing has started; correct the setting, or choose one of the sizes."
		v.CanStart, v.WhyNot = false, err.Error()
	case m.starting:
		v.CanStart, v.WhyNot = false, "It is starting."
	case m.count == 0:
		v.CanStart, v.WhyNot = false, "There are no pictures yet; choose a folder under Data."
	case m.failed != nil:
		m.notStarted(v)
	}
}

// notStarted says why a run could not be made, and what to do; Start tries again.
func (m *model) notStarted(v *screen.ModelView) {
	v.Trouble, v.Remedy = m.failed.Error(), "Nothing has started; change the settings, or try again."
	switch run.CodeOf(m.failed) {
	case run.Pictures:
		v.Remedy, v.WayOut = "Nothing has started. Put the pictures back and start again, or go on with what there is.", "Look through the folders again"
		m.wayOut = func() { m.w.Go(dataKey); m.w.data.lookAnew() }
	case run.DiskFull, run.ReadOnly, run.Disk:
		v.Remedy, v.WayOut = "Nothing has started. Keep runs where there is room and writing is allowed.", "Keep runs elsewhere…"
		m.wayOut = func() { m.w.Go(settingsKey) }
	}
}

// wrongSetting names the field under "All settings" that an error speaks of.
func wrongSetting(c run.Config, err error) string {
	m := c.Model
	switch words := err.Error(); {
	case strings.Contains(words, "eads do not divide") && m.EncoderHeads > 0 && m.EncoderDim%m.EncoderHeads != 0:
		return "encoder_heads"
	case strings.Contains(words, "eads do not divide"):
		return "decoder_heads"
	case strings.Contains(words, "crop_scale"):
		return "crop"
	default:
		for _, f := range screen.AllSettings {
			if strings.Contains(words, "."+f.Key) {
				return f.Key
			}
		}
		for _, key := range screen.SliderKeys {
			if strings.Contains(words, "."+key) {
				return key
			}
		}
		return ""
	}
}

// inWords names settings as the screen does instead of as run.toml does.
func inWords(sentence string) string {
	for _, f := range screen.AllSettings {
		for _, part := range []string{"model.", "training.", "augmentation."} {
			sentence = strings.ReplaceAll(sentence, part+f.Key, f.Label)
		}
	}
	for key, label := range map[string]string{"training.epochs": "Epochs", "model.image_size": "Picture size", "model.patch_size": "Patch size",
		"model.mask_ratio": "Hidden", "augmentation.crop_scale": "Smallest part"} {
		sentence = strings.ReplaceAll(sentence, key, label)
	}
	return sentence
}

// card is a preset and what it costs here.
func (m *model) card(i int, name string) screen.PresetCard {
	c, err := run.Preset(name)
	if err != nil {
		return screen.PresetCard{Name: name, Size: err.Error()}
	}
	sizes := c.Model.MAE()
	card := screen.PresetCard{
		Name: capital(name), Size: fmt.Sprintf("%d px · %s parameters", c.Model.ImageSize, millions(sizes.Params())),
		Time: "…", For: fmt.Sprintf("for %s", plural(m.config.Training.Epochs, "epoch", "epochs")), Cost: "not measured yet",
		Chosen: i == m.preset && key(c.Model) == key(m.config.Model),
	}
	c.Training.Epochs = m.config.Training.Epochs
	plan, ok := m.plan(c)
	speed, known, guessed := m.costs.expected(c.Model)
	about := ""
	if guessed {
		about = "about "
	}
	switch {
	case m.costs.failed[key(c.Model)] != nil:
		card.Time, card.For, card.Cost = "–", "", "does not fit into this computer"
	case !known && m.costs.training():
		card.For, card.Cost = "", "timed after the run under way · "+size(plan.Memory)
	case known:
		card.Cost = fmt.Sprintf("%s%s pictures/s · %s", about, rate(speed.PerSecond(plan.Config.Training.Batch)), size(plan.Memory))
		if ok {
			card.Time = about + span(plan.Time)
		} else {
			card.Time, card.For, card.Cost = about+rate(speed.PerSecond(c.Training.Batch)), "pictures/s", size(plan.Memory)
		}
	}
	return card
}

func (m *model) sliders(v *screen.ModelView) {
	c := m.config
	hidden := int(c.Model.MaskRatio*100 + 0.5)
	v.Hidden = screen.SliderView{Steps: 100, At: hidden, Value: percentOf(c.Model.MaskRatio), Hint: "More is harder. 75 % is the usual choice."}
	v.Epochs = m.epochs()
	v.PictureSize = screen.SliderView{Steps: len(sizeChoices) - 1, At: nearest(sizeChoices, c.Model.ImageSize), Value: fmt.Sprintf("%d px", c.Model.ImageSize), Hint: "Pictures are cut and reduced to this."}
	patches := m.patches()
	v.PatchSize = screen.SliderView{Steps: len(patches) - 1, At: nearest(patches, c.Model.PatchSize), Value: fmt.Sprintf("%d px", c.Model.PatchSize)}
	if c.Model.PatchSize > 0 && c.Model.ImageSize%c.Model.PatchSize == 0 {
		n := c.Model.ImageSize / c.Model.PatchSize
		v.PatchSize.Hint = fmt.Sprintf("%d × %d = %d patches a picture.", n, n, n*n)
	}
}

func percentOf(share float64) string { return fmt.Sprintf("%.0f %%", share*100) }

// drawing is the picture cut in patches at the chosen share.
func (m *model) drawing(v *screen.ModelView, sizes mae.Config) {
	patches := sizes.Patches()
	keep := mae.Keep(patches, sizes.MaskRatio)
	v.HiddenWords = fmt.Sprintf("%s of %s patches hidden", number(patches-keep), number(patches))
	v.SeenWords = fmt.Sprintf("The model sees the other %s", number(keep))
	v.Picture = m.cut(sizes.ImageSize/sizes.PatchSize, drawMask(m.seed, patches, keep))
}

// cut is the drawing: the sample's picture, or one of the person's, in grid x grid
// patches with some hidden.
func (m *model) cut(grid int, hidden []bool) image.Image {
	picture := m.picture
	if picture == nil {
		picture = m.w.welcome.story.Picture
	}
	if picture == nil {
		return nil
	}
	side := max(1, storySide/grid) * grid
	return hide(m.drawn.at(picture, side), grid, hidden, side, 0.2)
}

// figures are what the settings at hand cost.
func (m *model) figures(v *screen.ModelView, sizes mae.Config) {
	c := m.config
	v.Parameters = millions(sizes.Params()) + " parameters"
	share := sizes.DecoderShare()
	v.EncoderShare = 1 / (1 + share)
	v.EncoderPart, v.DecoderPart = percentOf(v.EncoderShare), percentOf(1-v.EncoderShare)
	v.Encoder = fmt.Sprintf("%d wide, %d deep", c.Model.EncoderDim, c.Model.EncoderDepth)
	v.Decoder = fmt.Sprintf("%d wide, %d deep", c.Model.DecoderDim, c.Model.DecoderDepth)
	plan, ok := m.plan(c)
	v.Memory, v.MemoryUnit = bytesParts(plan.Memory)
	v.Disk, v.DiskUnit = bytesParts(plan.Disk)
	v.Time, v.Steps = "…", "…"
	m.shortage(v, plan)
	if m.count == 0 {
		return
	}
	v.Steps = number(plan.Steps)
	if !ok {
		v.TimeAnswer = m.noTime()
		m.measure()
		return
	}
	v.Time, v.TimeUnit = spanUnit(plan.Time)
	v.TimeAnswer = m.answer()
}
