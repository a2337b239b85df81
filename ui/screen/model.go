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
	TroubleAt                string            // the key of the setting that cannot work, "" for none
	Flip, NormPix, Crop      bool
	Precisions               []string // what the device computes in
	Precision                int
	LabelFolders             []string // where the labels may be that the model is asked about
	Labels                   int
	Sizes                    []string // all presets, and what is none of them
	Size                     int
	Published                bool // they are trained as published

	Measuring, CanMeasure bool // times are being measured; they can be

	Trouble, Remedy string // what cannot work or will not suffice, and what would
	WayOut          string // what a button offers to do about it; "" for none
	CanStart        bool
	Shares          string // what a start means while something trains; "" where nothing does
	WhyNot          string
}

// ModelParams is what the screen calls.
type ModelParams struct {
	Start   func()
	Preset  func(index int)
	Time    func(index int)
	Another func() // another mask

	NextPicture func() // draws another of the pictures
	Size        func(index int)
	Recipe      func(published bool)

	Hidden, Epochs, PictureSize, PatchSize                 func(step int)
	TypeHidden, TypeEpochs, TypePictureSize, TypePatchSize func(words string)
	Set                                                    func(key, words string)
	Flip, NormPix, Crop                                    func(on bool)
	Precision, Labels                                      func(index int)
	Measure                                                func() // measures anew, or ends measuring
	WayOut                                                 func()
}

// Model asks how big the model should be.
type Model struct {
	p     ModelParams
	view  ModelView
	head  *widget.Head
	start *widget.Button

	wayOut  *widget.Button
	another *widget.Button
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
	opening                     *fyne.Container
	above                       fyne.CanvasObject // the line above it
	scroll, expertScroll        *container.Scroll // of the settings
	sliders, numbers            *notedFields
	open                        *widget.Button
	expert                      *widget.Card
	wide                        bool
	flip, normPix, crop, recipe *widget.Toggle
	precision, sizes, labels    *widget.Pick
	measure                     *widget.Button
	trouble                     *fyne.Container
	root                        *fyne.Container
}

// NewModel makes the screen.
func NewModel(p ModelParams) *Model {
	s := &Model{p: p, head: widget.NewHead("How big should the model be?", ""), all: map[string]*widget.NumberField{},
		presets: container.New(&cardsLayout{}), times: widget.Row(8),
		answer: widget.NewEllipsis("", widget.Body, theme.Faint), picture: widget.NewPicture(160, 12, p.NextPicture).Whole(),
		hiddenW: widget.NewEllipsis("", widget.Control, theme.Text), seenW: widget.NewEllipsis("", widget.Caption, theme.Dim),
		share: widget.NewShare(), parameters: widget.NewText("", widget.Body, theme.Dim), trouble: container.NewStack()}
	s.start = widget.NewButton(widget.Primary, "Start training", theme.IconPlay, p.Start)
	s.wayOut = widget.NewSmallButton(widget.Standard, "", "", p.WayOut)
	s.measure = widget.NewButton(widget.Quiet, "Measure again", "", p.Measure)
	s.head.SetActions(s.start)
	time := widget.Row(8, widget.NewText("Or start from the time you have:", widget.Body, theme.Dim), s.times,
		widget.Grow{CanvasObject: widget.Pad(0, 0, 0, 8, s.answer)})
	s.start.SetHint(startHint)
	var main *widget.Card
	main, s.scroll = inCard(s.settings())
	title := widget.NewEllipsis("All settings", widget.Section, theme.Text)
	s.expert, s.expertScroll = inCard(widget.Column(16, title, s.beside))
	s.expert.Hide()
	lower := container.New(&modelLayout{s}, s.drawing(), main, s.expert)
	s.root, _ = pageWith(&pageLayout{gap: 20, grow: lower, above: map[fyne.CanvasObject]float32{s.presets: 4}}, s.head, s.trouble, s.presets, time, lower)
	return s
}

const startHint = "Makes a run with these settings and begins to learn."

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
	kind, hint := widget.Primary, startHint
	if v.Shares != "" { // while something runs nothing is primary
		kind, hint = widget.Standard, "Start training. "+v.Shares
	}
	s.start.Set(kind, "Start training", theme.IconPlay)
	s.start.SetHint(hint)
	if v.CanStart {
		s.start.Enable()
	} else {
		s.start.DisableFor(v.WhyNot)
	}
	trouble := v.Trouble
	if s.fieldTrouble(v.TroubleAt, v.Trouble) {
		trouble = ""
	}
	var ways []fyne.CanvasObject
	if v.WayOut != "" {
		s.wayOut.Set(widget.Standard, v.WayOut, "")
		ways = append(ways, s.wayOut)
	}
	setNotice(s.trouble, widget.NewFlatNotice, trouble, v.Remedy, ways) // there is little height below it
	s.setMeasure(v)
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
	s.setAll(v)
	s.root.Refresh()
}

// setMeasure offers to measure times anew or, while that goes on, to end it.
func (s *Model) setMeasure(v ModelView) {
	switch {
	case v.Measuring:
		s.measure.Set(widget.Quiet, "Stop measuring", "")
		s.measure.SetHint("Stop measuring. Times that are not known yet stay open; training can start without them.")
	default:
		s.measure.Set(widget.Quiet, "Measure again", "")
		s.measure.SetHint("Measure again. Takes a few real steps of each size and times them; it takes some seconds.")
	}
	if v.Measuring || v.CanMeasure {
		s.head.SetActions(s.measure, s.start)
	} else {
		s.head.SetActions(s.start)
	}
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
