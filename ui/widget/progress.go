package widget

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Bar is a share as a bar of 6 px: accent while running, warn while waiting for
// the person, fill where it is only a number.
type Bar struct {
	fynewidget.BaseWidget
	share float64
	color fyne.ThemeColorName
}

// NewBar makes a bar.
func NewBar(share float64, color fyne.ThemeColorName) *Bar {
	b := &Bar{share: share, color: color}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes share (0 to 1) and colour.
func (b *Bar) Set(share float64, color fyne.ThemeColorName) {
	b.share, b.color = min(max(share, 0), 1), color
	b.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	r := &barRenderer{b, canvas.NewRectangle(nil), canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type barRenderer struct {
	bar          *Bar
	ground, fill *canvas.Rectangle
}

func (r *barRenderer) MinSize() fyne.Size { return fyne.NewSize(40, 6) }

func (r *barRenderer) Layout(size fyne.Size) {
	r.ground.Resize(fyne.NewSize(size.Width, 6))
	width := float32(r.bar.share) * size.Width
	if width > 0 {
		width = max(6, width)
	}
	r.fill.Resize(fyne.NewSize(width, 6))
	r.fill.Hidden = width == 0
}

func (r *barRenderer) Refresh() {
	r.ground.FillColor, r.ground.CornerRadius = theme.Color(theme.Raised), 3
	r.fill.FillColor, r.fill.CornerRadius = theme.Color(r.bar.color), 3
	r.Layout(r.bar.Size())
	r.ground.Refresh()
	r.fill.Refresh()
}

func (r *barRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.ground, r.fill} }
func (r *barRenderer) Destroy()                     {}

// ringStroke is how thick a ring is, whatever its size.
const ringStroke = 2

// Ring is a share as a ring, for a rail entry whose work is running.
type Ring struct {
	fynewidget.BaseWidget
	share float64
	color fyne.ThemeColorName
}

// NewRing makes a ring.
func NewRing() *Ring {
	g := &Ring{color: theme.Accent}
	g.ExtendBaseWidget(g)
	return g
}

// Set changes share (0 to 1) and colour.
func (g *Ring) Set(share float64, color fyne.ThemeColorName) {
	g.share, g.color = min(max(share, 0), 1), color
	g.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (g *Ring) CreateRenderer() fyne.WidgetRenderer {
	r := &ringRenderer{g, canvas.NewArc(0, 360, 0, nil), canvas.NewArc(0, 0, 0, nil)}
	r.Refresh()
	return r
}

type ringRenderer struct {
	ring         *Ring
	ground, fill *canvas.Arc
}

func (r *ringRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(10) }

func (r *ringRenderer) Layout(size fyne.Size) {
	hole := 1 - 2*ringStroke/max(1, size.Width)
	r.ground.CutoutRatio, r.fill.CutoutRatio = hole, hole
	r.ground.Resize(size)
	r.fill.Resize(size)
}

func (r *ringRenderer) Refresh() {
	r.ground.FillColor, r.fill.FillColor = theme.Color(theme.Press2), theme.Color(r.ring.color) // press is hardly seen on the light rail
	r.fill.StartAngle, r.fill.EndAngle = 0, float32(math.Max(4, r.ring.share*360))
	r.ground.Refresh()
	r.fill.Refresh()
}

func (r *ringRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.ground, r.fill} }
func (r *ringRenderer) Destroy()                     {}
