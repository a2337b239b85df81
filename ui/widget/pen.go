package widget

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// point is a place in units of the window; a gap has NaN as y.
type point struct{ x, y float32 }

// pen draws smooth lines into a picture of screen pixels.
type pen struct {
	picture *image.RGBA
	scale   float32
	raster  *vector.Rasterizer
}

func newPen(w, h int, scale float32) *pen {
	return &pen{image.NewRGBA(image.Rect(0, 0, w, h)), scale, vector.NewRasterizer(w, h)}
}

// ink fills the path made so far.
func (p *pen) ink(c color.Color) {
	p.raster.Draw(p.picture, p.picture.Bounds(), image.NewUniform(c), image.Point{})
	b := p.picture.Bounds()
	p.raster.Reset(b.Dx(), b.Dy())
}

// quad adds a filled rectangle along a line.
func (p *pen) quad(a, b point, width float32) {
	dx, dy := b.x-a.x, b.y-a.y
	length := float32(math.Hypot(float64(dx), float64(dy)))
	if length == 0 {
		return
	}
	nx, ny := -dy/length*width/2, dx/length*width/2
	s := p.scale
	p.raster.MoveTo((a.x+nx)*s, (a.y+ny)*s)
	p.raster.LineTo((b.x+nx)*s, (b.y+ny)*s)
	p.raster.LineTo((b.x-nx)*s, (b.y-ny)*s)
	p.raster.LineTo((a.x-nx)*s, (a.y-ny)*s)
	p.raster.ClosePath()
}

// circle adds a filled circle as a polygon of 16 sides.
func (p *pen) circle(x, y, radius float32) {
	for i := range 16 {
		a := -float64(i) * math.Pi / 8 // the way round that quad turns
		px, py := (x+radius*float32(math.Cos(a)))*p.scale, (y+radius*float32(math.Sin(a)))*p.scale
		if i == 0 {
			p.raster.MoveTo(px, py)
		} else {
			p.raster.LineTo(px, py)
		}
	}
	p.raster.ClosePath()
}

func (p *pen) dot(x, y, radius float32, c color.Color) {
	p.circle(x, y, radius)
	p.ink(c)
}

// stroke draws a line through points with round joints. All pieces turn the
// same way round, so where they overlap they add up instead of cancelling.
func (p *pen) stroke(points []point, width float32, c color.Color) {
	for i, q := range points {
		if isGap(q) {
			continue
		}
		if width > 1.2 {
			p.circle(q.x, q.y, width/2)
		}
		if i > 0 && !isGap(points[i-1]) {
			p.quad(points[i-1], q, width)
		}
	}
	p.ink(c)
}

// fill shades the ground below a line, fading downwards.
func (p *pen) fill(points []point, bottom float32, c color.Color) {
	for start := 0; start < len(points); {
		for start < len(points) && isGap(points[start]) {
			start++
		}
		end := start
		for end < len(points) && !isGap(points[end]) {
			end++
		}
		p.shade(points[start:end], bottom, c)
		start = end
	}
}

func (p *pen) shade(points []point, bottom float32, c color.Color) {
	if len(points) < 2 {
		return
	}
	s, top := p.scale, bottom
	p.raster.MoveTo(points[0].x*s, bottom*s)
	for _, q := range points {
		p.raster.LineTo(q.x*s, q.y*s)
		top = min(top, q.y)
	}
	p.raster.LineTo(points[len(points)-1].x*s, bottom*s)
	p.raster.ClosePath()
	p.fade(color.NRGBAModel.Convert(c).(color.NRGBA), top*s, bottom*s)
}

// fade fills the path made so far with a colour that loses its strength from top
// to bottom, row by row: each is of one colour, which is quick to draw.
func (p *pen) fade(c color.NRGBA, top, bottom float32) {
	b := p.picture.Bounds()
	mask := image.NewAlpha(b)
	p.raster.Draw(mask, b, image.Opaque, image.Point{})
	p.raster.Reset(b.Dx(), b.Dy())
	for y := max(b.Min.Y, int(top)); y < min(b.Max.Y, int(bottom)+1); y++ {
		row := c
		row.A = uint8(float32(c.A) * min(max((bottom-float32(y))/max(1, bottom-top), 0), 1))
		draw.DrawMask(p.picture, image.Rect(b.Min.X, y, b.Max.X, y+1), image.NewUniform(row), image.Point{}, mask, image.Pt(b.Min.X, y), draw.Over)
	}
}

// level draws a line of one pixel across, dashed or not.
func (p *pen) level(x0, x1, y float32, c color.Color, dashed bool) {
	row := int(y * p.scale)
	dash := int(4 * p.scale)
	for x := int(x0 * p.scale); x < int(x1*p.scale); x++ {
		if !dashed || (x/max(1, dash))%2 == 0 {
			p.picture.Set(x, row, c)
		}
	}
}

// plumb draws a line of one pixel downwards.
func (p *pen) plumb(x, y0, y1 float32, c color.Color) {
	for y := int(y0 * p.scale); y < int(y1*p.scale); y++ {
		p.picture.Set(int(x*p.scale), y, c)
	}
}

// block fills a rectangle.
func (p *pen) block(x, y, width, height float32, c color.Color) {
	s := p.scale
	draw.Draw(p.picture, image.Rect(int(x*s), int(y*s), int((x+width)*s), int((y+height)*s)), image.NewUniform(c), image.Point{}, draw.Src)
}

func isGap(q point) bool { return q.y != q.y }

// toPoints turns values into places, at most a few for each column of the
// window: of more it keeps the first, least, greatest and last.
func toPoints(f frame, xs, ys []float64) []point {
	n := min(len(xs), len(ys))
	all := make([]point, 0, min(n, 4096))
	for i := 0; i < n; {
		column := int(f.x(xs[i]))
		j := i
		for j < n && int(f.x(xs[j])) == column {
			j++
		}
		if j-i <= 4 {
			for ; i < j; i++ {
				all = append(all, f.point(xs[i], ys[i]))
			}
			continue
		}
		low, high := i, i
		for k := i; k < j; k++ {
			if ys[k] < ys[low] || math.IsNaN(ys[low]) {
				low = k
			}
			if ys[k] > ys[high] || math.IsNaN(ys[high]) {
				high = k
			}
		}
		all = append(all, f.point(xs[i], ys[i]), f.point(xs[low], ys[low]), f.point(xs[high], ys[high]), f.point(xs[j-1], ys[j-1]))
		i = j
	}
	return all
}

// point places a value, held inside the frame so that an outlier draws no line
// across the words.
func (f frame) point(x, y float64) point {
	if math.IsNaN(y) || math.IsInf(y, 0) {
		return point{f.x(x), float32(math.NaN())}
	}
	return point{f.x(x), min(max(f.y(y), f.top-4), f.bottom)}
}
