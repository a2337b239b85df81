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
		p.tapped = func() { s.Choose(i) }
		p.extend(p)
		s.parts = append(s.parts, p)
		row.Add(p)
		row.Layout.(*lineLayout).grow[p] = true // a wide choice has wide parts
	}
	ground := NewSurface(theme.Raised, theme.None, 8)
	s.box = container.NewStack(ground, container.New(layout.NewCustomPaddedLayout(2, 2, 2, 2), row))
	s.mark()
	s.ExtendBaseWidget(s)
	return s
}

// SetIcons puts an icon before each word and returns the choice.
func (s *Segmented) SetIcons(icons ...theme.Icon) *Segmented {
	for i, p := range s.parts[:min(len(icons), len(s.parts))] {
		p.icon = icons[i]
		p.Refresh()
	}
	return s
}

// Small makes the choice 28 px high with small words and returns it.
func (s *Segmented) Small() *Segmented {
	for _, p := range s.parts {
		p.small = true
		p.Refresh()
	}
	return s
}

// SetHints gives each word a sentence that hovering shows.
func (s *Segmented) SetHints(sentences ...string) {
	for i, p := range s.parts[:min(len(sentences), len(s.parts))] {
		p.SetHint(sentences[i])
	}
}

// Chosen returns the index of the chosen word.
func (s *Segmented) Chosen() int { return s.chosen }

// Set chooses without calling back.
func (s *Segmented) Set(index int) {
	s.chosen = index
	s.mark()
}

// Choose takes a word and calls back.
func (s *Segmented) Choose(index int) {
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
	icon  theme.Icon
	on    bool
	small bool
}

func (p *segment) role() Role {
	if p.small {
		return Small
	}
	return Control
}

// CreateRenderer implements fyne.Widget.
func (p *segment) CreateRenderer() fyne.WidgetRenderer {
	r := &segmentRenderer{p, canvas.NewRectangle(nil), canvas.NewRectangle(nil), NewText(p.label, Control, theme.Dim), canvas.NewImageFromResource(nil)}
	r.Refresh()
	return r
}

type segmentRenderer struct {
	part          *segment
	focus, ground *canvas.Rectangle
	text          *Text
	icon          *canvas.Image
}

const segmentIcon = 14

func (r *segmentRenderer) content() float32 {
	r.text.role = r.part.role()
	width := r.text.width(r.part.label)
	if r.part.icon != "" {
		width += segmentIcon + 6
	}
	return width
}

func (r *segmentRenderer) MinSize() fyne.Size {
	if r.part.small {
		return fyne.NewSize(float32(int(r.content()+20.99)), 24)
	}
	return fyne.NewSize(float32(int(r.content()+24.99)), 28)
}

func (r *segmentRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.part.ring(r.focus, size, 6)
	x := max(0, float32(int((size.Width-r.content())/2)))
	if r.part.icon != "" {
		r.icon.Resize(fyne.NewSquareSize(segmentIcon))
		r.icon.Move(fyne.NewPos(x, (size.Height-segmentIcon)/2))
		x += segmentIcon + 6
	}
	r.text.Resize(fyne.NewSize(size.Width-x, r.text.role.Line))
	r.text.Move(fyne.NewPos(x, (size.Height-r.text.role.Line)/2))
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
	r.icon.Hidden = r.part.icon == ""
	if r.part.icon != "" {
		r.icon.Resource = r.part.icon.Resource(words)
	}
	r.Layout(r.part.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *segmentRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.focus, r.ground, r.icon, r.text}
}
func (r *segmentRenderer) Destroy() {}
