package widget

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/ui/theme"
)

// Spark is a curve without axes: how a run went, at a glance.
type Spark struct {
	fynewidget.BaseWidget
	values []float64
	color  fyne.ThemeColorName
	size   fyne.Size
}

// NewSpark makes a curve of a size.
func NewSpark(width, height float32) *Spark {
	s := &Spark{color: theme.Accent, size: fyne.NewSize(width, height)}
	s.ExtendBaseWidget(s)
	return s
}

// Set shows values in a colour.
func (s *Spark) Set(values []float64, color fyne.ThemeColorName) {
	s.values, s.color = values, color
	s.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (s *Spark) CreateRenderer() fyne.WidgetRenderer {
	r := &sparkRenderer{spark: s}
	r.raster = canvas.NewRaster(r.draw)
	return r
}

type sparkRenderer struct {
	spark  *Spark
	raster *canvas.Raster
}

func (r *sparkRenderer) MinSize() fyne.Size           { return r.spark.size }
func (r *sparkRenderer) Layout(size fyne.Size)        { r.raster.Resize(size) }
func (r *sparkRenderer) Refresh()                     { r.raster.Refresh() }
func (r *sparkRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.raster} }
func (r *sparkRenderer) Destroy()                     {}

func (r *sparkRenderer) draw(w, h int) image.Image {
	size, values := r.spark.Size(), r.spark.values
	p := newPen(max(w, 1), max(h, 1), float32(w)/max(size.Width, 1))
	if len(values) < 2 {
		return p.picture
	}
	c := Chart{curves: []Curve{{X: count(len(values)), Y: values}}}
	f := frame{left: 2, right: size.Width - 6, top: 3, bottom: size.Height - 4, last: float64(len(values) - 1)}
	f.low, f.high = c.bounds()
	points := toPoints(f, c.curves[0].X, values)
	line := theme.Color(r.spark.color)
	p.stroke(points, 1.6, line)
	if i := c.curves[0].end(); i >= 0 {
		p.dot(f.x(float64(i)), f.y(values[i]), 2.5, line)
	}
	return p.picture
}

// count returns 0, 1, ... n-1.
func count(n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = float64(i)
	}
	return all
}
