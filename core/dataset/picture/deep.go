// Pictures of 16 bits a sample. Cameras and microscopes store 10, 12 or 14 bits
// in them, and dividing those by 256 would leave a black picture. So the range is
// that of the significant bits: the length of the largest sample in the file, at
// least 8, because a picture of 8 bits in 16 may be dark. A full range stays one.

package picture

import (
	"image"
	"math/bits"
)

// deep reads the pixels of a 16-bit picture, whatever its kind.
type deep struct {
	pix      []uint8 // big-endian samples
	stride   int
	rect     image.Rectangle
	channels int  // 1 grey, 4 red, green, blue and alpha
	straight bool // colours are not multiplied by alpha
}

func newDeep(img image.Image) deep {
	switch m := img.(type) {
	case *image.Gray16:
		return deep{m.Pix, m.Stride, m.Rect, 1, true}
	case *image.RGBA64:
		return deep{m.Pix, m.Stride, m.Rect, 4, false}
	case *image.NRGBA64:
		return deep{m.Pix, m.Stride, m.Rect, 4, true}
	}
	return deep{}
}

func (d deep) sample(i int) uint32 { return uint32(d.pix[2*i])<<8 | uint32(d.pix[2*i+1]) }

// top is the largest value that the significant bits can hold.
func (d deep) top() uint32 {
	var all uint32
	for y := range d.rect.Dy() {
		first := y * d.stride / 2
		for i := range d.rect.Dx() * d.channels {
			if i%4 != 3 || d.channels == 1 {
				all |= d.sample(first + i)
			}
		}
	}
	return 1<<max(bits.Len32(all), 8) - 1
}

// deepRows is rows for 16 bits.
func deepRows(img image.Image) func(y int, dst []uint8) {
	d := newDeep(img)
	top := d.top()
	return func(y int, dst []uint8) {
		at := (y - d.rect.Min.Y) * d.stride / 2
		for x := range d.rect.Dx() {
			if d.channels == 1 {
				v := scaled(d.sample(at+x), 0xffff, top, true)
				dst[3*x], dst[3*x+1], dst[3*x+2] = v, v, v
				continue
			}
			pixel := at + 4*x
			alpha := d.sample(pixel + 3)
			for c := range 3 {
				dst[3*x+c] = scaled(d.sample(pixel+c), alpha, top, d.straight)
			}
		}
	}
}

// scaled lays a sample of 0 to top over white, as 8 bits.
func scaled(v, alpha, top uint32, straight bool) uint8 {
	const opaque = 0xffff
	part := uint64(v) * opaque
	if straight {
		part = uint64(v) * uint64(alpha)
	}
	white := uint64(top) * uint64(opaque-alpha)
	whole := uint64(top) * opaque
	return uint8((min(part+white, whole)*255 + whole/2) / whole)
}
