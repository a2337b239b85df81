package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"
)

// Dialog asks or tells something above the window, which waits for it.
type Dialog struct {
	fynewidget.BaseWidget
	veil  *canvas.Rectangle // over what waits
	card  *Card
	over  fyne.Canvas
	title *Text
	tip   *tip // of what is in it
	gone  func()

	height  float32 // of the window, when it was laid out last
	resized func()
}

// NewDialog makes a dialog: a title, content, and buttons at the lower right,
// of which the last one does what it is for. A button closes it first.
func NewDialog(title string, content fyne.CanvasObject, buttons ...*Button) *Dialog {
	row := Row(8, Space())
	d := NewPanel(title, Column(16, content, row))
	for _, b := range buttons {
		do := b.tapped
		b.tapped = func() {
			d.Hide()
			if do != nil {
				do()
			}
		}
		row.Add(b)
	}
	return d
}

// NewPanel makes a dialog that has its buttons in its content and stays until Hide.
func NewPanel(title string, content fyne.CanvasObject) *Dialog {
	d := &Dialog{veil: canvas.NewRectangle(color.Transparent), title: NewTitle(title, Section), tip: newTip()}
	d.tip.Hide()
	d.card = NewCard(Column(16, d.title, content))
	d.card.SetPadding(24)
	d.ExtendBaseWidget(d)
	return d
}

// SetTitle changes what stands above the content.
func (d *Dialog) SetTitle(title string) { d.title.SetWords(title) }

// OnHide has something done when it closes, by Escape too.
func (d *Dialog) OnHide(gone func()) { d.gone = gone }

// OnResize has something done when the window's height is another, for content that has
// less room then, or more.
func (d *Dialog) OnResize(resized func()) { d.resized = resized }

// ShowOn shows it in the middle of a window. What was to be explained there is covered now.
func (d *Dialog) ShowOn(over fyne.Canvas) {
	if l, ok := over.Content().(*Layer); ok {
		l.HideTip()
	}
	d.over = over
	d.Resize(over.Size())
	over.Overlays().Add(d)
}

// Hide closes it.
func (d *Dialog) Hide() {
	if d.over == nil {
		return
	}
	d.over.Overlays().Remove(d)
	d.tip.Hide()
	d.over = nil
	if d.gone != nil {
		d.gone()
	}
}

// Tapped implements fyne.Tappable: what lies below hears no click.
func (d *Dialog) Tapped(*fyne.PointEvent) {}

// CreateRenderer implements fyne.Widget.
func (d *Dialog) CreateRenderer() fyne.WidgetRenderer { return dialogRenderer{d} }

type dialogRenderer struct{ dialog *Dialog }

func (r dialogRenderer) MinSize() fyne.Size { return r.dialog.card.MinSize() }

func (r dialogRenderer) Layout(size fyne.Size) {
	d := r.dialog
	if size.Height != d.height {
		if d.height = size.Height; d.resized != nil {
			d.resized()
		}
	}
	d.veil.FillColor = color.NRGBA{A: 0x80}
	d.veil.Resize(size)
	least := d.card.MinSize()
	d.card.Resize(least)
	d.card.Move(fyne.NewPos(float32(int((size.Width-least.Width)/2)), float32(int((size.Height-least.Height)/2))))
}

func (r dialogRenderer) Refresh() {
	r.Layout(r.dialog.Size())
	r.dialog.veil.Refresh()
	r.dialog.card.Refresh()
}

func (r dialogRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.dialog.veil, r.dialog.card, r.dialog.tip}
}
func (r dialogRenderer) Destroy() {}
