package widget

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Layer is the root of a window: the content, and above it the tooltip and the
// toast. Parts below find it through their canvas.
type Layer struct {
	fynewidget.BaseWidget
	content fyne.CanvasObject
	tip     *tip
	toast   *Toast

	keys    func(e *fyne.KeyEvent) bool
	noTips  bool
	foot    float32 // what stands at the lower edge; the toast goes above it
	waiting *time.Timer
	owner   fyne.CanvasObject // whose tip is shown or awaited
	shown   *tip              // which that is: the layer's own, or that of a dialog above it
}

// NewLayer wraps a window's content.
func NewLayer(content fyne.CanvasObject) *Layer {
	l := &Layer{content: content, tip: newTip(), toast: newToast()}
	l.shown = l.tip
	l.tip.Hide()
	l.toast.Hide()
	l.ExtendBaseWidget(l)
	return l
}

// Toast shows a sentence at the bottom, with an action (Undo) when undo is not
// nil, for eight seconds.
func (l *Layer) Toast(sentence, action string, undo func()) {
	l.toast.set(sentence, action, undo)
	l.Refresh()
}

// ToastWords returns what the toast says, "" where there is none.
func (l *Layer) ToastWords() string {
	if !l.toast.Visible() {
		return ""
	}
	return l.toast.text.Words()
}

// Act presses the toast's button, where there is one.
func (l *Layer) Act() {
	if l.toast.Visible() {
		l.toast.act()
	}
}

// SetFoot tells how high a bar at the lower edge is: the toast stands above it.
func (l *Layer) SetFoot(height float32) {
	l.foot = height
	l.Refresh()
}

// HideToast takes the toast away.
func (l *Layer) HideToast() { l.toast.Hide() }

// HideTip takes the tooltip away: what it explains may be gone.
func (l *Layer) HideTip() {
	if l.owner != nil {
		l.waiting.Stop()
		l.owner = nil
		l.shown.Hide()
	}
}

// Dismiss takes away the tooltip and the toast, and tells whether there was a
// toast: a tooltip that the pointer happens to rest on holds up nothing else.
func (l *Layer) Dismiss() bool {
	shown := l.toast.Visible()
	hideTip(l.owner)
	l.toast.Hide()
	return shown
}

// SetKeys gives the window the keys that no part of it has a use for, the part
// with the focus included. taken tells that the key did something.
func (l *Layer) SetKeys(typed func(e *fyne.KeyEvent) (taken bool)) { l.keys = typed }

// passKey gives the window a key that o has no use for.
func passKey(o fyne.CanvasObject, e *fyne.KeyEvent) bool {
	l := layerOf(o)
	return l != nil && l.keys != nil && l.keys(e)
}

// SetTips turns tooltips on or off.
func (l *Layer) SetTips(on bool) { l.noTips = !on }

func layerOf(o fyne.CanvasObject) *Layer {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return nil
	}
	l, _ := c.Content().(*Layer)
	return l
}

// ShowToast shows a toast in the window that o stands in.
func ShowToast(o fyne.CanvasObject, sentence, action string, undo func()) {
	if l := layerOf(o); l != nil {
		l.Toast(sentence, action, undo)
	}
}

const tipDelay = 500 * time.Millisecond

// showTip shows a sentence near a point once the pointer has rested.
func showTip(o fyne.CanvasObject, sentence string, at fyne.Position) {
	l := layerOf(o)
	if l == nil || sentence == "" || l.noTips {
		return
	}
	hideTip(l.owner)
	l.owner = o
	l.waiting = After(tipDelay, func() {
		if l.owner == o {
			l.shown = tipFor(o, l.tip)
			l.shown.show(sentence, o, at, l.Size())
		}
	})
}

// tipFor is the tooltip that lies above an object: a dialog, which covers the window's, has
// one of its own.
func tipFor(o fyne.CanvasObject, windows *tip) *tip {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil { // it has gone meanwhile
		return windows
	}
	if d, above := c.Overlays().Top().(*Dialog); above {
		return d.tip
	}
	return windows
}

func hideTip(o fyne.CanvasObject) {
	if o == nil {
		return
	}
	if l := layerOf(o); l != nil && l.owner == o {
		l.waiting.Stop()
		l.owner = nil
		l.shown.Hide()
	}
}

// CreateRenderer implements fyne.Widget.
func (l *Layer) CreateRenderer() fyne.WidgetRenderer { return &layerRenderer{l} }

type layerRenderer struct{ layer *Layer }

func (r *layerRenderer) MinSize() fyne.Size { return r.layer.content.MinSize() }

func (r *layerRenderer) Layout(size fyne.Size) {
	r.layer.content.Resize(size)
	toast := r.layer.toast
	want := toast.MinSize()
	toast.Resize(want)
	rail := RailWidth(size.Width) // it stands in the middle of the screen beside it
	toast.Move(fyne.NewPos(float32(int(rail+max(8, (size.Width-rail-want.Width)/2))), size.Height-want.Height-28-r.layer.foot))
}

func (r *layerRenderer) Refresh() { r.Layout(r.layer.Size()) }
func (r *layerRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.layer.content, r.layer.toast, r.layer.tip}
}
func (r *layerRenderer) Destroy() {}

// tip is the tooltip: one sentence on a small ground.
type tip struct {
	fynewidget.BaseWidget
	ground *canvas.Rectangle
	term   *Text // what the sentence explains, "" where it is only a sentence
	text   *Text
}

const tipWidth = 240

func newTip() *tip {
	t := &tip{ground: canvas.NewRectangle(nil), term: NewText("", Small, theme.Text), text: NewParagraph("", Caption, theme.Text, tipWidth-24)}
	t.ground.CornerRadius = 8
	t.ExtendBaseWidget(t)
	return t
}

// TermOf cuts "Patch. The picture is cut into squares." into what is explained
// and the rest; a sentence alone explains itself.
func TermOf(hint string) (term, sentence string) {
	term, sentence, both := strings.Cut(hint, ". ")
	if !both || len(term) > 32 {
		return "", hint
	}
	return term, sentence
}

// tallest is the height of what a tip stands beside; over larger things it stands
// at the pointer.
const tallest = 64

// show says a hint about o, at which the pointer is.
func (t *tip) show(hint string, o fyne.CanvasObject, at fyne.Position, room fyne.Size) {
	term, sentence := TermOf(hint)
	t.term.SetWords(term)
	t.text.SetWords(sentence)
	width := min(tipWidth, max(t.text.width(sentence), t.term.width(term))+25)
	t.text.Resize(fyne.NewSize(width-24, 0))
	size := fyne.NewSize(width, float32(len(t.text.lines(width-24)))*Caption.Line+t.termHeight()+16)
	x := min(at.X+8, room.Width-size.Width-8)
	above, below := at.Y-8, at.Y+20
	if o.Size().Height <= tallest {
		top := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
		above, below = top-6, top+o.Size().Height+6
	}
	y := below
	if _, name := o.(*Hinted); below+size.Height > room.Height-8 || name && o.Size().Height <= tallest && above-size.Height >= 8 {
		y = above - size.Height // what a name stands for is often below it
	}
	t.Resize(size)
	t.Move(fyne.NewPos(max(8, x), max(8, y)))
	t.Show()
	t.Refresh()
}

func (t *tip) termHeight() float32 {
	if t.term.Words() == "" {
		return 0
	}
	return Small.Line
}

// CreateRenderer implements fyne.Widget.
func (t *tip) CreateRenderer() fyne.WidgetRenderer { return tipRenderer{t} }

type tipRenderer struct{ tip *tip }

func (r tipRenderer) MinSize() fyne.Size { return fyne.NewSize(24, 32) }
func (r tipRenderer) Layout(size fyne.Size) {
	r.tip.ground.FillColor = theme.Color(theme.Press)
	r.tip.ground.Resize(size)
	term := r.tip.termHeight()
	r.tip.term.Move(fyne.NewPos(12, 8))
	r.tip.term.Resize(fyne.NewSize(size.Width-24, Small.Line))
	r.tip.text.Move(fyne.NewPos(12, 8+term))
	r.tip.text.Resize(fyne.NewSize(size.Width-24, size.Height-16-term))
}
func (r tipRenderer) Refresh() {
	r.Layout(r.tip.Size())
	r.tip.ground.Refresh()
	r.tip.term.Refresh()
	r.tip.text.Refresh()
}
func (r tipRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.tip.ground, r.tip.term, r.tip.text}
}
func (r tipRenderer) Destroy() {}
