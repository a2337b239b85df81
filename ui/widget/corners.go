package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// labelWords are the words on labelGround.
var labelWords = color.NRGBA{0xee, 0xf1, 0xf4, 0xff}

// labelGround lies under words on a picture, in both themes.
var labelGround = color.NRGBA{0x13, 0x16, 0x19, 0xd8}

// Corners marks where a folder can be dropped: four corners around content.
type Corners struct {
	fynewidget.BaseWidget
	content fyne.CanvasObject
}

// NewCorners puts drop corners around content.
func NewCorners(content fyne.CanvasObject) *Corners {
	c := &Corners{content: content}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer implements fyne.Widget.
func (c *Corners) CreateRenderer() fyne.WidgetRenderer {
	r := &cornersRenderer{corners: c}
	for range 4 {
		r.arcs = append(r.arcs, canvas.NewArc(0, 90, 1-float32(cornerStroke)/cornerRadius, nil))
	}
	for range 8 {
		r.lines = append(r.lines, canvas.NewRectangle(nil))
	}
	r.Refresh()
	return r
}

const cornerRadius, cornerArm, cornerStroke = 12, 20, 2

type cornersRenderer struct {
	corners *Corners
	arcs    []*canvas.Arc
	lines   []*canvas.Rectangle
}

func (r *cornersRenderer) MinSize() fyne.Size { return r.corners.content.MinSize() }

func (r *cornersRenderer) Layout(size fyne.Size) {
	r.corners.content.Resize(size)
	for i := range 4 {
		right, bottom := i == 1 || i == 2, i >= 2
		r.corner(i, size, right, bottom)
	}
}

// corner places arc i and its two arms; i counts clockwise from the top left.
func (r *cornersRenderer) corner(i int, size fyne.Size, right, bottom bool) {
	place := func(o fyne.CanvasObject, x, y, w, h float32) {
		if right {
			x = size.Width - x - w
		}
		if bottom {
			y = size.Height - y - h
		}
		o.Resize(fyne.NewSize(w, h))
		o.Move(fyne.NewPos(x, y))
	}
	place(r.arcs[i], 0, 0, 2*cornerRadius, 2*cornerRadius)
	start := float32(i*90 - 90)
	r.arcs[i].StartAngle, r.arcs[i].EndAngle = start, start+90
	place(r.lines[2*i], cornerRadius, 0, cornerArm, cornerStroke)
	place(r.lines[2*i+1], 0, cornerRadius, cornerStroke, cornerArm)
}

func (r *cornersRenderer) Refresh() {
	c := theme.Color(theme.Line2)
	for _, a := range r.arcs {
		a.FillColor = c
		a.Refresh()
	}
	for _, l := range r.lines {
		l.FillColor = c
		l.Refresh()
	}
	r.Layout(r.corners.Size())
	r.corners.content.Refresh()
}

func (r *cornersRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.corners.content}
	for _, a := range r.arcs {
		objects = append(objects, a)
	}
	for _, l := range r.lines {
		objects = append(objects, l)
	}
	return objects
}
func (r *cornersRenderer) Destroy() {}
