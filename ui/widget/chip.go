package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"maestudio/ui/theme"
)

// Chip is a small rounded word: a filter that can be chosen, or a state.
type Chip struct {
	control
	label    string
	icon     theme.Icon
	selected bool
	warn     bool
	yields   bool
}

// NewChip makes a filter chip.
func NewChip(label string, tapped func()) *Chip {
	c := &Chip{label: label}
	c.tapped = tapped
	c.extend(c)
	return c
}

// NewState makes a chip that only tells; warn makes it orange.
func NewState(label string, icon theme.Icon, warn bool) *Chip {
	c := &Chip{label: label, icon: icon, warn: warn}
	c.skipped = true
	c.extend(c)
	return c
}

// Yield lets the chip be narrower than its words, which then end in an
// ellipsis, and returns it.
func (c *Chip) Yield() *Chip {
	c.yields = true
	c.hint = c.label
	return c
}

// SetState changes what a state chip tells.
func (c *Chip) SetState(label string, icon theme.Icon, warn bool) {
	c.label, c.icon, c.warn = label, icon, warn
	c.Refresh()
}

// Label returns the chip's words.
func (c *Chip) Label() string { return c.label }

// SetLabel changes the chip's words.
func (c *Chip) SetLabel(label string) {
	c.label = label
	c.Refresh()
}

// Select marks the chip as chosen.
func (c *Chip) Select(on bool) {
	c.selected = on
	c.Refresh()
}

func (c *Chip) colors() (ground, words fyne.ThemeColorName) {
	switch {
	case c.disabled:
		return theme.Card, theme.Faint
	case c.warn:
		return theme.WarnSoft, theme.Warn
	case c.selected:
		return theme.Soft, theme.Accent
	case c.hovered && c.tapped != nil:
		return theme.Press, theme.Text
	default:
		return theme.Raised, theme.Dim
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	r := &chipRenderer{c, canvas.NewRectangle(nil), canvas.NewRectangle(nil),
		NewEllipsis("", Small, theme.Dim), canvas.NewImageFromResource(nil)}
	r.Refresh()
	return r
}

type chipRenderer struct {
	chip          *Chip
	ground, focus *canvas.Rectangle
	text          *Text
	icon          *canvas.Image
}

func (r *chipRenderer) start() float32 {
	if r.chip.icon != "" {
		return 10 + 12 + 6
	}
	return 10
}

// chipHeight is how high a chip is drawn. One to click takes more.
const chipHeight = 24

func (r *chipRenderer) MinSize() fyne.Size {
	height := float32(chipHeight)
	if r.chip.tapped != nil {
		height = leastTarget
	}
	if r.chip.yields {
		return fyne.NewSize(r.start()+34, height)
	}
	return fyne.NewSize(r.wanted(), height)
}

func (r *chipRenderer) wanted() float32 {
	return float32(int(r.start() + r.text.width(r.chip.label) + 10.99))
}

func (r *chipRenderer) Layout(size fyne.Size) {
	if r.chip.yields {
		size.Width = min(size.Width, r.wanted())
	}
	drawn, top := fyne.NewSize(size.Width, chipHeight), (size.Height-chipHeight)/2
	r.ground.CornerRadius = chipHeight / 2
	r.ground.Resize(drawn)
	r.ground.Move(fyne.NewPos(0, top))
	r.chip.ring(r.focus, drawn, chipHeight/2)
	r.focus.Move(fyne.NewPos(-4, top-4))
	if r.chip.tapped == nil {
		r.focus.Hidden = true
	}
	r.icon.Resize(fyne.NewSquareSize(12))
	r.icon.Move(fyne.NewPos(10, (size.Height-12)/2))
	r.text.Resize(fyne.NewSize(size.Width-r.start()-9, Small.Line))
	r.text.Move(fyne.NewPos(r.start(), (size.Height-Small.Line)/2))
}

func (r *chipRenderer) Refresh() {
	ground, words := r.chip.colors()
	r.ground.FillColor = theme.Color(ground)
	r.text.words, r.text.color = r.chip.label, words
	r.icon.Hidden = r.chip.icon == ""
	if r.chip.icon != "" {
		r.icon.Resource = r.chip.icon.Resource(words)
	}
	r.Layout(r.chip.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *chipRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.focus, r.ground, r.icon, r.text}
}
func (r *chipRenderer) Destroy() {}
