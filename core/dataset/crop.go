package dataset

import (
	"math"

	"maestudio/core/dataset/picture"
)

// dice are what a crop is drawn from.
type dice interface {
	between(from, to float64) float64
	below(n int) int
}

// randomCrop returns a part of a picture of width x height: of scale[0] to scale[1]
// of its area and a ratio of 3:4 to 4:3, as large as drawn; when ten draws do not
// fit, the middle with the nearest ratio. torchvision's RandomResizedCrop, with its
// order of draws and its rounding.
func randomCrop(width, height int, scale [2]float64, d dice) picture.Box {
	const narrowest, widest, draws = 3. / 4, 4. / 3, 10
	area := float64(width * height)
	for range draws {
		part := area * d.between(scale[0], scale[1])
		ratio := math.Exp(d.between(math.Log(narrowest), math.Log(widest)))
		w := int(math.RoundToEven(math.Sqrt(part * ratio)))
		h := int(math.RoundToEven(math.Sqrt(part / ratio)))
		if 0 < w && w <= width && 0 < h && h <= height {
			y := d.below(height - h + 1)
			return picture.Box{X: d.below(width - w + 1), Y: y, Width: w, Height: h}
		}
	}
	w, h := width, height
	switch ratio := float64(width) / float64(height); {
	case ratio < narrowest:
		h = int(math.RoundToEven(float64(w) / narrowest))
	case ratio > widest:
		w = int(math.RoundToEven(float64(h) * widest))
	}
	return picture.Box{X: (width - w) / 2, Y: (height - h) / 2, Width: w, Height: h}
}
