package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"maestudio/ui/theme"
)

// Toggle is a switch with its label at the left; the whole row is clickable.
type Toggle struct {
	control
	label string
	on    bool
}

// NewToggle makes a switch.
func NewToggle(label string, on bool, changed func(on bool)) *Toggle {
	t := &Toggle{label: label, on: on}
	t.tapped = func() {
		t.on = !t.on
		t.Refresh()
		if changed != nil {
			changed(t.on)
		}
	}
	t.extend(t)
	return t
}

// On tells how the switch stands.
func (t *Toggle) On() bool { return t.on }

// Set moves the switch without calling back.
func (t *Toggle) Set(on bool) {
	if t.on != on {
		t.on = on
		t.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Toggle) CreateRenderer() fyne.WidgetRenderer {
	r := &toggleRenderer{t, NewEllipsis(t.label, Body, theme.Dim), canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewCircle(nil)}
	r.Refresh()
	return r
}

type toggleRenderer struct {
	toggle        *Toggle
	text          *Text
	focus, ground *canvas.Rectangle
	knob          *canvas.Circle
}

const toggleWidth, toggleHeight = 36, 20

func (r *toggleRenderer) MinSize() fyne.Size {
	if r.toggle.label == "" {
		return fyne.NewSize(toggleWidth, 28)
	}
	return fyne.NewSize(r.text.width(r.toggle.label)+16+toggleWidth, 28)
}

func (r *toggleRenderer) Layout(size fyne.Size) {
	r.text.Resize(fyne.NewSize(max(0, size.Width-toggleWidth-8), Body.Line))
	r.text.Move(fyne.NewPos(0, (size.Height-Body.Line)/2))
	x, y := size.Width-toggleWidth, (size.Height-toggleHeight)/2
	r.ground.Move(fyne.NewPos(x, y))
	r.ground.Resize(fyne.NewSize(toggleWidth, toggleHeight))
	r.toggle.ring(r.focus, fyne.NewSize(toggleWidth, toggleHeight), toggleHeight/2)
	r.focus.Move(fyne.NewPos(x-4, y-4))
	at := x + 2
	if r.toggle.on {
		at = x + toggleWidth - 18
	}
	r.knob.Move(fyne.NewPos(at, y+2))
	r.knob.Resize(fyne.NewSquareSize(16))
}

func (r *toggleRenderer) Refresh() {
	ground, dot := theme.Line2, theme.Window
	if r.toggle.on {
		ground, dot = theme.Accent, theme.On
	}
	if r.toggle.disabled {
		ground, dot = theme.Raised, theme.Faint
	}
	r.text.Hidden = r.toggle.label == ""
	r.ground.FillColor, r.ground.CornerRadius = theme.Color(ground), toggleHeight/2
	r.knob.FillColor = theme.Color(dot)
	r.Layout(r.toggle.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *toggleRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.text, r.focus, r.ground, r.knob}
}
func (r *toggleRenderer) Destroy() {}
