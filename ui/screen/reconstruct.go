package screen

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// ReconstructView is what the screen shows.
type ReconstructView struct {
	Ready           bool // there is a run to draw with
	Title, Below    string
	Hidden          image.Image // the picture with its hidden patches
	Grid            int         // patches along a side
	Earlier, Now    image.Image // what an earlier and the newest state draw
	EarlierWords    string
	NowWords        string
	Count           string // "30 of 64 patches"
	ShareStep       int    // of the random share, percent
	Runs, States    []string
	Run             int
	EarlierState    int // -1: no comparison
	NowState        int
	Note            string // where the colours come from
	Trouble, Remedy string
}

// ReconstructParams is what the screen calls.
type ReconstructParams struct {
	Open         func() // choose a picture
	Save         func()
	Paint        func(patches []int, hide bool)
	PaintDone    func()
	Random       func(percent int)
	Clear, Undo  func()
	Run          func(index int)
	EarlierState func(index int)
	NowState     func(index int)
	Keep         func(on bool)
	Worst        func(index int)
	Sample       func()
}

// WorstPicture is a held-out picture with its error.
type WorstPicture struct {
	Picture image.Image
	Error   string
	High    bool
}

// Reconstruct lets a person hide patches and see what the model draws.
type Reconstruct struct {
	p       ReconstructParams
	view    ReconstructView
	head    *widget.Head
	save    *widget.Button
	painter *widget.Painter
	wipe    *widget.Wipe
	count   *widget.Text
	note    *widget.Text
	paint   *widget.Segmented
	brush   *widget.SliderField
	share   *widget.SliderField
	run     *widget.Pick
	earlier *widget.Pick
	now     *widget.Pick
	keep    *widget.Toggle
	strip   *fyne.Container
	worst   *fyne.Container
	trouble *fyne.Container
	body    *fyne.Container
	empty   *fyne.Container
	root    *fyne.Container
}

// NewReconstruct makes the screen.
func NewReconstruct(p ReconstructParams) *Reconstruct {
	s := &Reconstruct{p: p, head: widget.NewHead("", ""), wipe: widget.NewWipe(), trouble: container.NewStack(),
		count: widget.NewText("", widget.Body, theme.Dim), note: widget.NewEllipsis("", widget.Body, theme.Dim).Right(),
		strip: container.New(&columnsLayout{gap: 12, most: 10, least: 70, square: 22})}
	s.save = widget.NewButton(widget.Primary, "Save", theme.IconSave, p.Save)
	s.head.SetActions(widget.NewButton(widget.Standard, "Open picture…", theme.IconFolder, p.Open), s.save)
	s.painter = widget.NewPainter(func(patches []int) { p.Paint(patches, s.paint.Chosen() == 0) }, p.PaintDone)
	main := container.New(&twoSquares{}, s.painter, s.wipe, s.under("You hide", s.count), s.under("It draws", s.note), container.NewVScroll(s.tools()))
	title := widget.Row(12, widget.NewText("Worst redrawn first", widget.Section, theme.Text),
		widget.Grow{CanvasObject: widget.NewEllipsis("Odd, broken or mislabelled pictures gather here.", widget.Body, theme.Faint)})
	s.worst = widget.Column(8, title, s.strip)
	s.worst.Hide()
	s.body = page(16, main, s.head, s.trouble, main, s.worst)
	s.empty = emptyState("Nothing can be redrawn yet",
		"A model has to learn first. The built-in sample takes about a minute.",
		widget.NewButton(widget.Primary, "Try it with the sample", theme.IconPlay, p.Sample))
	s.root = container.NewStack(s.empty, s.body)
	s.Set(ReconstructView{})
	return s
}

func (s *Reconstruct) under(name string, right fyne.CanvasObject) fyne.CanvasObject {
	return widget.Row(8, widget.NewText(name, widget.Control, theme.Text), widget.Grow{CanvasObject: container.New(rightLayout{}, right)})
}

func (s *Reconstruct) tools() fyne.CanvasObject {
	s.paint = widget.NewSegmented([]string{"Paint", "Erase"}, 0, nil)
	brush := widget.NewSlider(3, 0, func(step int) {
		s.painter.SetBrush(step + 1)
		s.brush.Set(patches(step+1), "")
	}, nil)
	s.brush = widget.NewSliderField("Brush", "Brush. How many patches are hidden at once.", brush, nil)
	s.brush.Set(patches(1), "")
	share := widget.NewSlider(100, 75, func(step int) { s.p.Random(step) }, nil)
	s.share = widget.NewSliderField("Random share", "Random share. Hides this share of the patches at random, as in training.", share, nil)
	dice := widget.NewSmallButton(widget.Standard, "New", theme.IconDice, func() { s.p.Random(s.share.Slider.At()) })
	dice.SetHint("New. Hides other patches at random.")
	clear := widget.NewSmallButton(widget.Standard, "Clear", theme.IconClose, s.p.Clear)
	undo := widget.NewSmallButton(widget.Quiet, "", theme.IconUndo, s.p.Undo)
	undo.SetHint("Undo the last stroke.")
	s.run = widget.NewPick(nil, 0, s.p.Run)
	s.earlier = widget.NewPick(nil, 0, func(index int) { s.p.EarlierState(index - 1) })
	s.now = widget.NewPick(nil, 0, s.p.NowState)
	s.keep = widget.NewToggle("Keep visible", true, s.p.Keep)
	s.keep.SetHint("Keep visible. Shows the visible patches as they are; without it everything is as the model draws it.")
	hide := widget.Row(8, widget.Grow{CanvasObject: widget.NewEllipsis("Hide", widget.Section, theme.Text)}, undo)
	return widget.Pad(0, 8, 0, 0, widget.Column(12, hide, s.paint, s.brush, s.share, widget.Row(8, dice, clear), widget.Divider(),
		widget.NewEllipsis("Compare", widget.Section, theme.Text), s.run, s.earlier, s.now, s.keep))
}

func patches(n int) string {
	if n == 1 {
		return "1 patch"
	}
	return string(rune('0'+n)) + " patches"
}

// Content returns the screen's root.
func (s *Reconstruct) Content() fyne.CanvasObject { return s.root }

// View returns what is shown.
func (s *Reconstruct) View() ReconstructView { return s.view }

// Set shows a view.
func (s *Reconstruct) Set(v ReconstructView) {
	s.view = v
	show(s.empty, !v.Ready)
	show(s.body, v.Ready)
	s.head.Set(v.Title, v.Below)
	s.painter.Set(v.Hidden, v.Grid)
	s.wipe.Set(v.Earlier, v.Now, v.EarlierWords, v.NowWords)
	s.count.SetWords(v.Count)
	s.note.SetWords(v.Note)
	s.share.Slider.SetAt(v.ShareStep)
	s.share.Set(percent(v.ShareStep), "")
	s.run.Set(v.Runs, v.Run)
	s.earlier.Set(append([]string{"No comparison"}, v.States...), v.EarlierState+1)
	s.now.Set(v.States, v.NowState)
	if v.Now == nil {
		s.save.DisableFor("There is nothing to save yet.")
	} else {
		s.save.Enable()
	}
	setTrouble(s.trouble, v.Trouble, v.Remedy)
	s.root.Refresh()
}

// SetWorst shows the held-out pictures that were redrawn worst.
func (s *Reconstruct) SetWorst(pictures []WorstPicture) {
	s.strip.Objects = nil
	for i, w := range pictures[:min(10, len(pictures))] {
		tile := widget.NewPicture(60, 6, func() { s.p.Worst(i) })
		tile.Set(w.Picture)
		color := theme.Dim
		if w.High {
			color = theme.Warn
		}
		s.strip.Add(container.New(captionLayout{}, tile, widget.NewText(w.Error, widget.Caption, color)))
	}
	show(s.worst, len(pictures) > 0)
	s.root.Refresh()
}

// captionLayout is a square over one line of words.
type captionLayout struct{}

func (captionLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(60, 82) }

func (captionLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	side := min(size.Width, size.Height-22)
	o[0].Resize(fyne.NewSquareSize(side))
	o[1].Move(fyne.NewPos(0, side+6))
	o[1].Resize(fyne.NewSize(size.Width, 16))
}

// rightLayout keeps an object at the right end.
type rightLayout struct{}

func (rightLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (rightLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := o[0].MinSize().Width
	if width < 30 { // a text that gives way takes all
		width = size.Width
	}
	o[0].Resize(fyne.NewSize(width, size.Height))
	o[0].Move(fyne.NewPos(size.Width-width, 0))
}

// twoSquares puts two equal squares side by side, words under each, and the
// tools at the right.
type twoSquares struct{}

func (*twoSquares) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(560, 260) }

func (*twoSquares) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const tools, gap = 176, 24
	side := float32(int(min((size.Width-tools-2*gap)/2, size.Height-30)))
	for i := range 2 {
		x := float32(i) * (side + gap)
		o[i].Resize(fyne.NewSquareSize(side))
		o[i].Move(fyne.NewPos(x, 0))
		o[2+i].Resize(fyne.NewSize(side, 18))
		o[2+i].Move(fyne.NewPos(x, side+12))
	}
	o[4].Resize(fyne.NewSize(tools, size.Height))
	o[4].Move(fyne.NewPos(2*(side+gap), 0))
}
