package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Surface is a rectangle that follows the theme.
type Surface struct {
	fynewidget.BaseWidget
	Fill, Stroke fyne.ThemeColorName
	Width        float32 // of the stroke
	Radius       float32
}

// NewSurface makes a rectangle; stroke may be theme.None.
func NewSurface(fill, stroke fyne.ThemeColorName, radius float32) *Surface {
	s := &Surface{Fill: fill, Stroke: stroke, Width: 1, Radius: radius}
	s.ExtendBaseWidget(s)
	return s
}

// Divider is a line of 1 px, across or down.
func Divider() fyne.CanvasObject { return Fixed(1, 1, NewSurface(theme.Line, theme.None, 0)) }

// CreateRenderer implements fyne.Widget.
func (s *Surface) CreateRenderer() fyne.WidgetRenderer {
	r := &surfaceRenderer{s, canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type surfaceRenderer struct {
	surface *Surface
	rect    *canvas.Rectangle
}

func (r *surfaceRenderer) MinSize() fyne.Size { return fyne.NewSize(0, 0) }
func (r *surfaceRenderer) Layout(s fyne.Size) { r.rect.Resize(s) }
func (r *surfaceRenderer) Refresh() {
	r.rect.FillColor, r.rect.StrokeColor = theme.Color(r.surface.Fill), theme.Color(r.surface.Stroke)
	r.rect.CornerRadius, r.rect.StrokeWidth = r.surface.Radius, 0
	if r.surface.Stroke != theme.None {
		r.rect.StrokeWidth = r.surface.Width
	}
	r.rect.Refresh()
}
func (r *surfaceRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.rect} }
func (r *surfaceRenderer) Destroy()                     {}

// Card is a panel with content; with a callback it can be chosen.
type Card struct {
	control
	content  fyne.CanvasObject
	padding  float32
	selected bool
}

// NewCard makes a panel with 16 px around its content.
func NewCard(content fyne.CanvasObject) *Card {
	c := &Card{content: content, padding: 16}
	c.skipped = true
	c.extend(c)
	return c
}

// NewChoiceCard makes a panel that can be chosen.
func NewChoiceCard(content fyne.CanvasObject, chosen func()) *Card {
	c := NewCard(content)
	c.tapped, c.skipped = chosen, false
	return c
}

// SetPadding changes the space around the content.
func (c *Card) SetPadding(px float32) {
	if c.padding != px {
		c.padding = px
		c.Refresh()
	}
}

// Select marks the card as the chosen one.
func (c *Card) Select(on bool) {
	if c.selected != on {
		c.selected = on
		c.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	r := &cardRenderer{c, canvas.NewRectangle(nil), canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type cardRenderer struct {
	card          *Card
	ground, focus *canvas.Rectangle
}

func (r *cardRenderer) MinSize() fyne.Size {
	return r.card.content.MinSize().AddWidthHeight(2*r.card.padding, 2*r.card.padding)
}

func (r *cardRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.card.ring(r.focus, size, 12)
	if r.card.tapped == nil {
		r.focus.Hidden = true
	}
	pad := r.card.padding
	r.card.content.Move(fyne.NewPos(pad, pad))
	r.card.content.Resize(size.SubtractWidthHeight(2*pad, 2*pad))
}

func (r *cardRenderer) Refresh() {
	c := r.card
	stroke, width := theme.Line, float32(1)
	switch {
	case c.selected:
		stroke, width = theme.Accent, 2
	case c.hovered && c.tapped != nil:
		stroke = theme.Line2
	}
	r.ground.FillColor, r.ground.StrokeColor = theme.Color(theme.Card), theme.Color(stroke)
	r.ground.StrokeWidth, r.ground.CornerRadius = width, 12
	r.Layout(c.Size())
	r.ground.Refresh()
	r.focus.Refresh()
	r.card.content.Refresh()
}

func (r *cardRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.focus, r.ground, r.card.content}
}
func (r *cardRenderer) Destroy() {}
