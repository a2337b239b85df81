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
	Soon            bool // there is none yet, but a model learns or is about to
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
	CanUndo         bool
	CanHonest       bool // colours can be shown as the model alone knows them
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
	Honest       func(on bool) // colours as the model alone knows them
	Worst        func(index int)
	Sample       func()
	Choose       func() // the folder that a model learns from
	Watch        func() // shows the model that learns
}

// Reconstruct lets a person hide patches and see what the model draws.
type Reconstruct struct {
	p       ReconstructParams
	view    ReconstructView
	head    *widget.Head
	save    *widget.Button
	other   *widget.Button // beside an error: another picture
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
	honest  *widget.Toggle
	dice    *widget.Button
	clear   *widget.Button
	undo    *widget.Button
	strip   *strip
	trouble *fyne.Container
	body    *fyne.Container
	empty   *fyne.Container
	soon    *fyne.Container // instead of empty where a model learns
	root    *fyne.Container
}

// NewReconstruct makes the screen.
func NewReconstruct(p ReconstructParams) *Reconstruct {
	s := &Reconstruct{p: p, head: widget.NewHead("", ""), wipe: widget.NewWipe(), trouble: container.NewStack(),
		count: widget.NewText("", widget.Body, theme.Dim), note: widget.NewEllipsis("", widget.Body, theme.Dim).Right(),
		strip: newStrip(p.Worst)}
	s.save = widget.NewButton(widget.Primary, "Save…", theme.IconSave, p.Save)
	s.save.SetHint("Saves what it draws as a PNG file.")
	open := widget.NewButton(widget.Standard, "Open picture…", theme.IconFolder, p.Open)
	open.SetHint("Opens any picture; you can also drop one on this window.")
	s.head.SetActions(open, s.save)
	s.other = widget.NewSmallButton(widget.Standard, "Open picture…", "", p.Open)
	s.other.SetHint("Opens another picture; you can also drop one on this window.")
	s.painter = widget.NewPainter(func(patches []int) { p.Paint(patches, s.paint.Chosen() == 0) }, p.PaintDone)
	main := container.New(&twoSquares{}, s.painter, s.wipe, s.under("You hide", s.count), s.under("It draws", s.note), s.tools())
	s.body, _ = pageWith(&pageLayout{gap: 24, grow: main, spare: s.strip.box, filled: func() bool { return s.strip.shown }},
		s.head, s.trouble, main, s.strip.box)
	s.empty = dropState("Nothing can be redrawn yet",
		"A model has to learn first. The built-in sample shows it within some minutes; pictures of your own take longer. Drop their folder here.",
		widget.NewButton(widget.Primary, "Try it with the sample", theme.IconPlay, p.Sample),
		widget.NewButton(widget.Standard, "Choose a folder…", theme.IconFolder, p.Choose))
	s.soon = dropState("Nothing can be redrawn yet",
		"The model that learns now can draw as soon as it has saved its first state. Drop the picture here that it should redraw then.",
		widget.NewButton(widget.Primary, "Watch it learn", theme.IconTrain, p.Watch),
		widget.NewButton(widget.Standard, "Choose a picture…", theme.IconFolder, p.Open))
	s.root = container.NewStack(s.empty, s.soon, s.body)
	s.Set(ReconstructView{})
	return s
}

func (s *Reconstruct) under(name string, right fyne.CanvasObject) fyne.CanvasObject {
	return widget.Row(8, widget.NewText(name, widget.Control, theme.Text), widget.Grow{CanvasObject: container.New(rightLayout{}, right)})
}

// tools makes what stands at the right of the squares, or in a small window
// under them.
func (s *Reconstruct) tools() fyne.CanvasObject {
	s.paint = widget.NewSegmented([]string{"Paint", "Erase"}, 0, nil).SetIcons(theme.IconBrush, theme.IconEraser)
	s.paint.SetHints("Paint. Hides the patches under the brush; with the keyboard: arrows, then Space.", "Erase. Shows the patches under the brush again.")
	brush := widget.NewSlider(3, 0, func(step int) {
		s.painter.SetBrush(step + 1)
		s.brush.Set(patches(step+1), "")
	}, nil)
	s.brush = widget.NewSliderField("Brush", "Brush. How many patches are hidden at once.", brush, nil)
	s.brush.Set(patches(1), "")
	share := widget.NewSlider(100, 75, func(step int) { s.p.Random(step) }, nil)
	s.share = widget.NewSliderField("Random share", "Random share (mask ratio). Hides this share of the patches at random, as in training.", share, nil)
	s.dice = widget.NewSmallButton(widget.Standard, "New", theme.IconDice, func() { s.p.Random(s.share.Slider.At()) })
	s.dice.SetHint("New. Hides other patches at random.")
	s.clear = widget.NewSmallButton(widget.Standard, "Clear", theme.IconClose, s.p.Clear)
	s.clear.SetHint("Clear. Shows all patches again.")
	s.undo = widget.NewSmallButton(widget.Quiet, "", theme.IconUndo, s.p.Undo)
	s.undo.SetHint("Undo (Ctrl Z). Takes the last stroke back.")
	s.run = widget.NewPick(nil, 0, s.p.Run)
	s.run.SetHint("Run. The model that draws.")
	s.earlier = widget.NewPick(nil, 0, func(index int) { s.p.EarlierState(index - 1) })
	s.earlier.SetHint("Left of the line. An earlier state of the same run to compare with.")
	s.now = widget.NewPick(nil, 0, s.p.NowState)
	s.now.SetHint("Right of the line. The saved state (checkpoint) that draws.")
	s.keep = widget.NewToggle("Keep visible", true, s.p.Keep)
	s.keep.SetHint("Keep visible. Shows the visible patches as they are; without it everything is as the model draws it.")
	s.honest = widget.NewToggle("Honest colours", false, s.p.Honest)
	s.honest.SetHint("Honest colours. The model draws patches without mean and contrast, which are guessed from what is visible instead of taken from the picture.")
	return container.New(toolsLayout{}, widget.NewEllipsis("Hide", widget.Section, theme.Text), s.undo, s.paint, s.brush, s.share,
		s.dice, s.clear, widget.Divider(), widget.NewEllipsis("Compare", widget.Section, theme.Text), s.run, s.earlier, s.now, s.keep, s.honest)
}

func patches(n int) string {
	if n == 1 {
		return "1 patch"
	}
	return string(rune('0'+n)) + " patches"
}

// Head returns the screen's head.
func (s *Reconstruct) Head() *widget.Head { return s.head }

// Content returns the screen's root.
func (s *Reconstruct) Content() fyne.CanvasObject { return s.root }

// View returns what is shown.
func (s *Reconstruct) View() ReconstructView { return s.view }

// Set shows a view.
func (s *Reconstruct) Set(v ReconstructView) {
	s.view = v
	show(s.empty, !v.Ready && !v.Soon)
	show(s.soon, !v.Ready && v.Soon)
	show(s.body, v.Ready)
	s.head.Set(v.Title, v.Below)
	s.painter.Set(v.Hidden, v.Grid)
	s.wipe.Set(v.Earlier, v.Now, v.EarlierWords, v.NowWords)
	s.count.SetWords(v.Count)
	s.note.SetWords(v.Note)
	s.share.Slider.SetAt(v.ShareStep)
	s.share.Set(percent(v.ShareStep), "")
	s.setTools(v)
	s.run.Set(v.Runs, v.Run)
	s.earlier.Set(append([]string{"No comparison"}, v.States...), v.EarlierState+1)
	s.now.Set(v.States, v.NowState)
	if v.Now == nil {
		s.save.DisableFor("There is nothing to save yet.")
	} else {
		s.save.Enable()
	}
	setNotice(s.trouble, widget.NewFlatNotice, v.Trouble, v.Remedy, []fyne.CanvasObject{s.other}) // there is little height below it
	s.root.Refresh()
}

// setTools greys out what would do nothing, and says why.
func (s *Reconstruct) setTools(v ReconstructView) {
	able := func(on bool, why string, tools ...interface {
		DisableFor(why string)
		Enable()
	}) {
		for _, t := range tools {
			if on {
				t.Enable()
			} else {
				t.DisableFor(why)
			}
		}
	}
	able(v.Hidden != nil, "Open a picture first, or drop one on this window.", s.painter, s.dice, s.clear, s.share.Slider, s.brush.Slider, s.keep)
	able(v.CanHonest, "This model draws colours itself: there is nothing to help it with.", s.honest)
	able(v.CanUndo, "There is no stroke to take back.", s.undo)
	able(len(v.Runs) > 1, "There is only one run that can draw.", s.run)
	able(len(v.States) > 1, "This run has saved only one state so far.", s.earlier, s.now)
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
// tools at the right; in a small window the tools stand below.
type twoSquares struct{ width float32 }

const toolsWidth, toolsHeight, underHeight = 168, 116, 30

// toolsColumn is the least height of the tools below each other.
const toolsColumn = 447

func (l *twoSquares) MinSize([]fyne.CanvasObject) fyne.Size {
	if l.width == 0 || small(l.width) {
		return fyne.NewSize(560, 320)
	}
	return fyne.NewSize(560, toolsColumn)
}

func (l *twoSquares) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	gap := float32(24)
	room := size.SubtractWidthHeight(toolsWidth+gap, underHeight)
	below := small(size.Width)
	if below {
		gap = 16
		room = size.SubtractWidthHeight(0, underHeight+toolsHeight+12)
	}
	side := float32(int(min((room.Width-gap)/2, room.Height)))
	x := float32(0)
	if below { // squares that height has made small stand in the middle
		x = max(0, (size.Width-2*side-gap)/2)
	}
	for i := range 2 {
		rect{x, 0, side, side}.put(o[i])
		rect{x, side + 12, side, 18}.put(o[2+i])
		x += side + gap
	}
	if below {
		rect{0, side + underHeight + 12, size.Width, toolsHeight}.put(o[4])
		return
	}
	rect{size.Width - toolsWidth, 0, toolsWidth, size.Height}.put(o[4])
}

// toolsLayout lays the tools out in a column, or in two lines where they are
// wider than high.
type toolsLayout struct{}

func (toolsLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(toolsWidth, toolsHeight)
}

func (l toolsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	if size.Width > 2*toolsWidth {
		l.lines(o, size.Width)
		return
	}
	l.column(o, size)
}

// lines: the brush and the random share above, the comparison below.
func (toolsLayout) lines(o []fyne.CanvasObject, width float32) {
	o[0].Hide()
	o[7].Hide()
	o[8].Hide()
	fixed := float32(176 + 84 + 84 + 28 + 5*12)
	field := (width - fixed) / 2
	x := float32(0)
	put := func(i int, y, width, height float32) {
		rect{x, y, width, height}.put(o[i])
		x += width + 12
	}
	put(2, 12, 176, 32)
	put(3, 0, field, 55)
	put(4, 0, field, 55)
	put(5, 14, 84, 28)
	put(6, 14, 84, 28)
	put(1, 14, 28, 28)
	x = 0
	const toggle = 148
	third := (width - 2*toggle - 4*12) / 3
	for i := 9; i <= 11; i++ {
		put(i, 68, third, 36)
	}
	put(12, 72, toggle, 28)
	put(13, 72, toggle, 28)
}

func (toolsLayout) column(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Show()
	o[7].Show()
	o[8].Show()
	spare := min(max(0, size.Height-486)/6, 14)
	half := float32((toolsWidth - 8) / 2)
	rect{0, 4, size.Width - 36, 20}.put(o[0])
	rect{size.Width - 28, 0, 28, 28}.put(o[1])
	y := float32(28 + 4)
	put := func(i int, height, space float32) {
		rect{0, y, size.Width, height}.put(o[i])
		y += height + space
	}
	put(2, 32, 8+spare)
	put(3, 55, spare)
	put(4, 55, 4+spare)
	rect{0, y, half, 28}.put(o[5])
	rect{size.Width - half, y, half, 28}.put(o[6])
	y += 28 + 10 + spare
	put(7, 1, 10+spare)
	put(8, 20, 8)
	put(9, 36, 6)
	put(10, 36, 6)
	put(11, 36, 8+spare/2)
	put(12, 28, 0)
	put(13, 28, 0)
}
