// Operations that move pixels: Pillow's Image.transform with bicubic resampling.

package augment

import (
	"math"

	"maestudio/core/dataset/picture"
)

// matrix tells where a pixel comes from: that of the result with its middle at (x, y)
// from (m0 x + m1 y + m2, m3 x + m4 y + m5).
type matrix [6]float64

// fill is what comes from outside: ImageNet's mean colour.
var fill = [3]uint8{124, 116, 104}

// rotation turns the picture about its middle, counter-clockwise. Sums and roundings are
// Pillow's: where the fraction is cut off, the last digit shows.
func rotation(p *picture.Picture, degrees float64) matrix {
	sin, cos := math.Sincos(-degrees * math.Pi / 180)
	sin, cos = math.RoundToEven(sin*1e15)/1e15, math.RoundToEven(cos*1e15)/1e15
	x, y := float64(p.Width)/2, float64(p.Height)/2
	right := float64(-cos*x) - float64(sin*y)
	down := float64(sin*x) - float64(cos*y)
	return matrix{cos, sin, right + x, -sin, cos, down + y}
}

// affine moves the pixels of p by m.
func (a *Augmenter) affine(p *picture.Picture, m matrix) {
	s := sampled{a.keep(p), p.Width, p.Height}
	for y := range p.Height {
		for x := range p.Width {
			fx, fy := float64(x)+0.5, float64(y)+0.5
			s.at(p.Pix[3*(y*p.Width+x):], float64(m[0]*fx)+float64(m[1]*fy)+m[2], float64(m[3]*fx)+float64(m[4]*fy)+m[5])
		}
	}
}

// sampled is a picture that is looked at between its pixels.
type sampled struct {
	pix           []uint8
	width, height int
}

// at writes the colour at (x, y), in pixels from the upper left corner, to dst. Beyond
// the edge the nearest pixels go on as far as the cubic reaches. The fraction is cut off,
// as Pillow does.
func (s *sampled) at(dst []uint8, x, y float64) {
	if !(0 <= x && x < float64(s.width) && 0 <= y && y < float64(s.height)) {
		copy(dst[:3], fill[:])
		return
	}
	x, y = x-0.5, y-0.5
	left, up := math.Floor(x), math.Floor(y)
	dx, dy := x-left, y-up
	var columns [4]int
	for k := range columns {
		columns[k] = 3 * min(max(int(left)-1+k, 0), s.width-1)
	}
	var rows [4][]uint8
	for k := range rows {
		rows[k] = s.pix[3*s.width*min(max(int(up)-1+k, 0), s.height-1):][:3*s.width]
	}
	switch {
	case dy == 0: // moved along rows: the cubic downwards returns what it is given
		across(dst, rows[1], columns, dx)
	case dx == 0:
		for c := range 3 {
			k := columns[1] + c
			dst[c] = cut(cubic(rows[0][k], rows[1][k], rows[2][k], rows[3][k], dy))
		}
	default:
		for c := range 3 {
			var v [4]float64
			for k, row := range rows {
				v[k] = cubic(row[columns[0]+c], row[columns[1]+c], row[columns[2]+c], row[columns[3]+c], dx)
			}
			dst[c] = cut(cubic(v[0], v[1], v[2], v[3], dy))
		}
	}
}

// across writes the colour at dx between columns 1 and 2 of a row.
func across(dst, row []uint8, columns [4]int, dx float64) {
	for c := range 3 {
		dst[c] = cut(cubic(row[columns[0]+c], row[columns[1]+c], row[columns[2]+c], row[columns[3]+c], dx))
	}
}

// cut is v as 8 bits, without its fraction.
func cut(v float64) uint8 { return uint8(min(max(v, 0), 255)) }

// cubic is the value at b + at on the way from b to c: the cubic of Keys with a = -1,
// which is Pillow's here, though not where it resizes.
func cubic[V uint8 | float64](v0, v1, v2, v3 V, at float64) float64 {
	a, b, c, d := float64(v0), float64(v1), float64(v2), float64(v3)
	p2, p3, p4 := c-a, 2*(a-b)+c-d, b-a-c+d
	return b + float64(at*(p2+float64(at*(p3+float64(at*p4)))))
}
