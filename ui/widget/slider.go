package widget

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"maestudio/ui/theme"
)

// Slider chooses one of Steps+1 places between 0 and Steps. Arrows move one
// step, with shift ten.
type Slider struct {
	control
	steps, at int
	changed   func(step int)
	ended     func(step int)
	shift     bool
}

// NewSlider makes a slider; changed is called at every step, ended (may be nil)
// when the person lets go.
func NewSlider(steps, at int, changed, ended func(step int)) *Slider {
	s := &Slider{steps: steps, at: at, changed: changed, ended: ended}
	s.extend(s)
	return s
}

// At returns the step the slider stands at.
func (s *Slider) At() int { return s.at }

// SetAt moves the slider without calling back.
func (s *Slider) SetAt(step int) {
	step = min(max(step, 0), s.steps)
	if step != s.at {
		s.at = step
		s.Refresh()
	}
}

// SetSteps changes how many steps there are, without calling back.
func (s *Slider) SetSteps(steps, at int) {
	s.steps, s.at = max(steps, 0), min(max(at, 0), steps)
	s.Refresh()
}

func (s *Slider) move(step int) {
	step = min(max(step, 0), s.steps)
	if s.disabled || step == s.at {
		return
	}
	s.at = step
	s.Refresh()
	if s.changed != nil {
		s.changed(step)
	}
}

func (s *Slider) moveTo(x float32) {
	s.move(int(math.Round(float64((x - knob/2) / max(1, s.Size().Width-knob) * float32(s.steps)))))
}

func (s *Slider) end() {
	if s.ended != nil && !s.disabled {
		s.ended(s.at)
	}
}

// Tapped implements fyne.Tappable.
func (s *Slider) Tapped(e *fyne.PointEvent) {
	s.moveTo(e.Position.X)
	s.end()
}

// Dragged implements fyne.Draggable.
func (s *Slider) Dragged(e *fyne.DragEvent) { s.moveTo(e.Position.X) }

// DragEnd implements fyne.Draggable.
func (s *Slider) DragEnd() { s.end() }

// KeyDown implements desktop.Keyable.
func (s *Slider) KeyDown(e *fyne.KeyEvent) { s.shift = s.shift || isShift(e) }

// KeyUp implements desktop.Keyable.
func (s *Slider) KeyUp(e *fyne.KeyEvent) { s.shift = s.shift && !isShift(e) }

func isShift(e *fyne.KeyEvent) bool {
	return e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight
}

// TypedKey implements fyne.Focusable.
func (s *Slider) TypedKey(e *fyne.KeyEvent) {
	step := 1
	if s.shift {
		step = 10
	}
	s.byMouse = false
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyDown:
		s.move(s.at - step)
	case fyne.KeyRight, fyne.KeyUp:
		s.move(s.at + step)
	case fyne.KeyHome:
		s.move(0)
	case fyne.KeyEnd:
		s.move(s.steps)
	default:
		passKey(s, e)
		return
	}
	s.end()
}

const knob, track = 16, 4

// CreateRenderer implements fyne.Widget.
func (s *Slider) CreateRenderer() fyne.WidgetRenderer {
	r := &sliderRenderer{s, canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewCircle(nil)}
	r.Refresh()
	return r
}

type sliderRenderer struct {
	slider             *Slider
	focus, track, fill *canvas.Rectangle
	knob               *canvas.Circle
}

func (r *sliderRenderer) MinSize() fyne.Size { return fyne.NewSize(60, leastTarget) }

func (r *sliderRenderer) Layout(size fyne.Size) {
	share := float32(0)
	if r.slider.steps > 0 {
		share = float32(r.slider.at) / float32(r.slider.steps)
	}
	x := float32(math.Round(float64(share * (size.Width - knob))))
	top := (size.Height - track) / 2
	r.track.Move(fyne.NewPos(0, top))
	r.track.Resize(fyne.NewSize(size.Width, track))
	r.fill.Move(fyne.NewPos(0, top))
	r.fill.Resize(fyne.NewSize(x+knob/2, track))
	r.knob.Move(fyne.NewPos(x, (size.Height-knob)/2))
	r.knob.Resize(fyne.NewSquareSize(knob))
	r.slider.ring(r.focus, fyne.NewSquareSize(knob), knob/2)
	r.focus.Move(fyne.NewPos(x-4, (size.Height-knob)/2-4))
}

func (r *sliderRenderer) Refresh() {
	r.track.FillColor, r.track.CornerRadius = theme.Color(theme.Press), track/2
	r.fill.FillColor, r.fill.CornerRadius = theme.Color(theme.Fill), track/2
	r.knob.FillColor = theme.Color(theme.Knob)
	r.knob.StrokeColor, r.knob.StrokeWidth = theme.Color(theme.Line2), 1
	if r.slider.disabled {
		r.knob.FillColor = theme.Color(theme.Faint)
	}
	r.Layout(r.slider.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *sliderRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.track, r.fill, r.focus, r.knob}
}
func (r *sliderRenderer) Destroy() {}
