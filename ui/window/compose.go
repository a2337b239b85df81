package window

import (
	"image"
	"image/color"
	"image/draw"

	"maestudio/ui/theme"
)

// hide draws a picture with its hidden patches as softly rounded squares, at
// side x side pixels of the screen: visible patches are copied, hidden ones are
// drawn over what ghost lets through (0 nothing, 1 all).
func hide(picture image.Image, grid int, hidden []bool, side int, ghost float64) image.Image {
	out := image.NewNRGBA(image.Rect(0, 0, side, side))
	picture = scaled(picture, side)
	draw.Draw(out, out.Rect, picture, picture.Bounds().Min, draw.Src)
	ground := color.NRGBAModel.Convert(theme.Color(theme.Window)).(color.NRGBA)
	square := color.NRGBAModel.Convert(theme.Color(theme.Hidden)).(color.NRGBA)
	for i, h := range hidden {
		if !h {
			continue
		}
		x, y := i%grid, i/grid
		r := image.Rect(x*side/grid, y*side/grid, (x+1)*side/grid, (y+1)*side/grid)
		cover(out, r, ground, square, ghost)
	}
	return out
}

// cover draws one hidden patch: the ground, and on it a square 1 px smaller on
// each side with rounded corners.
func cover(out *image.NRGBA, r image.Rectangle, ground, square color.NRGBA, ghost float64) {
	inset := r.Inset(1)
	radius := min(3, inset.Dx()/4)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			share := roundness(x, y, inset, radius)
			c := mix(ground, square, share)
			if ghost > 0 {
				c = mix(c, out.NRGBAAt(x, y), ghost*share)
			}
			out.SetNRGBA(x, y, c)
		}
	}
}

// roundness is how much of a pixel lies in a rectangle with rounded corners.
func roundness(x, y int, r image.Rectangle, radius int) float64 {
	if !image.Pt(x, y).In(r) {
		return 0
	}
	dx := max(r.Min.X+radius-x, x-(r.Max.X-1-radius), 0)
	dy := max(r.Min.Y+radius-y, y-(r.Max.Y-1-radius), 0)
	beyond := dx*dx + dy*dy - radius*radius
	switch {
	case beyond <= -radius:
		return 1
	case beyond >= radius:
		return 0
	default:
		return 0.5 - float64(beyond)/float64(2*max(1, radius))
	}
}

func mix(a, b color.NRGBA, share float64) color.NRGBA {
	part := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*share + 0.5) }
	return color.NRGBA{part(a.R, b.R), part(a.G, b.G), part(a.B, b.B), 255}
}

// keepVisible puts the visible patches of a picture over what was redrawn.
func keepVisible(picture, redrawn image.Image, grid int, hidden []bool) image.Image {
	b := redrawn.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Rect, redrawn, b.Min, draw.Src)
	for i, h := range hidden {
		if h {
			continue
		}
		x, y := i%grid, i/grid
		r := image.Rect(x*b.Dx()/grid, y*b.Dy()/grid, (x+1)*b.Dx()/grid, (y+1)*b.Dy()/grid)
		draw.Draw(out, r, picture, picture.Bounds().Min.Add(r.Min), draw.Src)
	}
	return out
}

// larger scales a small picture up for the screen.
func larger(picture image.Image, side int) image.Image {
	if picture == nil || picture.Bounds().Dx() >= side {
		return picture
	}
	return scaled(picture, side)
}

// lastScale is a picture at the size it was wanted last: scaling takes longer than all else
// that follows a slider.
type lastScale struct {
	from image.Image
	to   image.Image
}

func (s *lastScale) at(picture image.Image, side int) image.Image {
	if s.from != picture || s.to.Bounds().Dx() != side {
		s.from, s.to = picture, scaled(picture, side)
	}
	return s.to
}
