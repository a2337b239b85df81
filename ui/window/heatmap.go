package window

import (
	"image"
	"image/color"

	xdraw "golang.org/x/image/draw"
)

// coldest is how bright a patch stays that did not matter.
const coldest = 0.16

// warm darkens the patches of a picture by how little they weigh, 0 to 1.
func warm(picture image.Image, grid int, weight []float64) image.Image {
	b := picture.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	xdraw.Draw(out, out.Rect, picture, b.Min, xdraw.Src)
	for i, w := range weight {
		x, y := i%grid, i/grid
		r := image.Rect(x*b.Dx()/grid, y*b.Dy()/grid, (x+1)*b.Dx()/grid, (y+1)*b.Dy()/grid)
		dark := uint8(255 * (1 - coldest) * (1 - w))
		xdraw.Draw(out, r, image.NewUniform(color.NRGBA{0x13, 0x16, 0x19, dark}), image.Point{}, xdraw.Over)
	}
	return out
}
