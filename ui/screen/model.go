package screen

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// PresetCard is a size of model and what it costs here.
type PresetCard struct {
	Name, Size  string // "Quick", "64 px · 7.0 M parameters"
	Time, For   string // "35 min", "for 100 epochs"
	Cost        string // "402 pictures/s · 0.6 GB"
	Chosen      bool
	Recommended bool
}

// SliderView is a setting with its place on the slider.
type SliderView struct {
	Steps, At   int
	Value, Hint string
}

// ModelView is what the screen shows.
type ModelView struct {
	Title, Below string
	Presets      []PresetCard
	TimeChips    []Filter
	TimeAnswer   string

	Hidden, Epochs, PictureSize, PatchSize SliderView

	Picture                  image.Image // cut in patches at the chosen share
	HiddenWords, SeenWords   string
	Parameters               string
	EncoderShare             float64
	Encoder, Decoder         string // "256 wide, 8 deep"
	EncoderPart, DecoderPart string // "91 %"
	Time, TimeUnit           string
	Memory, MemoryUnit       string
	Disk, DiskUnit           string
	Steps                    string
	Settings                 map[string]string // All settings, by key

	Trouble, Remedy string // what cannot work, and what would
	CanStart        bool
	WhyNot          string
}

// Setting is a field under "All settings".
type Setting struct{ Key, Label, Tip string }

// AllSettings are the fields an expert finds, in order.
var AllSettings = []Setting{
	{"encoder_dim", "Encoder width", "Encoder width. How many numbers describe a patch inside the encoder, the part you keep."},
	{"encoder_depth", "Encoder depth", "Encoder depth. How many transformer blocks the encoder has."},
	{"encoder_heads", "Encoder heads", "Heads. How many ways at once the patches of a picture are compared; must divide the width."},
	{"decoder_dim", "Decoder width", "Decoder width. How many numbers describe a patch inside the decoder, which only training needs."},
	{"decoder_depth", "Decoder depth", "Decoder depth. How many transformer blocks the decoder has."},
	{"decoder_heads", "Decoder heads", "Heads. As in the encoder; must divide the decoder's width."},
	{"batch", "Batch", "Batch. How many pictures are looked at before the model changes once."},
	{"accumulate", "Batches a step", "Accumulation. How many batches are added up before the model changes: a larger batch without more memory."},
	{"blr", "Rate", "Base learning rate. How far the model changes in a step, for a batch of 256; it is scaled by the batch."},
	{"warmup_epochs", "Warm-up", "Warm-up. Epochs in which the rate rises from zero."},
	{"weight_decay", "Weight decay", "Weight decay. How strongly weights are pulled towards zero."},
	{"seed", "Seed", "Seed. The same seed gives the same run, bit for bit."},
}

// ModelParams is what the screen calls.
type ModelParams struct {
	Start   func()
	Preset  func(index int)
	Time    func(index int)
	Another func() // another mask

	Hidden, Epochs, PictureSize, PatchSize                 func(step int)
	TypeHidden, TypeEpochs, TypePictureSize, TypePatchSize func(words string)
	Set                                                    func(key, words string)
	Flip, NormPix                                          func(on bool)
}

// Model asks how big the model should be.
type Model struct {
	p     ModelParams
	view  ModelView
	head  *widget.Head
	start *widget.Button

	presets *fyne.Container
	times   *fyne.Container
	answer  *widget.Text
	picture *widget.Picture
	hiddenW *widget.Text
	seenW   *widget.Text

	hidden, epochs, size, patch *widget.SliderField
	parameters                  *widget.Text
	share                       *widget.Share
	encoder, decoder            [2]*widget.Text
	figures                     [4]*widget.Stat
	all                         map[string]*widget.NumberField
	allBox                      *fyne.Container
	flip, normPix               *widget.Toggle
	trouble                     *fyne.Container
	root                        *fyne.Container
}

// NewModel makes the screen.
func NewModel(p ModelParams) *Model {
	s := &Model{p: p, head: widget.NewHead("How big should the model be?", ""), all: map[string]*widget.NumberField{},
		presets: container.New(&columnsLayout{gap: 24, most: 4, least: 190}), times: widget.Row(8),
		answer: widget.NewEllipsis("", widget.Body, theme.Faint), picture: widget.NewPicture(160, 12, nil).Whole(),
		hiddenW: widget.NewEllipsis("", widget.Control, theme.Text), seenW: widget.NewEllipsis("", widget.Caption, theme.Dim),
		share: widget.NewShare(), parameters: widget.NewText("", widget.Body, theme.Dim), trouble: container.NewStack()}
	s.start = widget.NewButton(widget.Primary, "Start training", theme.IconPlay, p.Start)
	s.head.SetActions(s.start)
	time := widget.Row(8, widget.NewText("Or start from the time you have:", widget.Body, theme.Dim), s.times, widget.Grow{CanvasObject: s.answer})
	lower := container.New(&modelLayout{}, s.drawing(), widget.NewCard(container.NewVScroll(s.settings())))
	s.root = page(20, lower, s.head, s.trouble, s.presets, time, lower)
	return s
}

// drawing is the picture cut in patches, with what stands below it.
func (s *Model) drawing() fyne.CanvasObject {
	another := widget.NewSmallButton(widget.Standard, "Another", theme.IconDice, s.p.Another)
	another.SetHint("Another. Hides other patches at random.")
	below := widget.Row(8, widget.Grow{CanvasObject: widget.Column(2, s.hiddenW, s.seenW)}, another)
	return container.New(drawingLayout{}, s.picture, below)
}

func (s *Model) settings() fyne.CanvasObject {
	s.hidden = sliderField("Hidden", "Mask ratio. The share of patches the model does not see and has to redraw.", s.p.Hidden, s.p.TypeHidden)
	s.epochs = sliderField("Epochs", "Epoch. One pass in which the model sees every picture once.", s.p.Epochs, s.p.TypeEpochs)
	s.size = sliderField("Picture size", "Picture size. Pictures are cut and reduced to squares of this side; larger shows more detail and takes longer.", s.p.PictureSize, s.p.TypePictureSize)
	s.patch = sliderField("Patch size", "Patch. The picture is cut into squares of this side; each becomes one token.", s.p.PatchSize, s.p.TypePatchSize)
	fields := container.New(&columnsLayout{gap: 24, most: 2, least: 200}, s.hidden, s.epochs, s.size, s.patch)
	for i, name := range []string{"Time", "Memory", "Disk", "Steps"} {
		s.figures[i] = widget.NewStat(name, "", "")
	}
	figures := container.New(&columnsLayout{gap: 8, most: 4, least: 96}, s.figures[0], s.figures[1], s.figures[2], s.figures[3])
	work := widget.Column(8,
		widget.Row(8, widget.Grow{CanvasObject: widget.NewEllipsis("Work for each patch", widget.Body, theme.Dim)}, s.parameters),
		s.share,
		widget.Pad(8, 0, 0, 0, s.part(0, theme.Accent, "Encoder", "the part you keep")),
		s.part(1, theme.Faint, "Decoder", "only for training"))
	return widget.Pad(4, 8, 4, 8, widget.Column(16, fields, widget.Divider(), work, widget.Divider(), figures, widget.Divider(), s.allSettings()))
}

func sliderField(label, tip string, moved func(step int), typed func(words string)) *widget.SliderField {
	return widget.NewSliderField(label, tip, widget.NewSlider(1, 0, moved, nil), typed)
}

// part is the encoder's or the decoder's line.
func (s *Model) part(i int, color fyne.ThemeColorName, name, what string) fyne.CanvasObject {
	size, share := widget.NewEllipsis("", widget.Body, theme.Dim), widget.NewText("", widget.Control, theme.Text)
	pair := [2]*widget.Text{size, share}
	if i == 0 {
		s.encoder = pair
	} else {
		s.decoder = pair
	}
	dot := widget.Fixed(8, 8, widget.NewSurface(color, theme.None, 2))
	return widget.Row(8, dot, widget.Fixed(72, 0, widget.NewEllipsis(name, widget.Control, theme.Text)),
		widget.Fixed(132, 0, size), widget.Grow{CanvasObject: widget.NewEllipsis(what, widget.Body, theme.Dim)}, share)
}

// allSettings is the part that opens for experts.
func (s *Model) allSettings() fyne.CanvasObject {
	grid := container.New(&columnsLayout{gap: 16, most: 3, least: 120})
	for _, f := range AllSettings {
		field := widget.NewNumberField(f.Label, f.Tip, func(words string) { s.p.Set(f.Key, words) })
		s.all[f.Key] = field
		grid.Add(field)
	}
	s.flip = widget.NewToggle("Mirror pictures at random", true, s.p.Flip)
	s.flip.SetHint("Flip. Half of the time a picture is seen mirrored; turn it off where left and right matter.")
	s.normPix = widget.NewToggle("Judge each patch by its own contrast", true, s.p.NormPix)
	s.normPix.SetHint("Normalised targets. Each hidden patch is compared after removing its mean and contrast; it learns more from details.")
	s.allBox = widget.Column(12, grid, s.flip, s.normPix)
	s.allBox.Hide()
	var open *widget.Button
	var all *fyne.Container
	open = widget.NewSmallButton(widget.Quiet, "All settings", theme.IconChevron, func() {
		show(s.allBox, !s.allBox.Visible())
		icon := theme.IconChevron
		if s.allBox.Visible() {
			icon = theme.IconDown
		}
		open.Set(widget.Quiet, "All settings", icon)
		s.root.Refresh()
	})
	all = widget.Column(12, widget.Row(8, open, widget.Grow{CanvasObject: widget.NewEllipsis("widths, depths, batch, rate, warm-up, seed…", widget.Body, theme.Faint)}), s.allBox)
	return all
}

// Content returns the screen's root.
func (s *Model) Content() fyne.CanvasObject { return s.root }

// View returns what is shown.
func (s *Model) View() ModelView { return s.view }

// Set shows a view.
func (s *Model) Set(v ModelView) {
	s.view = v
	s.head.Set(v.Title, v.Below)
	if v.CanStart {
		s.start.Enable()
	} else {
		s.start.DisableFor(v.WhyNot)
	}
	setTrouble(s.trouble, v.Trouble, v.Remedy)
	s.setCards(v)
	setSlider(s.hidden, v.Hidden)
	setSlider(s.epochs, v.Epochs)
	setSlider(s.size, v.PictureSize)
	setSlider(s.patch, v.PatchSize)
	s.picture.Set(v.Picture)
	s.hiddenW.SetWords(v.HiddenWords)
	s.seenW.SetWords(v.SeenWords)
	s.parameters.SetWords(v.Parameters)
	s.share.Set(v.EncoderShare)
	s.encoder[0].SetWords(v.Encoder)
	s.encoder[1].SetWords(v.EncoderPart)
	s.decoder[0].SetWords(v.Decoder)
	s.decoder[1].SetWords(v.DecoderPart)
	s.figures[0].Set(v.Time, v.TimeUnit)
	s.figures[1].Set(v.Memory, v.MemoryUnit)
	s.figures[2].Set(v.Disk, v.DiskUnit)
	s.figures[3].Set(v.Steps, "")
	for key, words := range v.Settings {
		if f := s.all[key]; f != nil {
			f.Set(words)
		}
	}
	s.root.Refresh()
}

func (s *Model) setCards(v ModelView) {
	s.presets.Objects = nil
	for i, c := range v.Presets {
		s.presets.Add(presetCard(c, func() { s.p.Preset(i) }))
	}
	s.times.Objects = nil
	for i, t := range v.TimeChips {
		chip := widget.NewChip(t.Label, func() { s.p.Time(i) })
		chip.Select(t.Chosen)
		s.times.Add(chip)
	}
	s.answer.SetWords(v.TimeAnswer)
}

func setSlider(f *widget.SliderField, v SliderView) {
	f.Slider.SetSteps(v.Steps, v.At)
	f.Set(v.Value, v.Hint)
}

func presetCard(c PresetCard, chosen func()) fyne.CanvasObject {
	name := widget.Row(8, widget.Grow{CanvasObject: widget.NewEllipsis(c.Name, widget.Section, theme.Text)})
	if c.Recommended {
		suits := widget.NewChip("Suits your pictures", chosen)
		suits.Select(true)
		name.Add(suits)
	}
	time := widget.Row(6, widget.NewText(c.Time, widget.Title, theme.Text), widget.Grow{CanvasObject: widget.NewEllipsis(c.For, widget.Body, theme.Faint)})
	card := widget.NewChoiceCard(widget.Column(2, widget.Fixed(0, 24, name), widget.NewEllipsis(c.Size, widget.Caption, theme.Dim),
		widget.Pad(10, 0, 2, 0, time), widget.NewEllipsis(c.Cost, widget.Caption, theme.Dim)), chosen)
	card.Select(c.Chosen)
	return card
}

// modelLayout puts the drawing at the left, as large as it can be up to 480,
// and gives the settings the rest.
type modelLayout struct{}

func (*modelLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(500, 240) }

func (*modelLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	side := min(size.Height-52, 480, size.Width*0.42)
	o[0].Resize(fyne.NewSize(side, size.Height))
	o[1].Move(fyne.NewPos(side+24, 0))
	o[1].Resize(fyne.NewSize(size.Width-side-24, size.Height))
}

// drawingLayout is a square with a line of words under it.
type drawingLayout struct{}

func (drawingLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(160, 212) }

func (drawingLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	side := min(size.Width, size.Height-52)
	o[0].Resize(fyne.NewSquareSize(side))
	o[1].Move(fyne.NewPos(0, side+12))
	o[1].Resize(fyne.NewSize(size.Width, 36))
}
