package mae

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"gorgonia.org/tensor"
)

// Picture is one image as the model sees and redraws it, in 8-bit colours.
type Picture struct {
	Original *image.NRGBA
	Redrawn  *image.NRGBA // every patch as the model draws it; visible ones are noise, since no loss is taken of them
	Hidden   []bool       // of each patch, row by row
	Patch    int          // pixels of a patch's side
}

// Colours are how pixels were normalised: (v/255 - Mean) / Std for each colour.
type Colours struct {
	Mean, Std [3]float64

	// Honest takes nothing from what is hidden: the mean and the deviation of a
	// hidden patch are then guessed, from smearing what is visible.
	Honest bool
}

// Note says in a line where the colours of redrawn patches come from; "" where
// the model predicts them itself.
func (k Colours) Note(normPix bool) string {
	switch {
	case !normPix:
		return ""
	case k.Honest:
		return "Brightness and contrast of hidden patches are guessed from the visible ones."
	}
	return "Brightness and contrast of each patch are the true ones; the model draws only what is in it."
}

// Pictures turns what Redraw made of images (B, 3, S, S) into pictures.
//
// With NormPix the model predicts patches less their mean and by their
// deviation, so it says nothing of their colours: each redrawn patch, hidden
// ones too, then gets the mean and the deviation of the true patch, or of a
// guess (Colours.Honest). Whoever shows such a picture says so (Colours.Note).
func Pictures(images *tensor.Dense, out *Output, c Config, colours Colours) []Picture {
	truth, pred, mask := images.Data().([]float32), out.Pred.Data().([]float32), out.Mask.Data().([]float32)
	side, n := c.ImageSize, c.Patches()
	numbers := c.PatchSize * c.PatchSize * 3
	all := make([]Picture, images.Shape()[0])
	for b := range all {
		image := truth[b*3*side*side : (b+1)*3*side*side]
		p := Picture{Original: colours.original(image, side), Hidden: make([]bool, n), Patch: c.PatchSize}
		for i := range n {
			p.Hidden[i] = mask[b*n+i] != 0
		}
		levels := float64s(image)
		if colours.Honest && c.NormPix {
			levels = c.smear(image, p.Hidden)
		}
		p.Redrawn = colours.redrawn(levels, pred[b*n*numbers:(b+1)*n*numbers], c)
		all[b] = p
	}
	return all
}

// byte8 turns a normalised value of colour c back into 0 to 255.
func (k Colours) byte8(v float64, c int) uint8 {
	return uint8(min(max(math.Round((v*k.Std[c]+k.Mean[c])*255), 0), 255))
}

func (k Colours) original(values []float32, side int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for i := range side * side {
		for c := range 3 {
			img.Pix[4*i+c] = k.byte8(float64(values[c*side*side+i]), c)
		}
		img.Pix[4*i+3] = 255
	}
	return img
}

// redrawn paints a prediction (N, P*P*3; row, column, colour within a patch).
// levels (3, S, S) has the mean and the deviation of patches.
func (k Colours) redrawn(levels []float64, pred []float32, c Config) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, c.ImageSize, c.ImageSize))
	numbers := c.patchValues()
	own := make([]float64, numbers)
	for patch := range c.Patches() {
		at := c.corner(patch)
		mean, deviation := 0.0, 1.0
		if c.NormPix {
			c.cut(own, levels, patch)
			mean, deviation = statistics(own)
		}
		for i, v := range pred[patch*numbers : (patch+1)*numbers] {
			channel, x, y := i%3, at.X+i/3%c.PatchSize, at.Y+i/3/c.PatchSize
			o := img.PixOffset(x, y)
			img.Pix[o+channel], img.Pix[o+3] = k.byte8(float64(v)*deviation+mean, channel), 255
		}
	}
	return img
}

// corner is the upper left pixel of a patch.
func (c Config) corner(patch int) image.Point {
	grid := c.ImageSize / c.PatchSize
	return image.Pt(patch%grid, patch/grid).Mul(c.PatchSize)
}

// Kept is the redrawn picture with the visible patches as they are.
func (p Picture) Kept() *image.NRGBA {
	img := image.NewNRGBA(p.Redrawn.Rect)
	copy(img.Pix, p.Redrawn.Pix)
	p.patches(func(r image.Rectangle, hidden bool) {
		if !hidden {
			draw.Draw(img, r, p.Original, r.Min, draw.Src)
		}
	})
	return img
}

// patches calls f for each patch with its pixels.
func (p Picture) patches(f func(r image.Rectangle, hidden bool)) {
	grid := p.Original.Rect.Dx() / p.Patch
	for i, hidden := range p.Hidden {
		corner := image.Pt(i%grid, i/grid).Mul(p.Patch)
		f(image.Rectangle{corner, corner.Add(image.Pt(p.Patch, p.Patch))}, hidden)
	}
}

var (
	hiddenColour = color.NRGBA{0x2a, 0x31, 0x38, 0xff}
	groundColour = color.NRGBA{0x13, 0x16, 0x19, 0xff}
	wordColour   = color.NRGBA{0xee, 0xf1, 0xf4, 0xff}
	noteColour   = color.NRGBA{0xa9, 0xb2, 0xbc, 0xff}
)

// Masked is the picture, scale times as large, with quiet rounded squares for
// the hidden patches.
func (p Picture) Masked(scale int) *image.NRGBA {
	img := enlarge(p.Original, scale)
	p.patches(func(r image.Rectangle, hidden bool) {
		if hidden {
			square(img, image.Rectangle{r.Min.Mul(scale), r.Max.Mul(scale)})
		}
	})
	return img
}

// square draws a hidden patch: inset by a pixel, its corners softly rounded.
func square(img *image.NRGBA, r image.Rectangle) {
	draw.Draw(img, r, image.NewUniform(groundColour), image.Point{}, draw.Src)
	in := r.Inset(1)
	for y := in.Min.Y; y < in.Max.Y; y++ {
		for x := in.Min.X; x < in.Max.X; x++ {
			img.SetNRGBA(x, y, between(groundColour, hiddenColour, coverage(in, x, y)))
		}
	}
}

// coverage is the share of a pixel, 0 to 1, that lies in the rounded rectangle.
func coverage(r image.Rectangle, x, y int) float64 {
	radius := float64(min(3, r.Dx()/4))
	out := func(low, high, at int) float64 {
		middle := float64(at) + 0.5
		return max(float64(low)+radius-middle, middle-float64(high)+radius, 0)
	}
	away := math.Hypot(out(r.Min.X, r.Max.X, x), out(r.Min.Y, r.Max.Y, y))
	return min(max(radius+0.5-away, 0), 1)
}

// between goes the share s of the way from a to b.
func between(a, b color.NRGBA, s float64) color.NRGBA {
	part := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + s*(float64(b)-float64(a)))) }
	return color.NRGBA{part(a.R, b.R), part(a.G, b.G), part(a.B, b.B), 0xff}
}

// enlarge repeats each pixel scale times across and down.
func enlarge(p *image.NRGBA, scale int) *image.NRGBA {
	size := p.Rect.Size().Mul(scale)
	img := image.NewNRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			from, to := p.PixOffset(x/scale, y/scale), img.PixOffset(x, y)
			copy(img.Pix[to:to+4], p.Pix[from:from+4])
		}
	}
	return img
}
