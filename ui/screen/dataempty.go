package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// nothing is the screen before a folder was chosen: drop corners and buttons.
func (s *Data) nothing() fyne.CanvasObject {
	words := emptyState("Which pictures should it learn from?",
		"Drop a folder anywhere in this window. Folders inside it are looked through too, and nothing in them is changed.",
		widget.NewBigButton(widget.Primary, "Choose a folder…", theme.IconFolder, s.p.Choose),
		widget.NewBigButton(widget.Standard, "Try it with the sample", "", s.p.Sample))
	return container.NewStack(widget.NewSurface(theme.Window, theme.None, 0),
		container.New(marginLayout{}, widget.NewCorners(words)))
}

// noPictures says what was looked at and what was found instead.
func (s *Data) noPictures(v DataView) fyne.CanvasObject {
	found := widget.Column(0)
	for i, f := range v.Found {
		role, color := widget.Body, theme.Dim
		if i == 0 {
			role, color = widget.Control, theme.Text
		}
		row := widget.Row(8, widget.Grow{CanvasObject: widget.NewEllipsis(f.Reason, role, color)}, widget.NewText(f.Count, widget.Body, theme.Faint))
		found.Add(widget.Fixed(0, 28, row))
	}
	words := widget.Column(8, widget.NewText(v.Title, widget.Title, theme.Text).Center(),
		widget.Fixed(520, 0, widget.NewParagraph(v.Below, widget.Lead, theme.Dim, 520).Center()))
	buttons := container.NewCenter(widget.Row(8,
		widget.NewBigButton(widget.Primary, "Choose another folder…", theme.IconFolder, s.p.Choose),
		widget.NewBigButton(widget.Standard, "Try it with the sample", "", s.p.Sample)))
	column := widget.Column(24, container.NewCenter(widget.Hollow(3, 88)), words, buttons)
	if len(v.Found) > 0 {
		column.Add(widget.Pad(16, 0, 0, 0, container.NewCenter(widget.Fixed(360, 0, widget.NewCard(found)))))
	}
	return container.NewStack(widget.NewSurface(theme.Window, theme.None, 0), container.NewCenter(column))
}

// setTrouble shows an error above the pictures or, where there are none, above
// what stands in their place.
func (s *Data) setTrouble(v DataView) {
	place, other, actions := s.trouble, s.amiss, []fyne.CanvasObject{s.choose, s.dismiss}
	make := widget.NewNotice
	if v.State == DataNone || v.State == DataEmpty { // a folder can be chosen below
		place, other, actions, make = s.amiss, s.trouble, []fyne.CanvasObject{s.dismiss}, widget.NewFlatNotice
	}
	if v.Picture {
		actions = append([]fyne.CanvasObject{s.redraw}, actions...)
	}
	if v.Again {
		actions = append([]fyne.CanvasObject{s.again}, actions...)
	}
	setNotice(other, make, "", "", nil)
	setNotice(place, make, v.Trouble, v.Remedy, actions)
}

// amissLayout puts a notice above the page, inside the window's margins.
type amissLayout struct{}

func (amissLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (amissLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	above := float32(0)
	if o[1].Visible() {
		side, top := margins(size.Width)
		rect{side, top, size.Width - 2*side, o[1].Size().Height}.put(o[1]) // its height follows its width
		height := o[1].MinSize().Height
		rect{side, top, size.Width - 2*side, height}.put(o[1])
		above = top + height
	}
	rect{0, above, size.Width, size.Height - above}.put(o[0])
}
