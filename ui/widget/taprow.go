package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"maestudio/ui/theme"
)

// TapRow makes a whole row of other parts clickable.
type TapRow struct {
	control
	content  fyne.CanvasObject
	selected bool
}

// NewTapRow wraps content.
func NewTapRow(content fyne.CanvasObject, tapped func()) *TapRow {
	t := &TapRow{content: content}
	t.tapped = tapped
	t.extend(t)
	return t
}

// Select marks the row as chosen.
func (t *TapRow) Select(on bool) {
	t.selected = on
	t.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (t *TapRow) CreateRenderer() fyne.WidgetRenderer {
	r := &tapRowRenderer{t, canvas.NewRectangle(nil), canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type tapRowRenderer struct {
	row           *TapRow
	focus, ground *canvas.Rectangle
}

func (r *tapRowRenderer) MinSize() fyne.Size {
	return r.row.content.MinSize().AddWidthHeight(0, 24)
}

func (r *tapRowRenderer) Layout(size fyne.Size) {
	r.ground.Move(fyne.NewPos(-12, 0))
	r.ground.Resize(size.AddWidthHeight(24, 0))
	r.row.ring(r.focus, size, 8)
	r.row.content.Move(fyne.NewPos(0, 12))
	r.row.content.Resize(size.SubtractWidthHeight(0, 24))
}

func (r *tapRowRenderer) Refresh() {
	ground := theme.None
	stroke := theme.None
	if r.row.hovered || r.row.selected {
		ground = theme.Card
	}
	if r.row.selected {
		stroke = theme.Accent
	}
	r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(stroke), 2
	if stroke == theme.None {
		r.ground.StrokeWidth = 0
	}
	r.ground.FillColor, r.ground.CornerRadius = theme.Color(ground), 12
	r.Layout(r.row.Size())
	r.ground.Refresh()
	r.focus.Refresh()
	r.row.content.Refresh()
}

func (r *tapRowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.focus, r.row.content}
}
func (r *tapRowRenderer) Destroy() {}
