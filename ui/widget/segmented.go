package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Segmented is a choice of up to four words, one of them chosen.
type Segmented struct {
	fynewidget.BaseWidget
	parts   []*segment
	chosen  int
	changed func(index int)
	box     *fyne.Container
}

// NewSegmented makes a choice.
func NewSegmented(words []string, chosen int, changed func(index int)) *Segmented {
	s := &Segmented{chosen: chosen, changed: changed}
	row := Row(0)
	for i, w := range words {
		p := &segment{label: w}
		p.tapped = func() { s.choose(i) }
		p.extend(p)
		s.parts = append(s.parts, p)
		row.Add(p)
	}
	ground := NewSurface(theme.Raised, theme.None, 8)
	s.box = container.NewStack(ground, container.New(layout.NewCustomPaddedLayout(2, 2, 2, 2), row))
	s.mark()
	s.ExtendBaseWidget(s)
	return s
}

// Chosen returns the index of the chosen word.
func (s *Segmented) Chosen() int { return s.chosen }

// Set chooses without calling back.
func (s *Segmented) Set(index int) {
	s.chosen = index
	s.mark()
}

func (s *Segmented) choose(index int) {
	if index == s.chosen {
		return
	}
	s.Set(index)
	if s.changed != nil {
		s.changed(index)
	}
}

func (s *Segmented) mark() {
	for i, p := range s.parts {
		p.on = i == s.chosen
		p.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Segmented) CreateRenderer() fyne.WidgetRenderer {
	return fynewidget.NewSimpleRenderer(s.box)
}

// segment is one word of a Segmented.
type segment struct {
	control
	label string
	on    bool
}

// CreateRenderer implements fyne.Widget.
func (p *segment) CreateRenderer() fyne.WidgetRenderer {
	r := &segmentRenderer{p, canvas.NewRectangle(nil), canvas.NewRectangle(nil), NewText(p.label, Control, theme.Dim).Center()}
	r.Refresh()
	return r
}

type segmentRenderer struct {
	part          *segment
	focus, ground *canvas.Rectangle
	text          *Text
}

func (r *segmentRenderer) MinSize() fyne.Size {
	return fyne.NewSize(float32(int(r.text.width(r.part.label)+24.99)), 28)
}

func (r *segmentRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.part.ring(r.focus, size, 6)
	r.text.Resize(fyne.NewSize(size.Width, Control.Line))
	r.text.Move(fyne.NewPos(0, (size.Height-Control.Line)/2))
}

func (r *segmentRenderer) Refresh() {
	ground, words := theme.None, theme.Dim
	switch {
	case r.part.on:
		ground, words = theme.Window, theme.Text
	case r.part.hovered:
		ground = theme.Press
	}
	r.ground.FillColor, r.ground.CornerRadius = theme.Color(ground), 6
	r.text.color = words
	r.Layout(r.part.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *segmentRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.focus, r.ground, r.text}
}
func (r *segmentRenderer) Destroy() {}
