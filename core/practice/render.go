// From a scene to pixels.

package practice

import (
	"image"
	"image/color"
	"math"
)

// corners are three places around the middle of a pixel.
var corners = [3][2]float64{{-.06, -.4}, {.38, .16}, {-.32, .25}}

// render looks once through the middle of each pixel, and three times more where
// its neighbours differ: along edges.
func (s *scene) render(size int) *image.RGBA {
	s.pixel = 2 / s.zoom / float64(size)
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	first := make([]sample, size*size)
	for y := range size {
		for x := range size {
			first[y*size+x] = s.sample(float64(x), float64(y), size)
		}
	}
	for y := range size {
		for x := range size {
			c := first[y*size+x].shown
			if rough(first, x, y, size) {
				for _, at := range corners {
					c = c.plus(s.sample(float64(x)+at[0], float64(y)+at[1], size).shown)
				}
				c = c.times(1 / float64(1+len(corners)))
			}
			img.SetRGBA(x, y, color.RGBA{level(c.x), level(c.y), level(c.z), 255})
		}
	}
	return img
}

// sample is one look: the colour as shown, and the part that was seen.
type sample struct {
	shown vec
	part  *part
}

func (s *scene) sample(x, y float64, size int) sample {
	half := float64(size) / 2
	c, p := s.light(s.eye, s.through((x+.5)/half-1, 1-(y+.5)/half), false)
	return sample{vec{film(c.x), film(c.y), film(c.z)}, p}
}

// rough tells whether the pixel differs from one beside, above or below it.
func rough(all []sample, x, y, size int) bool {
	a := &all[y*size+x]
	for _, d := range [4][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
		i, j := x+d[0], y+d[1]
		if i < 0 || j < 0 || i >= size || j >= size {
			continue
		}
		b := &all[j*size+i]
		if a.part != b.part || far(a.shown, b.shown) {
			return true
		}
	}
	return false
}

// far tells whether two shown colours differ by more than an eye overlooks.
func far(a, b vec) bool {
	const limit = .09
	return math.Abs(a.x-b.x) > limit || math.Abs(a.y-b.y) > limit || math.Abs(a.z-b.z) > limit
}

// film turns light into a shown value from 0 to 1: a curve with a soft shoulder
// (the fit of Narkowicz 2015 to the ACES film curve), then the screen's square root.
func film(x float64) float64 {
	x = max(float64(x*.72), 0)
	return math.Sqrt(clamp((float64(2.51*x*x) + float64(.03*x)) / (float64(2.43*x*x) + float64(.59*x) + .14)))
}

func level(x float64) uint8 { return uint8(float64(clamp(x)*255) + .5) }
