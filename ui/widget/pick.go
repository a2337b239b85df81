package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"maestudio/ui/theme"
)

// Pick is a choice from a list that opens below it.
type Pick struct {
	control
	options []string
	chosen  int
	changed func(index int)
}

// NewPick makes a choice; chosen may be -1.
func NewPick(options []string, chosen int, changed func(index int)) *Pick {
	p := &Pick{options: options, chosen: chosen, changed: changed}
	p.tapped = p.open
	p.extend(p)
	return p
}

// Chosen returns the chosen index, or -1.
func (p *Pick) Chosen() int { return p.chosen }

// Set changes the list and what is chosen, without calling back.
func (p *Pick) Set(options []string, chosen int) {
	p.options, p.chosen = options, chosen
	p.Refresh()
}

// Choose takes an option and calls back.
func (p *Pick) Choose(index int) {
	p.chosen = index
	p.Refresh()
	if p.changed != nil {
		p.changed(index)
	}
}

func (p *Pick) word() string {
	if p.chosen < 0 || p.chosen >= len(p.options) {
		return ""
	}
	return p.options[p.chosen]
}

func (p *Pick) open() {
	c := fyne.CurrentApp().Driver().CanvasForObject(p)
	if c == nil || len(p.options) == 0 {
		return
	}
	items := make([]*fyne.MenuItem, len(p.options))
	for i, o := range p.options {
		items[i] = fyne.NewMenuItem(o, func() { p.Choose(i) })
		items[i].Checked = i == p.chosen
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(p).AddXY(0, p.Size().Height+4)
	ShowMenu(c, at, p.Size().Width, items...)
}

// CreateRenderer implements fyne.Widget.
func (p *Pick) CreateRenderer() fyne.WidgetRenderer {
	r := &pickRenderer{p, canvas.NewRectangle(nil), canvas.NewRectangle(nil), NewEllipsis("", Body, theme.Text), canvas.NewImageFromResource(nil)}
	r.Refresh()
	return r
}

type pickRenderer struct {
	pick          *Pick
	focus, ground *canvas.Rectangle
	text          *Text
	arrow         *canvas.Image
}

func (r *pickRenderer) MinSize() fyne.Size { return fyne.NewSize(96, 36) }

func (r *pickRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.pick.ring(r.focus, size, 8)
	r.text.Resize(fyne.NewSize(max(0, size.Width-12-32), Body.Line))
	r.text.Move(fyne.NewPos(12, (size.Height-Body.Line)/2))
	r.arrow.Resize(fyne.NewSquareSize(16))
	r.arrow.Move(fyne.NewPos(size.Width-24, (size.Height-16)/2))
}

func (r *pickRenderer) Refresh() {
	ground, words := theme.Raised, theme.Text
	switch {
	case r.pick.disabled:
		ground, words = theme.Card, theme.Faint
	case r.pick.pressed:
		ground = theme.Press2
	case r.pick.hovered:
		ground = theme.Press
	}
	r.ground.FillColor, r.ground.CornerRadius = theme.Color(ground), 8
	r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(theme.Line), 0
	if r.pick.disabled { // on a card it would have no edge
		r.ground.StrokeWidth = 1
	}
	r.text.words, r.text.color = r.pick.word(), words
	r.arrow.Resource = theme.IconDown.Resource(theme.Faint)
	r.Layout(r.pick.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *pickRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.focus, r.ground, r.text, r.arrow}
}
func (r *pickRenderer) Destroy() {}
