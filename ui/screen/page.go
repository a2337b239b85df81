package screen

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// pageLayout puts a screen's parts below each other inside the window's
// margins, which are smaller in a small window. The part marked with grow takes
// the height that is left.
type pageLayout struct {
	gap  float32
	grow fyne.CanvasObject
}

// page makes a screen's root from its parts.
func page(gap float32, grow fyne.CanvasObject, parts ...fyne.CanvasObject) *fyne.Container {
	ground := widget.NewSurface(theme.Window, theme.None, 0)
	return container.NewStack(ground, container.New(&pageLayout{gap, grow}, parts...))
}

// margins returns the space at the sides and above and below for a width of
// the content, the rail not counted.
func margins(width float32) (side, top float32) {
	if width < widget.Narrow-60 {
		return 24, 20
	}
	return 40, 32
}

func (l *pageLayout) MinSize(parts []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, p := range parts {
		if p.Visible() {
			least := p.MinSize()
			size.Width = max(size.Width, least.Width)
			size.Height += least.Height + l.gap
		}
	}
	return size.AddWidthHeight(48, 40)
}

func (l *pageLayout) Layout(parts []fyne.CanvasObject, size fyne.Size) {
	side, top := margins(size.Width)
	width := size.Width - 2*side
	used, seen := float32(0), 0
	for _, p := range parts {
		if p.Visible() {
			p.Resize(fyne.NewSize(width, p.Size().Height)) // a paragraph's height follows its width
			used += p.MinSize().Height
			seen++
		}
	}
	spare := max(0, size.Height-2*top-used-l.gap*float32(max(0, seen-1)))
	y := top
	for _, p := range parts {
		if !p.Visible() {
			continue
		}
		height := p.MinSize().Height
		if p == l.grow {
			height += spare
		}
		p.Resize(fyne.NewSize(width, height))
		p.Move(fyne.NewPos(side, y))
		y += height + l.gap
	}
}

func percent(n int) string { return strconv.Itoa(n) + " %" }

// setTrouble shows an inline error in the place kept for it; "" hides it.
func setTrouble(place *fyne.Container, what, todo string) {
	place.Objects = nil
	if what != "" {
		notice := widget.NewNotice(what, todo)
		notice.Resize(fyne.NewSize(place.Size().Width, 0)) // its height follows its width
		place.Objects = []fyne.CanvasObject{notice}
	}
	show(place, what != "")
}
