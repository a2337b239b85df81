package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// control is what every part that can be pressed shares: hover, press, focus
// by keyboard, and being disabled with a reason.
type control struct {
	fynewidget.BaseWidget
	hovered, pressed, focused, disabled bool
	byMouse                             bool             // focus came from a click: no ring
	skipped                             bool             // the Tab key goes past it: nothing to press, or a grid moves the focus
	held                                fyne.KeyModifier // keys that were down as the mouse was last pressed

	tapped func()
	hint   string // the tooltip
	why    string // the tooltip while disabled
	self   fyne.Widget
}

// leastTarget is the side of the smallest part to click, however small it is
// drawn.
const leastTarget = 28

func (c *control) extend(self fyne.Widget) {
	c.self = self
	c.ExtendBaseWidget(self)
}

// SetHint gives the part a sentence that hovering shows.
func (c *control) SetHint(sentence string) { c.hint = sentence }

// DisableFor greys the part out; hovering says why.
func (c *control) DisableFor(why string) {
	c.disabled, c.why = true, why
	c.hovered, c.pressed = false, false
	c.self.Refresh()
}

// Disable implements fyne.Disableable; DisableFor says why as well.
func (c *control) Disable() { c.DisableFor("") }

// Enable implements fyne.Disableable: the part works again.
func (c *control) Enable() {
	c.disabled, c.why = false, ""
	c.self.Refresh()
}

// Disabled implements fyne.Disableable. Fyne asks it where the Tab key may go,
// so parts that only show something say yes as well.
func (c *control) Disabled() bool { return c.disabled || c.skipped }

// Hint returns the sentence that hovering shows now.
func (c *control) Hint() string {
	if c.disabled && c.why != "" {
		return c.why
	}
	return c.hint
}

// Tapped implements fyne.Tappable.
func (c *control) Tapped(*fyne.PointEvent) { c.fire() }

func (c *control) fire() {
	if !c.disabled && c.tapped != nil {
		c.tapped()
	}
}

// MouseIn implements desktop.Hoverable.
func (c *control) MouseIn(e *desktop.MouseEvent) {
	c.hovered = true
	c.stir()
	showTip(c.self, c.Hint(), e.AbsolutePosition)
}

// stir redraws what looks different under the pointer.
func (c *control) stir() {
	if !c.skipped || c.tapped != nil {
		c.self.Refresh()
	}
}

// MouseMoved implements desktop.Hoverable.
func (c *control) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *control) MouseOut() {
	c.hovered, c.pressed = false, false
	c.stir()
	hideTip(c.self)
}

// MouseDown implements desktop.Mouseable.
func (c *control) MouseDown(e *desktop.MouseEvent) {
	c.pressed, c.byMouse = !c.disabled, true
	if e != nil {
		c.held = e.Modifier
	}
	c.self.Refresh()
	hideTip(c.self)
}

// MouseUp implements desktop.Mouseable.
func (c *control) MouseUp(*desktop.MouseEvent) {
	c.pressed = false
	c.byMouse = c.byMouse && c.focused // what cannot have the focus forgets the click
	c.self.Refresh()
}

// FocusGained implements fyne.Focusable.
func (c *control) FocusGained() {
	c.focused = true
	if !c.byMouse {
		reveal(c.self)
	}
	c.self.Refresh()
}

// FocusLost implements fyne.Focusable.
func (c *control) FocusLost() {
	c.focused, c.byMouse = false, false
	c.self.Refresh()
}

// TypedRune implements fyne.Focusable.
func (c *control) TypedRune(rune) {}

// TypedKey implements fyne.Focusable: Space and Enter press. Every other key is
// the window's, and so is Space right after a click: there no ring tells what it
// would press.
func (c *control) TypedKey(e *fyne.KeyEvent) {
	clicked := c.byMouse
	c.byMouse = false
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		if !clicked || !passKey(c.self, e) {
			c.fire()
		}
	default:
		passKey(c.self, e)
	}
}

// Cursor implements desktop.Cursorable.
func (c *control) Cursor() desktop.Cursor {
	if c.disabled || c.skipped && c.tapped == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// ring is the focus mark: an accent stroke 2 px outside the part.
func (c *control) ring(r *canvas.Rectangle, size fyne.Size, radius float32) {
	r.FillColor, r.StrokeColor, r.StrokeWidth = theme.Color(theme.None), theme.Color(theme.Accent), 2
	r.CornerRadius = radius + 3
	r.Move(fyne.NewPos(-4, -4))
	r.Resize(size.AddWidthHeight(8, 8))
	r.Hidden = !c.focused || c.byMouse || c.disabled
}
