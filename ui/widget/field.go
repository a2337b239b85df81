package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// SliderField is a setting: its name, its value, a slider, and a line that says
// what the value means. Clicking the value lets the person type one.
type SliderField struct {
	fynewidget.BaseWidget
	Slider *Slider
	value  *Text
	hint   *Text
	entry  *typing
	place  *fyne.Container // of the entry, while something is typed
	shown  *valueButton
	typed  func(words string)
	box    *fyne.Container
}

// NewSliderField makes a setting; typed (may be nil) gets what the person types.
func NewSliderField(label, tip string, slider *Slider, typed func(words string)) *SliderField {
	f := &SliderField{Slider: slider, typed: typed,
		value: NewText("", Control, theme.Text).Right(), hint: NewEllipsis("", Caption, theme.Faint)}
	slider.SetHint(tip)
	f.shown = newValueButton(f.value, f.edit)
	f.shown.skipped = typed == nil
	f.shown.SetHint(tip)
	name := NewHinted(NewEllipsis(label, Body, theme.Dim), tip)
	f.entry = newTyping(f.submit, f.close)
	f.place = Fixed(72, 32, f.entry)
	f.place.Hide()
	top := Row(8, Grow{name}, f.shown, f.place)
	f.box = Column(-1, top, slider, f.hint) // their targets touch; what is drawn stands apart
	f.ExtendBaseWidget(f)
	return f
}

// Set shows a value in words and what it means.
func (f *SliderField) Set(value, hint string) {
	f.value.SetWords(value)
	f.hint.SetWords(hint)
	f.hint.Hidden = hint == ""
	f.box.Refresh()
}

// Value returns the value's words.
func (f *SliderField) Value() string { return f.value.Words() }

func (f *SliderField) edit() {
	if f.typed == nil {
		return
	}
	f.entry.SetText(strings.TrimSuffix(strings.TrimSuffix(f.value.Words(), " px"), " %"))
	f.shown.Hide()
	f.place.Show()
	if c := fyne.CurrentApp().Driver().CanvasForObject(f); c != nil {
		c.Focus(f.entry)
	}
	f.box.Refresh()
}

func (f *SliderField) submit(words string) {
	f.close()
	f.typed(strings.TrimSpace(words))
}

func (f *SliderField) close() {
	f.place.Hide()
	f.shown.Show()
	f.box.Refresh()
}

// typing is the entry in a value's place: Enter takes what is typed, Escape or
// going elsewhere leaves all as it was.
type typing struct {
	Entry
	close func()
}

func newTyping(submit func(string), close func()) *typing {
	t := &typing{close: close}
	t.ExtendBaseWidget(t)
	t.Scroll = fyne.ScrollNone
	t.OnSubmitted = submit
	return t
}

// TypedKey implements fyne.Focusable.
func (t *typing) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		t.close()
		return
	}
	t.Entry.TypedKey(e)
}

// FocusLost implements fyne.Focusable.
func (t *typing) FocusLost() {
	t.Entry.FocusLost()
	t.close()
}

// CreateRenderer implements fyne.Widget.
func (f *SliderField) CreateRenderer() fyne.WidgetRenderer {
	return fynewidget.NewSimpleRenderer(f.box)
}

// valueButton makes a value clickable.
type valueButton struct {
	control
	text *Text
}

func newValueButton(text *Text, tapped func()) *valueButton {
	v := &valueButton{text: text}
	v.tapped = tapped
	v.extend(v)
	return v
}

// CreateRenderer implements fyne.Widget.
func (v *valueButton) CreateRenderer() fyne.WidgetRenderer {
	return &valueRenderer{v, canvas.NewRectangle(nil)}
}

type valueRenderer struct {
	value *valueButton
	focus *canvas.Rectangle
}

func (r *valueRenderer) MinSize() fyne.Size {
	return r.value.text.MinSize().Max(fyne.NewSquareSize(leastTarget))
}

func (r *valueRenderer) Layout(size fyne.Size) {
	text := r.value.text.MinSize()
	at := fyne.NewPos(0, float32(int((size.Height-text.Height)/2)))
	r.value.text.Resize(fyne.NewSize(size.Width, text.Height))
	r.value.text.Move(at)
	r.value.ring(r.focus, fyne.NewSize(size.Width, text.Height), 4)
	r.focus.Move(at.SubtractXY(4, 4))
}

func (r *valueRenderer) Refresh() {
	r.Layout(r.value.Size())
	r.focus.Refresh()
	r.value.text.Refresh()
}

func (r *valueRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.focus, r.value.text}
}
func (r *valueRenderer) Destroy() {
}

// Hinted shows a tooltip over something that cannot be pressed.
type Hinted struct {
	fynewidget.BaseWidget
	content fyne.CanvasObject
	hint    string
}

// NewHinted gives any object a sentence that hovering shows.
func NewHinted(content fyne.CanvasObject, hint string) *Hinted {
	h := &Hinted{content: content, hint: hint}
	h.ExtendBaseWidget(h)
	return h
}

// SetHint changes the sentence.
func (h *Hinted) SetHint(hint string) { h.hint = hint }

// Hint returns the sentence.
func (h *Hinted) Hint() string { return h.hint }

// MouseIn implements desktop.Hoverable.
func (h *Hinted) MouseIn(e *desktop.MouseEvent) { showTip(h, h.hint, e.AbsolutePosition) }

// MouseMoved implements desktop.Hoverable.
func (h *Hinted) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (h *Hinted) MouseOut() { hideTip(h) }

// CreateRenderer implements fyne.Widget.
func (h *Hinted) CreateRenderer() fyne.WidgetRenderer {
	return fynewidget.NewSimpleRenderer(h.content)
}

// NumberField is a named entry for "All settings".
type NumberField struct {
	fynewidget.BaseWidget
	entry   *Entry
	changed func(words string)
	quiet   bool
	tip     string
	wrong   *Surface // the stroke of a value that cannot work
	box     *fyne.Container
}

// mostLetters is how long a number can be: a longer one would reach out of its
// field.
const mostLetters = 17

// NewNumberField makes a named entry, whose unit ("" for none) stands beside its
// name; changed gets every change.
func NewNumberField(label, unit, tip string, changed func(words string)) *NumberField {
	f := &NumberField{entry: NewEntry(), changed: changed}
	f.entry.Scroll = fyne.ScrollNone // the wheel is the page's
	f.entry.OnChanged = func(words string) {
		if letters := []rune(words); len(letters) > mostLetters {
			f.entry.SetText(string(letters[:mostLetters]))
			return
		}
		if !f.quiet {
			changed(strings.TrimSpace(words))
		}
	}
	f.wrong = NewSurface(theme.None, theme.Warn, 8)
	f.wrong.Width = 2
	f.wrong.Hide()
	f.tip = tip
	name := Row(4, NewText(label, Body, theme.Dim), Grow{NewEllipsis(unit, Body, theme.Faint)})
	f.box = Column(4, NewHinted(name, tip), container.NewStack(f.entry, f.wrong))
	f.ExtendBaseWidget(f)
	return f
}

// Set shows a value without calling back.
func (f *NumberField) Set(words string) {
	if f.entry.Text == words {
		return
	}
	f.quiet = true
	f.entry.SetText(words)
	f.quiet = false
}

// Mark shows that the value cannot work.
func (f *NumberField) Mark(wrong bool) {
	if f.wrong.Visible() != wrong {
		f.wrong.Hidden = !wrong
		f.box.Refresh()
	}
}

// Marked tells whether the value is shown as one that cannot work.
func (f *NumberField) Marked() bool { return f.wrong.Visible() }

// Tip returns the sentence that hovering over the name shows.
func (f *NumberField) Tip() string { return f.tip }

// CreateRenderer implements fyne.Widget.
func (f *NumberField) CreateRenderer() fyne.WidgetRenderer {
	return fynewidget.NewSimpleRenderer(f.box)
}
