package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// folderParts makes what stands below the picture where a folder was dropped.
func (s *Predict) folderParts() {
	s.name = widget.NewEllipsis("", widget.Section, theme.Text)
	s.words = widget.NewEllipsis("", widget.Body, theme.Dim)
	s.progress = widget.NewBar(0, theme.Accent)
	s.chips = container.New(chipsLayout{})
	s.stop = widget.NewSmallButton(widget.Standard, "Stop", theme.IconStop, s.p.Stop)
	s.stop.SetHint("Stop. What it has found so far stays.")
	s.copies = widget.NewSmallButton(widget.Standard, "Copy into class folders…", theme.IconCopy, s.p.Copy)
	s.save = widget.NewSmallButton(widget.Standard, "Save as CSV…", theme.IconSave, s.p.Save)
	s.threshold = widget.NewSlider(100, 50, s.p.Threshold, nil)
	s.threshold.SetHint("Unsure below. Pictures of which it is less sure than this are kept apart: in the list, in the table, and in a folder of their own.")
	s.percent = widget.NewText("", widget.Control, theme.Text).Right()
	s.answers = widget.NewAnswerList(s.p.Show)
	actions := widget.Row(8, s.stop, s.copies, s.save)
	unsure := widget.Row(8, widget.NewText("Unsure below", widget.Body, theme.Dim), widget.Fixed(120, 28, s.threshold), widget.Fixed(42, 18, s.percent))
	s.bar = container.New(folderBarLayout{}, container.New(namedLayout{}, s.name, s.words), actions, s.chips, unsure, s.progress)
	s.table = container.NewStack(widget.NewSurface(theme.Card, theme.Line, 12),
		widget.Pad(10, 16+8, 0, 16, container.New(tableLayout{}, widget.NewAnswerHead(), widget.Divider(), s.answers)))
}

func (s *Predict) setFolder(f PredictFolder, threshold int) {
	s.name.SetWords(f.Name)
	s.words.SetWords(f.Words)
	show(s.stop, f.Running)
	show(s.progress, f.Running)
	s.progress.Set(f.Share, theme.Accent)
	s.filters = setChips(s.chips, s.filters, f.Filters, s.p.Filter)
	for button, hint := range map[*widget.Button]string{
		s.copies: "Asks for a place, and makes a folder there in which each class has a folder with copies of its pictures; the pictures themselves stay where they are.",
		s.save:   "A table with each picture's classes and how sure it is, for a spreadsheet.",
	} {
		button.SetHint(hint)
		if f.WhyNot == "" {
			button.Enable()
		} else {
			button.DisableFor(f.WhyNot)
		}
	}
	s.threshold.SetAt(threshold)
	s.percent.SetWords(percent(threshold))
}

// folderBarLayout: name and words with the actions, below them the filters with the
// threshold, and below both the progress.
type folderBarLayout struct{}

// folderBarHeight is without the progress and with it.
const folderBarHeight, folderProgress = 28 + 8 + 28, 8 + 6

func (folderBarLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	height := float32(folderBarHeight)
	if o[4].Visible() {
		height += folderProgress
	}
	return fyne.NewSize(560, height)
}

func (folderBarLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	actions, unsure := o[1].MinSize().Width, o[3].MinSize().Width
	rect{0, 4, size.Width - actions - 16, 20}.put(o[0])
	rect{size.Width - actions, 0, actions, 28}.put(o[1])
	rect{0, 36 + 2, size.Width - unsure - 16, 24}.put(o[2])
	rect{size.Width - unsure, 36, unsure, 28}.put(o[3])
	rect{0, 36 + 28 + 8, size.Width, 6}.put(o[4])
}

// tableLayout puts the words of the columns above the rows.
type tableLayout struct{}

func (tableLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, 80) }

func (tableLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	rect{0, 0, size.Width, 16}.put(o[0])
	rect{0, 23, size.Width, 1}.put(o[1])
	rect{0, 24, size.Width, size.Height - 24}.put(o[2])
}

// predictLayout: head, error, two squares with the list beside them, and below them the
// folder, which takes what height is left.
type predictLayout struct{ s *Predict }

func (l *predictLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.s.head.MinSize().Width+48, 460)
}

const (
	underPicture = 24  // the words under a square
	leastSquare  = 100 // its side
	fewRows      = 34 + 3*49
)

func (l *predictLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	s := l.s
	side, top := margins(size.Width)
	a := rect{side, top, size.Width - 2*side, size.Height - 2*top}
	gap := float32(24)
	if small(a.width) {
		gap = 14
	}
	bottom := a.y + a.height
	for _, o := range []fyne.CanvasObject{s.head, s.trouble} {
		if !o.Visible() {
			continue
		}
		o.Resize(fyne.NewSize(a.width, o.Size().Height)) // a paragraph's height follows its width
		height := o.MinSize().Height
		rect{a.x, a.y, a.width, height}.put(o)
		a.y += height + gap
	}
	a.height = bottom - a.y
	if s.waiting.Visible() {
		a.put(s.waiting)
		return
	}
	used := l.squares(a)
	if s.bar.Visible() {
		a.y += used + gap
		bar := s.bar.MinSize().Height
		rect{a.x, a.y, a.width, bar}.put(s.bar)
		a.y += bar + 12
		rect{a.x, a.y, a.width, bottom - a.y}.put(s.table)
	}
}

// squares places picture, heat map and list and returns their height.
func (l *predictLayout) squares(a rect) float32 {
	s, gap, list := l.s, float32(32), float32(280)
	switch {
	case small(a.width):
		gap, list = 16, 200
	case a.width >= wideParts:
		gap, list = 48, 480
	}
	high := a.height - underPicture
	if s.bar.Visible() { // the table shows three rows at least
		high = min(high-gap-s.bar.MinSize().Height-12-fewRows, max(300, a.height*.36))
	}
	side := float32(int(max(min((a.width-list-2*gap)/2, high), leastSquare)))
	x := a.x
	for i, o := range []fyne.CanvasObject{s.picture, s.heat} {
		rect{x, a.y, side, side}.put(o)
		rect{x, a.y + side + 8, side, 16}.put([]fyne.CanvasObject{s.under, s.underHeat}[i])
		x += side + gap
	}
	rect{x, a.y, a.x + a.width - x, side}.put(s.top)
	return side + underPicture
}
