package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// drawing is the picture cut in patches, with what stands below it.
func (s *Model) drawing() fyne.CanvasObject {
	s.another = widget.NewSmallButton(widget.Standard, "Another", theme.IconDice, s.p.Another)
	s.another.SetHint("Another. Hides other patches at random.")
	s.picture.SetHint("Patches. The picture as it is cut and hidden in training; a click shows another of yours.")
	below := widget.Row(8, widget.Grow{CanvasObject: widget.Column(2, s.hiddenW, s.seenW)}, s.another)
	return container.New(drawingLayout{s}, s.picture, below)
}

func (s *Model) settings() fyne.CanvasObject {
	s.hidden = sliderField("Hidden", "Mask ratio. The share of patches the model does not see and has to redraw.", s.p.Hidden, s.p.TypeHidden)
	s.epochs = sliderField("Epochs", "Epoch. One pass in which the model sees every picture once.", s.p.Epochs, s.p.TypeEpochs)
	s.size = sliderField("Picture size", "Picture size. Pictures are cut and reduced to squares of this side; larger shows more detail and takes longer.", s.p.PictureSize, s.p.TypePictureSize)
	s.patch = sliderField("Patch size", "Patch. The picture is cut into squares of this side; each becomes one token.", s.p.PatchSize, s.p.TypePatchSize)
	s.sliders = newNotedFields(&columnsLayout{gap: 24, most: 2, least: 200}, s.hidden, s.epochs, s.size, s.patch)
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
	s.above = widget.Divider()
	return container.New(spreadLayout{6, 20}, s.sliders.box, widget.Divider(), work, widget.Divider(), figures, s.above, s.allSettings())
}

// inCard lets what stands in a card scroll; the scroll bar stands in the card's
// padding, not over the figures at the right.
func inCard(content fyne.CanvasObject) (*widget.Card, *container.Scroll) {
	scroll := container.NewVScroll(widget.Pad(4, 18, 4, 8, content))
	return widget.NewCard(widget.Pad(0, -10, 0, 0, scroll)), scroll
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

// modelLayout puts the drawing at the left, as large as it can be up to 480,
// and gives the settings the rest; above 1800 all settings are a third column.
type modelLayout struct{ s *Model }

// MinSize is what is left in the smallest window below a notice.
func (*modelLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(500, 96) }

// leastDrawing is the height in which the drawing can be made out; below, the
// settings take its place.
const leastDrawing = 160

func (l *modelLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const gap = 24
	l.s.spread(size.Width >= wideParts)
	show(o[0], size.Height >= leastDrawing)
	if size.Height < leastDrawing {
		rect{0, 0, size.Width, size.Height}.put(o[1])
		return
	}
	side := min(size.Height-drawingWords, 480, size.Width*0.42)
	rect{0, 0, side, size.Height}.put(o[0])
	if size.Width < wideParts {
		l.s.sliders.grid.width = size.Width - side - gap - cardInset
		rect{side + gap, 0, size.Width - side - gap, size.Height}.put(o[1])
		return
	}
	rest := float32(int((size.Width - side - 2*gap) / 2))
	l.s.sliders.grid.width, l.s.numbers.grid.width = rest-cardInset, rest-cardInset
	height := min(size.Height, side+drawingWords)
	rect{side + gap, 0, rest, height}.put(o[1])
	height = min(size.Height, max(height, l.s.expertScroll.Content.MinSize().Height+2*cardPadding))
	rect{side + rest + 2*gap, 0, rest, height}.put(o[2])
}

// cardInset is how much narrower the columns in a card are than the card; the height
// of what is in it follows from that.
const cardInset = 2*cardPadding - 10 + 8 + 18

// drawingLayout is a square with a line of words under it, and a button that keeps
// only its icon where the words need the room.
type drawingLayout struct{ s *Model }

const drawingWords = 52

func (drawingLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(160, 160+drawingWords)
}

func (l drawingLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	side := min(size.Width, size.Height-drawingWords)
	label := "Another"
	if size.Width < l.s.hiddenW.Wanted()+104 {
		label = ""
	}
	if l.s.another.Label() != label {
		l.s.another.Set(widget.Standard, label, theme.IconDice)
	}
	rect{0, 0, side, side}.put(o[0])
	rect{0, side + 12, size.Width, 36}.put(o[1])
}
