// Brightness and colour to red, green and blue. JPEG and WebP store the colour of
// two by two pixels, or of two beside each other, as one. It is spread with weights
// of 3 and 1 for the nearer and the farther neighbour in each direction, which is
// what libjpeg and libwebp do ("fancy upsampling") and so what the published code
// saw; the standard library's conversion repeats the nearer one.

package picture

import (
	"image"
	"image/color"
)

// ycbcrRows is rows for brightness and colour. video tells that the brightness
// spans 16 to 235, as in WebP, not 0 to 255.
func ycbcrRows(m *image.YCbCr, video bool) func(y int, dst []uint8) {
	n := m.Rect.Dx()
	cb, cr := newSpread(m, m.Cb), newSpread(m, m.Cr)
	return func(y int, dst []uint8) {
		luma := m.Y[m.YOffset(m.Rect.Min.X, y):][:n]
		blue, red := cb.row(y - m.Rect.Min.Y)[:n], cr.row(y - m.Rect.Min.Y)[:n]
		if video {
			videoRow(dst[:3*n], luma, blue, red)
		} else {
			fullRow(dst[:3*n], luma, blue, red)
		}
	}
}

func fullRow(dst, luma, cb, cr []uint8) {
	for x, l := range luma {
		dst[3*x], dst[3*x+1], dst[3*x+2] = color.YCbCrToRGB(l, cb[x], cr[x])
	}
}

// videoRow converts by ITU-R BT.601 with a brightness of 16 to 235, in the
// whole numbers of libwebp.
func videoRow(dst, luma, cb, cr []uint8) {
	part := func(v uint8, factor int32) int32 { return int32(v) * factor >> 8 }
	clip := func(v int32) uint8 { return uint8(min(max(v>>6, 0), 255)) }
	for x, v := range luma {
		l := part(v, 19077)
		dst[3*x] = clip(l + part(cr[x], 26149) - 14234)
		dst[3*x+1] = clip(l - part(cb[x], 6419) - part(cr[x], 13320) + 8708)
		dst[3*x+2] = clip(l + part(cb[x], 33050) - 17685)
	}
}

// spread makes the rows of one plane of colour as wide and high as the picture.
type spread struct {
	plane         []uint8
	stride        int
	width, height int // of the plane
	across, down  int // pixels that share a sample
	sums          []int32
	out           []uint8
}

func newSpread(m *image.YCbCr, plane []uint8) *spread {
	s := &spread{plane: plane, stride: m.CStride, across: 1, down: 1}
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		s.across = 2
	case image.YCbCrSubsampleRatio420:
		s.across, s.down = 2, 2
	case image.YCbCrSubsampleRatio440:
		s.down = 2
	case image.YCbCrSubsampleRatio411:
		s.across = 4
	case image.YCbCrSubsampleRatio410:
		s.across, s.down = 4, 2
	}
	s.width = (m.Rect.Dx() + s.across - 1) / s.across
	s.height = (m.Rect.Dy() + s.down - 1) / s.down
	s.sums = make([]int32, s.width)
	s.out = make([]uint8, s.width*s.across)
	return s
}

// row returns the samples of row y of the picture, valid until the next call.
func (s *spread) row(y int) []uint8 {
	const narrow = 2 // libjpeg repeats samples where there are no more than these
	if s.across == 1 && s.down == 1 {
		return s.plane[y*s.stride:][:s.width]
	}
	s.blend(y, s.width <= narrow)
	switch {
	case s.across == 2 && s.width > narrow:
		s.widen()
	case s.across == 1:
		round := int32(1 + y%2)
		for x, v := range s.sums {
			s.out[x] = uint8((v + round) >> 2)
		}
	default:
		for x := range s.out {
			s.out[x] = uint8(s.sums[x/s.across] >> 2)
		}
	}
	return s.out
}

// blend sums the nearer row of the plane three times and the farther one once.
func (s *spread) blend(y int, repeat bool) {
	near := y / s.down
	far := near
	if s.down == 2 && s.across < 4 && !repeat {
		far = min(max(near-1+2*(y%2), 0), s.height-1)
	}
	a, b := s.plane[near*s.stride:][:s.width], s.plane[far*s.stride:][:s.width]
	for x := range s.sums {
		s.sums[x] = 3*int32(a[x]) + int32(b[x])
	}
}

// widen does the same from column to column. The sums are four times too large
// by now, and sixteen times after it. What is added for rounding is libjpeg's.
func (s *spread) widen() {
	left, right := int32(8), int32(7)
	if s.down == 1 {
		left, right = 4, 8
	}
	before := s.sums[0]
	for x, v := range s.sums {
		after := s.sums[min(x+1, s.width-1)]
		s.out[2*x] = uint8((3*v + before + left) >> 4)
		s.out[2*x+1] = uint8((3*v + after + right) >> 4)
		before = v
	}
}
