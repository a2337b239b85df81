package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"maestudio/ui/theme"
)

// Kind is a button's rank. A screen has one Primary at most.
type Kind int

const (
	Standard Kind = iota
	Primary
	Quiet
	Danger
)

// Button is a word, an icon or both that does something.
type Button struct {
	control
	kind  Kind
	label string
	icon  theme.Icon
	small bool
	big   bool
	bare  bool // without its icon, where it has a word

	after  bool   // the icon stands behind the words
	accent bool   // words in accent: the action of a toast
	held   func() // called when the mouse goes down
	let    func() // called when it goes up or away
}

// Kind returns the button's rank.
func (b *Button) Kind() Kind { return b.kind }

// NewButton makes a button; icon may be "".
func NewButton(kind Kind, label string, icon theme.Icon, tapped func()) *Button {
	b := &Button{kind: kind, label: label, icon: icon}
	b.tapped = tapped
	b.extend(b)
	return b
}

// NewSmallButton makes a button for panels and rows.
func NewSmallButton(kind Kind, label string, icon theme.Icon, tapped func()) *Button {
	b := NewButton(kind, label, icon, tapped)
	b.small = true
	return b
}

// NewBigButton makes a button for the welcome screen.
func NewBigButton(kind Kind, label string, icon theme.Icon, tapped func()) *Button {
	b := NewButton(kind, label, icon, tapped)
	b.big = true
	return b
}

// Label returns the button's word.
func (b *Button) Label() string { return b.label }

// Set changes word, icon and rank.
func (b *Button) Set(kind Kind, label string, icon theme.Icon) {
	b.kind, b.label, b.icon = kind, label, icon
	b.Refresh()
}

// IconAfter puts the icon behind the words and returns the button.
func (b *Button) IconAfter() *Button {
	b.after = true
	return b
}

// SetHeld lets something go on while the mouse holds the button down.
func (b *Button) SetHeld(start, end func()) { b.held, b.let = start, end }

// SetSmall makes the button one for rows and small windows.
func (b *Button) SetSmall(on bool) {
	if b.small != on {
		b.small = on
		b.Refresh()
	}
}

// setBare takes the icon away, where there is a word: there is no room for both.
func (b *Button) setBare(on bool) {
	if b.bare != on {
		b.bare = on
		b.Refresh()
	}
}

// shown is the icon that is shown, "" for none.
func (b *Button) shown() theme.Icon {
	if b.bare && b.label != "" {
		return ""
	}
	return b.icon
}

// Tapped implements fyne.Tappable.
func (b *Button) Tapped(*fyne.PointEvent) {
	if b.held == nil { // a held button has done its work while it was down
		b.fire()
	}
}

// MouseDown implements desktop.Mouseable.
func (b *Button) MouseDown(e *desktop.MouseEvent) {
	b.control.MouseDown(e)
	if b.held != nil && !b.disabled {
		b.held()
	}
}

// MouseUp implements desktop.Mouseable.
func (b *Button) MouseUp(e *desktop.MouseEvent) {
	b.control.MouseUp(e)
	b.letGo()
}

// MouseOut implements desktop.Hoverable.
func (b *Button) MouseOut() {
	b.control.MouseOut()
	b.letGo()
}

func (b *Button) letGo() {
	if b.let != nil {
		b.let()
	}
}

// colors returns ground, words and stroke for the state the button is in.
func (b *Button) colors() (ground, words, stroke fyne.ThemeColorName) {
	if b.disabled {
		if b.kind == Quiet {
			return theme.None, theme.Faint, theme.None
		}
		return theme.Card, theme.Faint, theme.Line
	}
	state := 0
	if b.pressed {
		state = 2
	} else if b.hovered {
		state = 1
	}
	pick := func(grounds ...fyne.ThemeColorName) fyne.ThemeColorName { return grounds[state] }
	switch b.kind {
	case Primary:
		return pick(theme.Accent, theme.Accent2, theme.Accent3), theme.On, theme.None
	case Quiet:
		if b.accent {
			return pick(theme.None, theme.Press2, theme.Press2), theme.Accent, theme.None
		}
		return pick(theme.None, theme.Press, theme.Press2), theme.Dim, theme.None
	case Danger:
		return pick(theme.WarnSoft, theme.WarnLine, theme.WarnLine), theme.Warn, theme.None
	default:
		return pick(theme.Raised, theme.Press, theme.Press2), theme.Text, theme.None
	}
}

// measures returns height, side padding and radius.
func (b *Button) measures() (height, side, radius float32) {
	switch {
	case b.small && b.label == "":
		return 28, 6, 6
	case b.small:
		return 28, 10, 6
	case b.label == "":
		return 36, 10, 8
	case b.big:
		return 40, 20, 8
	case b.kind == Quiet:
		return 36, 12, 8
	default:
		return 36, 16, 8
	}
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{
		button: b,
		ground: canvas.NewRectangle(nil),
		focus:  canvas.NewRectangle(nil),
		text:   NewText("", Control, theme.Text),
		icon:   canvas.NewImageFromResource(nil),
	}
	r.Refresh()
	return r
}

type buttonRenderer struct {
	button        *Button
	ground, focus *canvas.Rectangle
	text          *Text
	icon          *canvas.Image
}

const buttonIcon, buttonGap = 16, 8

func (r *buttonRenderer) content() float32 {
	var width float32
	if r.button.label != "" {
		width = r.text.width(r.button.label)
	}
	if r.button.shown() != "" {
		width += buttonIcon
		if r.button.label != "" {
			width += buttonGap
		}
	}
	return width
}

func (r *buttonRenderer) MinSize() fyne.Size {
	height, side, _ := r.button.measures()
	return fyne.NewSize(float32(int(r.content()+2*side+0.99)), height)
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	_, side, radius := r.button.measures()
	r.ground.CornerRadius = radius
	r.ground.Resize(size)
	r.button.ring(r.focus, size, radius)
	room := size.Width - 2*min(side, size.Width/2)
	x := side + max(0, float32(int((room-r.content())/2)))
	if r.button.shown() != "" {
		r.icon.Resize(fyne.NewSquareSize(buttonIcon))
		at := x
		if r.button.after {
			at = x + r.content() - buttonIcon
		} else {
			x += buttonIcon + buttonGap
		}
		r.icon.Move(fyne.NewPos(at, (size.Height-buttonIcon)/2))
	}
	r.text.Resize(fyne.NewSize(max(0, size.Width-x-side+1), r.text.role.Line))
	r.text.Move(fyne.NewPos(x, (size.Height-r.text.role.Line)/2))
}

func (r *buttonRenderer) Refresh() {
	ground, words, stroke := r.button.colors()
	r.ground.FillColor = theme.Color(ground)
	r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(stroke), 1
	if stroke == theme.None {
		r.ground.StrokeWidth = 0 // an invisible stroke makes the ground smaller
	}
	r.text.words, r.text.color = r.button.label, words
	r.text.Hidden = r.button.label == ""
	r.icon.Hidden = r.button.shown() == ""
	if r.button.shown() != "" {
		r.icon.Resource = r.button.shown().Resource(words)
	}
	r.Layout(r.button.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.focus, r.ground, r.icon, r.text}
}
func (r *buttonRenderer) Destroy() {}
