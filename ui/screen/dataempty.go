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
