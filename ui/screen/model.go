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
	cards   []*presetCard
	times   *fyne.Container
	chips   []Filter
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
	fields, inside, beside      *fyne.Container // the fields for experts, and where they can stand
	opener                      *fyne.Container
	open                        *widget.Button
	expert                      *widget.Card
	wide                        bool
	flip, normPix               *widget.Toggle
	trouble                     *fyne.Container
	root                        *fyne.Container
}

// NewModel makes the screen.
func NewModel(p ModelParams) *Model {
	s := &Model{p: p, head: widget.NewHead("How big should the model be?", ""), all: map[string]*widget.NumberField{},
		presets: container.New(cardsLayout{}), times: widget.Row(8),
		answer: widget.NewEllipsis("", widget.Body, theme.Faint), picture: widget.NewPicture(160, 12, nil).Whole(),
		hiddenW: widget.NewEllipsis("", widget.Control, theme.Text), seenW: widget.NewEllipsis("", widget.Caption, theme.Dim),
		share: widget.NewShare(), parameters: widget.NewText("", widget.Body, theme.Dim), trouble: container.NewStack()}
	s.start = widget.NewButton(widget.Primary, "Start training", theme.IconPlay, p.Start)
	s.head.SetActions(s.start)
	time := widget.Row(8, widget.NewText("Or start from the time you have:", widget.Body, theme.Dim), s.times,
		widget.Grow{CanvasObject: widget.Pad(0, 0, 0, 8, s.answer)})
	s.start.SetHint("Makes a run with these settings and begins to learn.")
	drawing, main := s.drawing(), widget.NewCard(container.NewVScroll(s.settings()))
	title := widget.NewEllipsis("All settings", widget.Section, theme.Text)
	s.expert = widget.NewCard(container.NewVScroll(widget.Pad(4, 12, 4, 8, widget.Column(16, title, s.beside))))
	s.expert.Hide()
	lower := container.New(&modelLayout{s}, drawing, main, s.expert)
	s.root, _ = pageWith(&pageLayout{gap: 20, grow: lower, above: map[fyne.CanvasObject]float32{s.presets: 4}}, s.head, s.trouble, s.presets, time, lower)
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
	figures := container.New(&columnsLayout{gap: 8, most: 4, least: 84})
	for i, f := range [][2]string{
		{"Time", "Time. What all epochs take at the speed that was measured on this computer."},
		{"Memory", "Memory. What training holds at most."},
		{"Disk", "Disk. What the run's saved states and pictures take."},
		{"Steps", "Steps. How many times the model changes: batches an epoch times epochs."},
	} {
		s.figures[i] = widget.NewStat(f[0], "", "")
		figures.Add(widget.NewHinted(s.figures[i], f[1]))
	}
	name := widget.NewHinted(widget.NewEllipsis("Work for each patch", widget.Body, theme.Dim),
		"Work for each patch. How the arithmetic is shared between the encoder, which you keep, and the decoder, which only training needs.")
	work := widget.Column(8,
		widget.Row(8, widget.Grow{CanvasObject: name}, widget.NewHinted(s.parameters, "Parameters. How many numbers the model learns.")),
		s.share,
		widget.Pad(8, 0, 0, 0, widget.NewHinted(s.part(0, theme.Accent, "Encoder", "the part you keep"),
			"Encoder. Turns the visible patches into features; this is what is used after training.")),
		widget.NewHinted(s.part(1, theme.Faint, "Decoder", "only for training"),
			"Decoder. Redraws the hidden patches from the features; it is thrown away after training."))
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

// allSettings is the part that opens for experts; above 1800 it always stands
// open beside the others.
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
	s.fields = widget.Column(16, grid, s.flip, s.normPix)
	s.inside, s.beside = container.NewStack(s.fields), container.NewStack()
	s.inside.Hide()
	s.open = widget.NewSmallButton(widget.Quiet, "All settings", theme.IconChevron, s.toggleAll)
	s.open.SetHint("All settings. Sizes of encoder and decoder, batch, rates, augmentation and seed, for experts.")
	about := widget.NewEllipsis("widths, depths, batch, rate, warm-up, seed…", widget.Body, theme.Faint)
	s.opener = widget.Row(8, s.open, widget.Grow{CanvasObject: about})
	return widget.Column(12, widget.Pad(0, 0, 0, -9, s.opener), s.inside)
}

func (s *Model) toggleAll() {
	show(s.inside, !s.inside.Visible())
	icon := theme.IconChevron
	if s.inside.Visible() {
		icon = theme.IconDown
	}
	s.open.Set(widget.Quiet, "All settings", icon)
	s.root.Refresh()
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
	show(s.opener, !wide)
	show(s.expert, wide)
	from.Refresh()
	to.Refresh()
}

// Head returns the screen's head.
func (s *Model) Head() *widget.Head { return s.head }

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
	if len(s.cards) != len(v.Presets) {
		s.cards, s.presets.Objects = nil, nil
		for i := range v.Presets {
			card := newPresetCard(func() { s.p.Preset(i) })
			s.cards = append(s.cards, card)
			s.presets.Add(card.card)
		}
	}
	for i, c := range v.Presets {
		s.cards[i].set(c)
	}
	s.chips = setChips(s.times, s.chips, v.TimeChips, s.p.Time)
	s.answer.SetWords(v.TimeAnswer)
}

func setSlider(f *widget.SliderField, v SliderView) {
	f.Slider.SetSteps(v.Steps, v.At)
	f.Set(v.Value, v.Hint)
}

// presetCard is a size of model with what it costs here.
type presetCard struct {
	name, size, time, what, cost *widget.Text
	suits                        *widget.Chip
	card                         *widget.Card
}

func newPresetCard(chosen func()) *presetCard {
	p := &presetCard{name: widget.NewEllipsis("", widget.Section, theme.Text), size: widget.NewEllipsis("", widget.Caption, theme.Dim),
		time: widget.NewText("", widget.Title, theme.Text), what: widget.NewEllipsis("", widget.Body, theme.Faint),
		cost: widget.NewEllipsis("", widget.Caption, theme.Dim), suits: widget.NewState("Suits your pictures", "", false)}
	p.suits.Select(true)
	p.card = widget.NewChoiceCard(container.New(presetLayout{p}, p.name, p.suits, p.size, p.time, p.what, p.cost), chosen)
	return p
}

func (p *presetCard) set(c PresetCard) {
	p.name.SetWords(c.Name)
	p.size.SetWords(c.Size)
	p.time.SetWords(c.Time)
	p.what.SetWords(c.For)
	p.cost.SetWords(c.Cost)
	show(p.suits, c.Recommended)
	p.card.Select(c.Chosen)
	p.card.Refresh()
}

// presetLayout is a card's inside. In a narrow card the chip stands where the
// size is told, and what the time is for goes.
type presetLayout struct{ p *presetCard }

const presetHeight = 104

func (presetLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(136, presetHeight) }

func (l presetLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	p := l.p
	chip, time := p.suits.MinSize(), p.time.Wanted()+1
	beside := p.suits.Visible() && size.Width >= chip.Width+p.name.Wanted()+8
	above := p.suits.Visible() && !beside
	room := size.Width
	if beside {
		room -= chip.Width + 8
	}
	rect{0, 0, room, 20}.put(p.name)
	show(p.size, !above)
	rect{0, 22, size.Width, 16}.put(p.size)
	rect{size.Width - chip.Width, -2, chip.Width, chip.Height}.put(p.suits)
	if above {
		rect{0, 22, min(chip.Width, size.Width), chip.Height}.put(p.suits)
	}
	rect{0, 52, time, 28}.put(p.time)
	show(p.what, size.Width >= time+7+p.what.Wanted())
	rect{time + 6, 58, max(24, size.Width-time-6), 18}.put(p.what)
	rect{0, presetHeight - 18, size.Width, 16}.put(p.cost)
}

// cardsLayout lays the presets out in one row.
type cardsLayout struct{}

func (cardsLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(720, presetHeight+32)
}

func (cardsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	gap := float32(24)
	if small(size.Width) {
		gap = 12
	}
	n := float32(max(4, len(o)))
	width := float32(int((size.Width - gap*(n-1)) / n))
	for i, card := range o {
		rect{float32(i) * (width + gap), 0, width, size.Height}.put(card)
	}
}

// modelLayout puts the drawing at the left, as large as it can be up to 480,
// and gives the settings the rest; above 1800 all settings are a third column.
type modelLayout struct{ s *Model }

func (*modelLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(500, 240) }

func (l *modelLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const gap = 24
	l.s.spread(size.Width >= wideParts)
	side := min(size.Height-drawingWords, 480, size.Width*0.42)
	rect{0, 0, side, size.Height}.put(o[0])
	height := size.Height
	if size.Width >= wideParts {
		height = min(height, side+drawingWords)
		rest := float32(int((size.Width - side - 2*gap) / 2))
		rect{side + gap, 0, rest, height}.put(o[1])
		rect{side + rest + 2*gap, 0, rest, height}.put(o[2])
		return
	}
	rect{side + gap, 0, size.Width - side - gap, height}.put(o[1])
}

// drawingLayout is a square with a line of words under it.
type drawingLayout struct{}

const drawingWords = 52

func (drawingLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(160, 160+drawingWords)
}

func (drawingLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	side := min(size.Width, size.Height-drawingWords)
	rect{0, 0, side, side}.put(o[0])
	rect{0, side + 12, size.Width, 36}.put(o[1])
}
