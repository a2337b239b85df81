package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Share is a bar in two parts: the first in accent, the rest in grey.
type Share struct {
	fynewidget.BaseWidget
	first float64
}

// NewShare makes a bar.
func NewShare() *Share {
	s := &Share{first: 0.5}
	s.ExtendBaseWidget(s)
	return s
}

// Set changes the first part's share, 0 to 1.
func (s *Share) Set(first float64) {
	s.first = min(max(first, 0), 1)
	s.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (s *Share) CreateRenderer() fyne.WidgetRenderer {
	r := &shareRenderer{s, canvas.NewRectangle(nil), canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type shareRenderer struct {
	share      *Share
	first, two *canvas.Rectangle
}

func (r *shareRenderer) MinSize() fyne.Size { return fyne.NewSize(60, 8) }

func (r *shareRenderer) Layout(size fyne.Size) {
	width := float32(int(float32(r.share.first) * (size.Width - 2)))
	r.first.Resize(fyne.NewSize(width, 8))
	r.two.Move(fyne.NewPos(width+2, 0))
	r.two.Resize(fyne.NewSize(size.Width-width-2, 8))
}

func (r *shareRenderer) Refresh() {
	r.first.FillColor, r.two.FillColor = theme.Color(theme.Accent), theme.Color(theme.Faint)
	r.first.TopLeftCornerRadius, r.first.BottomLeftCornerRadius = 4, 4
	r.two.TopRightCornerRadius, r.two.BottomRightCornerRadius = 4, 4
	r.Layout(r.share.Size())
	r.first.Refresh()
	r.two.Refresh()
}

func (r *shareRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.first, r.two} }
func (r *shareRenderer) Destroy()                     {}
