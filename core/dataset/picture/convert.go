// From what the decoders return to red, green and blue of 8 bits, row by row and
// straight to the place where the orientation wants them.

package picture

import (
	"image"
	"image/color"
)

// fromImage lays img over a white canvas and turns it by an EXIF orientation.
// Only a GIF's frame may be smaller than its canvas. For video see ycbcrRows.
func fromImage(img image.Image, canvas image.Rectangle, orientation int, video bool) *Picture {
	w, h := canvas.Dx(), canvas.Dy()
	p, start, right, down := turned(w, h, orientation)
	b := img.Bounds().Intersect(canvas)
	row, line := rows(img, video), make([]uint8, 3*w)
	fill(line, 255)
	for y := range h {
		if b.Min.Y <= canvas.Min.Y+y && canvas.Min.Y+y < b.Max.Y {
			row(canvas.Min.Y+y, line[3*(b.Min.X-canvas.Min.X):])
		} else {
			fill(line, 255)
		}
		if at := start + y*down; right == 3 {
			copy(p.Pix[at:], line)
		} else {
			scatter(p.Pix, line, at, right)
		}
	}
	return p
}

// turn shows a stored picture as its orientation wants it.
func turn(p *Picture, orientation int) *Picture {
	if orientation == 1 {
		return p
	}
	q, start, right, down := turned(p.Width, p.Height, orientation)
	for y := range p.Height {
		scatter(q.Pix, p.Pix[3*y*p.Width:][:3*p.Width], start+y*down, right)
	}
	return q
}

// turned makes the picture that a stored one of w x h is shown as. The stored
// pixel (x, y) belongs at Pix[start + x*right + y*down].
func turned(w, h, orientation int) (p *Picture, start, right, down int) {
	p = New(w, h)
	if orientation > 4 { // rows become columns
		p.Width, p.Height = h, w
	}
	col, row := 3, 3*p.Width
	lastCol, lastRow := (p.Width-1)*col, (p.Height-1)*row
	switch orientation {
	case 2:
		return p, lastCol, -col, row
	case 3:
		return p, lastCol + lastRow, -col, -row
	case 4:
		return p, lastRow, col, -row
	case 5:
		return p, 0, row, col
	case 6:
		return p, lastCol, row, -col
	case 7:
		return p, lastCol + lastRow, -row, -col
	case 8:
		return p, lastRow, -row, col
	}
	return p, 0, col, row
}

func scatter(pix, line []uint8, at, step int) {
	for i := 0; i < len(line); i, at = i+3, at+step {
		pix[at], pix[at+1], pix[at+2] = line[i], line[i+1], line[i+2]
	}
}

func fill(line []uint8, v uint8) {
	for i := range line {
		line[i] = v
	}
}

// rows returns a function that writes row y of img as red, green and blue; y
// counts as in img.Bounds(). For video see ycbcrRows.
func rows(img image.Image, video bool) func(y int, dst []uint8) {
	switch m := img.(type) {
	case *image.YCbCr:
		return ycbcrRows(m, video)
	case *image.NYCbCrA:
		opaque := ycbcrRows(&m.YCbCr, video)
		return func(y int, dst []uint8) {
			opaque(y, dst)
			a := m.A[m.AOffset(m.Rect.Min.X, y):]
			for i := range 3 * m.Rect.Dx() {
				dst[i] = overWhite(dst[i], a[i/3])
			}
		}
	case *image.Gray:
		return func(y int, dst []uint8) { grayRow(m.Pix[m.PixOffset(m.Rect.Min.X, y):], dst, m.Rect.Dx()) }
	case *image.RGBA:
		return func(y int, dst []uint8) { rgbaRow(m.Pix[m.PixOffset(m.Rect.Min.X, y):], dst, m.Rect.Dx()) }
	case *image.NRGBA:
		return func(y int, dst []uint8) { nrgbaRow(m.Pix[m.PixOffset(m.Rect.Min.X, y):], dst, m.Rect.Dx()) }
	case *image.CMYK:
		return func(y int, dst []uint8) { cmykRow(m.Pix[m.PixOffset(m.Rect.Min.X, y):], dst, m.Rect.Dx()) }
	case *image.Paletted:
		colours := paletteRGB(m.Palette)
		return func(y int, dst []uint8) {
			for x, v := range m.Pix[m.PixOffset(m.Rect.Min.X, y):][:m.Rect.Dx()] {
				copy(dst[3*x:3*x+3], colours[v][:])
			}
		}
	case *image.Gray16, *image.RGBA64, *image.NRGBA64:
		return deepRows(img)
	}
	return func(y int, dst []uint8) {
		b := img.Bounds()
		for x := range b.Dx() {
			c := colourRGB(img.At(b.Min.X+x, y))
			copy(dst[3*x:3*x+3], c[:])
		}
	}
}

func grayRow(src, dst []uint8, n int) {
	for x, v := range src[:n] {
		dst[3*x], dst[3*x+1], dst[3*x+2] = v, v, v
	}
}

// rgbaRow: colours are multiplied by alpha already.
func rgbaRow(src, dst []uint8, n int) {
	for i, j := 0, 0; j < 3*n; i, j = i+4, j+3 {
		white := 255 - uint32(src[i+3])
		dst[j], dst[j+1], dst[j+2] = added(src[i], white), added(src[i+1], white), added(src[i+2], white)
	}
}

func added(c uint8, white uint32) uint8 { return uint8(min(uint32(c)+white, 255)) }

func nrgbaRow(src, dst []uint8, n int) {
	for i, j := 0, 0; j < 3*n; i, j = i+4, j+3 {
		a := src[i+3]
		dst[j], dst[j+1], dst[j+2] = overWhite(src[i], a), overWhite(src[i+1], a), overWhite(src[i+2], a)
	}
}

func cmykRow(src, dst []uint8, n int) {
	for i, j := 0, 0; j < 3*n; i, j = i+4, j+3 {
		dst[j], dst[j+1], dst[j+2] = color.CMYKToRGB(src[i], src[i+1], src[i+2], src[i+3])
	}
}

// overWhite lays a colour of opacity a over white.
func overWhite(c, a uint8) uint8 {
	if a == 255 {
		return c
	}
	return uint8((uint32(c)*uint32(a) + 255*uint32(255-a) + 127) / 255)
}

// paletteRGB lays a palette over white; places beyond its end are black.
func paletteRGB(p color.Palette) (rgb [256][3]uint8) {
	for i, c := range p[:min(len(p), 256)] {
		if c != nil {
			rgb[i] = colourRGB(c)
		}
	}
	return rgb
}

func colourRGB(c color.Color) [3]uint8 {
	r, g, b, a := c.RGBA() // 16 bits, multiplied by alpha
	white := 0xffff - a
	return [3]uint8{eight(r + white), eight(g + white), eight(b + white)}
}

// eight rounds 16 bits to 8.
func eight(v uint32) uint8 { return uint8((min(v, 0xffff) + 128) / 257) }
