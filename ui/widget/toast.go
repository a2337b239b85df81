package widget

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Toast says what happened and offers to undo it.
type Toast struct {
	fynewidget.BaseWidget
	ground *canvas.Rectangle
	text   *Text
	action *Button
	undo   func()
	ending *time.Timer
	shown  int // counts toasts, so that an old timer ends no new one
}

const toastTime = 8 * time.Second

func newToast() *Toast {
	t := &Toast{ground: canvas.NewRectangle(nil), text: NewText("", Body, theme.Text)}
	t.ground.CornerRadius = 8
	t.action = NewSmallButton(Quiet, "Undo", "", t.act)
	t.action.accent = true
	t.ExtendBaseWidget(t)
	return t
}

func (t *Toast) set(sentence, action string, undo func()) {
	if t.ending != nil {
		t.ending.Stop()
	}
	t.shown++
	this := t.shown
	t.text.SetWords(sentence)
	t.action.Set(Quiet, action, "")
	t.action.Hidden = undo == nil
	t.undo = undo
	t.Show()
	t.Refresh()
	t.ending = After(toastTime, func() {
		if t.shown == this {
			t.Hide()
		}
	})
}

func (t *Toast) act() {
	t.Hide()
	if t.undo != nil {
		t.undo()
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Toast) CreateRenderer() fyne.WidgetRenderer { return toastRenderer{t} }

type toastRenderer struct{ toast *Toast }

func (r toastRenderer) MinSize() fyne.Size {
	width := r.toast.text.MinSize().Width + 32
	if !r.toast.action.Hidden {
		width += r.toast.action.MinSize().Width + 8
	}
	return fyne.NewSize(width, 44)
}

func (r toastRenderer) Layout(size fyne.Size) {
	t := r.toast
	t.ground.FillColor = theme.Color(theme.Press)
	t.ground.Resize(size)
	words := t.text.MinSize()
	t.text.Resize(words)
	t.text.Move(fyne.NewPos(16, (size.Height-words.Height)/2))
	action := t.action.MinSize()
	t.action.Resize(action)
	t.action.Move(fyne.NewPos(size.Width-action.Width-8, (size.Height-action.Height)/2))
}

func (r toastRenderer) Refresh() {
	r.Layout(r.toast.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
func (r toastRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.toast.ground, r.toast.text, r.toast.action}
}
func (r toastRenderer) Destroy() {}
