// Operations that go from a poorer picture through the picture and beyond: Pillow's
// ImageEnhance. A factor of 0 is the poorer one, 1 the picture itself.

package augment

import "maestudio/core/dataset/picture"

// grey is how bright a pixel is (ITU-R 601-2), as Pillow computes it.
func grey(pixel []uint8) uint8 {
	return uint8((19595*uint32(pixel[0]) + 38470*uint32(pixel[1]) + 7471*uint32(pixel[2]) + 0x8000) >> 16)
}

// blend goes from a to b by factor, and cuts off the fraction.
func blend(a, b uint8, factor float32) uint8 {
	v := float32(a) + float32(factor*float32(int(b)-int(a))) // in two steps: a fused one rounds otherwise
	return uint8(min(max(v, 0), 255))
}

// colour goes from grey.
func colour(p *picture.Picture, factor float64) {
	for i := 0; i < len(p.Pix); i += 3 {
		pixel := p.Pix[i : i+3]
		g := grey(pixel)
		for c, v := range pixel {
			pixel[c] = blend(g, v, float32(factor))
		}
	}
}

// contrast goes from the mean grey.
func contrast(p *picture.Picture, factor float64) {
	sum, n := 0, len(p.Pix)/3
	for i := 0; i < len(p.Pix); i += 3 {
		sum += int(grey(p.Pix[i:]))
	}
	blendAll(p, uint8((2*sum+n)/(2*n)), factor)
}

// brightness goes from black.
func brightness(p *picture.Picture, factor float64) { blendAll(p, 0, factor) }

func blendAll(p *picture.Picture, from uint8, factor float64) {
	var t table
	for v := range t {
		t[v] = blend(from, uint8(v), float32(factor))
	}
	t.applyAll(p)
}

// sharpness goes from the picture smoothed by a 3 x 3 filter, 5 in the middle and 1
// around. The outermost pixels stay as they are.
func (a *Augmenter) sharpness(p *picture.Picture, factor float64) {
	old, stride := a.keep(p), 3*p.Width
	for y := 1; y < p.Height-1; y++ {
		for i := y*stride + 3; i < (y+1)*stride-3; i++ {
			sum := 4 * int(old[i])
			for _, row := range [3]int{i - stride, i, i + stride} {
				sum += int(old[row-3]) + int(old[row]) + int(old[row+3])
			}
			p.Pix[i] = blend(uint8((2*sum+13)/26), old[i], float32(factor))
		}
	}
}
