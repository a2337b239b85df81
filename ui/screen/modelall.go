package screen

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// Setting is a field under "All settings".
type Setting struct{ Key, Label, Unit, Tip string }

// AllSettings are the fields an expert finds, in order.
var AllSettings = []Setting{
	{"encoder_dim", "Encoder width", "", "Encoder width. How many numbers describe a patch inside the encoder, the part you keep."},
	{"encoder_depth", "Encoder depth", "", "Encoder depth. How many transformer blocks the encoder has."},
	{"encoder_heads", "Encoder heads", "", "Heads. How many ways at once the patches of a picture are compared; must divide the width."},
	{"decoder_dim", "Decoder width", "", "Decoder width. How many numbers describe a patch inside the decoder, which only training needs."},
	{"decoder_depth", "Decoder depth", "", "Decoder depth. How many transformer blocks the decoder has."},
	{"decoder_heads", "Decoder heads", "", "Heads. As in the encoder; must divide the decoder's width."},
	{"batch", "Batch", "pictures", "Batch. How many pictures are looked at before the model changes once."},
	{"accumulate", "Batches a step", "", "Accumulation. How many batches are added up before the model changes: a larger batch without more memory."},
	{"blr", "Rate", "", "Base learning rate. How far the model changes in a step, for a batch of 256; it is scaled by the batch."},
	{"warmup_epochs", "Warm-up", "epochs", "Warm-up. Epochs in which the rate rises from zero."},
	{"min_lr", "Lowest rate", "", "Lowest rate. What the learning rate falls to at the end."},
	{"weight_decay", "Weight decay", "", "Weight decay. How strongly weights are pulled towards zero."},
	{"crop", "Smallest part", "%", "Smallest part (crop). The least share of a picture's area, in percent, that is cut out of it at random."},
	{"mean", "Mean", "red, green, blue", "Mean. What is subtracted from each colour, as a share of full brightness; the published ones are those of ImageNet."},
	{"std", "Deviation", "red, green, blue", "Deviation. What each colour is divided by after that, so that the numbers are about 1."},
	{"seed", "Seed", "", "Seed. The same seed gives the same run, bit for bit."},
}

// SliderKeys are the settings with sliders, in order.
var SliderKeys = []string{"mask_ratio", "epochs", "image_size", "patch_size"}

// allSettings is the part that opens for experts; above 1800 it always stands
// open beside the others.
func (s *Model) allSettings() fyne.CanvasObject {
	var fields []fyne.CanvasObject
	for _, f := range AllSettings {
		field := widget.NewNumberField(f.Label, f.Unit, f.Tip, func(words string) { s.p.Set(f.Key, words) })
		s.all[f.Key] = field
		fields = append(fields, field)
	}
	s.numbers = newNotedFields(&columnsLayout{gap: 16, most: 3, least: 150}, fields...)
	s.flip = widget.NewToggle("Mirror pictures at random", true, s.p.Flip)
	s.flip.SetHint("Flip. Half of the time a picture is seen mirrored; turn it off where left and right matter.")
	s.normPix = widget.NewToggle("Judge each patch by its own contrast", true, s.p.NormPix)
	s.normPix.SetHint("Normalised targets. Each hidden patch is compared after removing its mean and contrast; it learns more from details.")
	s.crop = widget.NewToggle("Cut parts out of pictures at random", true, s.p.Crop)
	s.crop.SetHint("Random crop. Each time another part of a picture is seen, so that few pictures go further; off, the whole is.")
	s.precision = widget.NewPick(nil, 0, s.p.Precision)
	s.precision.SetHint("Precision. The numbers that matrices are multiplied in; automatic is the fastest that this device has.")
	s.sizes = widget.NewPick(nil, 0, s.p.Size)
	s.sizes.SetHint("Preset. Sizes that go together; large and huge are for machines with many cores and much memory.")
	s.recipe = widget.NewToggle("Train as published", false, s.p.Recipe)
	s.recipe.SetHint("Recipe. The published 800 epochs in steps of 4,096 pictures, with their rate; they suit a million pictures, not a thousand.")
	s.labels = widget.NewPick(nil, 0, s.p.Labels)
	s.labels.SetHint("Labelled pictures (probe). Now and then the model is asked what it knows of them, a sub-folder each class; it never learns from the labels.")
	s.fields = widget.Column(16, pickRow("Preset", s.sizes), s.recipe, s.numbers.box, s.crop, s.flip, s.normPix, pickRow("Precision", s.precision), pickRow("Ask about labels in", s.labels))
	s.inside, s.beside = container.NewStack(s.fields), container.NewStack()
	s.inside.Hide()
	s.open = widget.NewSmallButton(widget.Quiet, "All settings", theme.IconChevron, s.toggleAll)
	s.open.SetHint("All settings. Larger presets, the published recipe, sizes of encoder and decoder, batch, rates, augmentation, seed and labels to ask about, for experts.")
	about := widget.NewEllipsis("larger presets, recipe, widths, batch, rate, seed, labels…", widget.Body, theme.Faint)
	opener := widget.Row(8, s.open, widget.Grow{CanvasObject: about})
	s.opening = widget.Column(12, widget.Pad(0, 0, 0, -9, opener), s.inside)
	return s.opening
}

// pickRow is a choice with its name at the left.
func pickRow(label string, pick *widget.Pick) fyne.CanvasObject {
	name := widget.NewHinted(widget.NewEllipsis(label, widget.Body, theme.Dim), pick.Hint())
	return widget.Row(8, widget.Grow{CanvasObject: name}, widget.Fixed(160, 0, pick))
}

func (s *Model) toggleAll() {
	show(s.inside, !s.inside.Visible())
	icon := theme.IconChevron
	if s.inside.Visible() {
		icon = theme.IconDown
	}
	s.open.Set(widget.Quiet, "All settings", icon)
	s.root.Refresh()
	if s.inside.Visible() { // the parts above may not have come closer together yet
		y := s.scroll.Content.MinSize().Height - s.opening.MinSize().Height - 4
		s.scroll.ScrollToOffset(fyne.NewPos(0, y-8))
	}
}

// fieldTrouble puts a sentence about a setting below its field, and tells
// whether there is one.
func (s *Model) fieldTrouble(key, sentence string) (told bool) {
	slider := slices.Index(SliderKeys, key)
	number := slices.IndexFunc(AllSettings, func(f Setting) bool { return f.Key == key })
	s.sliders.tell(slider, sentence)
	s.numbers.tell(number, sentence)
	return slider >= 0 || number >= 0
}

// spread moves the fields for experts into a column of their own, or back.
func (s *Model) spread(wide bool) {
	if s.wide == wide {
		return
	}
	s.wide = wide
	from, to := s.beside, s.inside
	if wide {
		from, to = s.inside, s.beside
	}
	from.Objects, to.Objects = nil, []fyne.CanvasObject{s.fields}
	show(s.above, !wide)
	show(s.opening, !wide)
	show(s.expert, wide)
	from.Refresh()
	to.Refresh()
}

// setAll shows the fields for experts.
func (s *Model) setAll(v ModelView) {
	for key, words := range v.Settings {
		if f := s.all[key]; f != nil {
			f.Set(words)
			f.Mark(key == v.TroubleAt)
		}
	}
	s.flip.Set(v.Flip)
	s.normPix.Set(v.NormPix)
	s.crop.Set(v.Crop)
	s.precision.Set(v.Precisions, v.Precision)
	s.sizes.Set(v.Sizes, v.Size)
	s.recipe.Set(v.Published)
	s.labels.Set(v.LabelFolders, v.Labels)
	if len(v.Precisions) < 2 {
		s.precision.DisableFor("Precision. This device computes in one kind of numbers only.")
	} else {
		s.precision.Enable()
	}
}
