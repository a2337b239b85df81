package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"maestudio/ui/theme"
)

// Option is one of several ways, of which one is chosen: its name, and in a sentence
// what it is good for or, where it cannot be had, why not.
type Option struct {
	control
	name, about *Text
	selected    bool
}

// NewOption makes a way that can be chosen, of a width.
func NewOption(name, about string, width float32, chosen func()) *Option {
	o := &Option{name: NewEllipsis(name, Control, theme.Text), about: NewParagraph(about, Caption, theme.Dim, width-optionWords-optionSide)}
	o.tapped = chosen
	o.extend(o)
	return o
}

// Set changes the sentence; why is the reason that it cannot be had, "" where it can.
func (o *Option) Set(about, why string) {
	o.about.SetWords(about)
	if why != "" {
		o.about.SetWords(why)
	}
	o.disabled = why != ""
	o.Refresh()
}

// Select marks it as the chosen one.
func (o *Option) Select(on bool) {
	if o.selected != on {
		o.selected = on
		o.Refresh()
	}
}

// Selected tells whether it is the chosen one.
func (o *Option) Selected() bool { return o.selected }

// CreateRenderer implements fyne.Widget.
func (o *Option) CreateRenderer() fyne.WidgetRenderer {
	r := &optionRenderer{o, canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewCircle(nil), canvas.NewCircle(nil)}
	r.Refresh()
	return r
}

type optionRenderer struct {
	option        *Option
	focus, ground *canvas.Rectangle
	ring, dot     *canvas.Circle
}

// The inside of an option: its words stand behind the dot.
const (
	optionSide  = 12
	optionTop   = 6
	optionWords = 36
)

func (r *optionRenderer) MinSize() fyne.Size {
	about := r.option.about.MinSize()
	return about.AddWidthHeight(optionWords+optionSide, 2*optionTop+Control.Line)
}

func (r *optionRenderer) Layout(size fyne.Size) {
	o := r.option
	r.ground.Resize(size)
	o.control.ring(r.focus, size, 8)
	r.ring.Resize(fyne.NewSquareSize(16))
	r.ring.Move(fyne.NewPos(optionSide, optionTop+1))
	r.dot.Resize(fyne.NewSquareSize(8))
	r.dot.Move(fyne.NewPos(optionSide+4, optionTop+5))
	width := max(40, size.Width-optionWords-optionSide)
	o.name.Resize(fyne.NewSize(width, Control.Line))
	o.name.Move(fyne.NewPos(optionWords, optionTop))
	o.about.Resize(fyne.NewSize(width, max(0, size.Height-2*optionTop-Control.Line)))
	o.about.Move(fyne.NewPos(optionWords, optionTop+Control.Line))
}

func (r *optionRenderer) Refresh() {
	o := r.option
	ground, mark, name, about := theme.None, theme.Line2, theme.Text, theme.Dim
	switch {
	case o.disabled:
		name, about = theme.Faint, theme.Faint
	case o.selected:
		ground, mark = theme.Raised, theme.Accent
	case o.hovered:
		ground = theme.Press
	}
	r.ground.FillColor, r.ground.CornerRadius = theme.Color(ground), 8
	r.ring.FillColor, r.ring.StrokeColor, r.ring.StrokeWidth = theme.Color(theme.None), theme.Color(mark), 1.6
	r.dot.FillColor, r.dot.Hidden = theme.Color(mark), !o.selected
	o.name.SetColor(name)
	o.about.SetColor(about)
	r.Layout(o.Size())
	for _, part := range r.Objects() {
		part.Refresh()
	}
}

func (r *optionRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.focus, r.ground, r.ring, r.dot, r.option.name, r.option.about}
}
func (r *optionRenderer) Destroy() {}
