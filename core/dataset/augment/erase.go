package augment

import "math"

// Erasing replaces a rectangle of a picture by noise (Zhong et al. 2017, "pixel" mode).
type Erasing struct {
	Probability float64 // 0.25 as published
}

// Shares of the area and ratios of the sides, and how often one is drawn that fits.
const (
	leastErased = 0.02
	mostErased  = 1. / 3
	narrowest   = 0.3
	erasures    = 10
)

// Apply changes planes (3, height, width), normalised, in place, by numbers of seed,
// epoch and index alone. The noise has mean 0 and deviation 1.
func (e Erasing) Apply(planes []float32, height, width int, seed, epoch, index uint64) {
	source := draw("erasing", seed, epoch, index)
	if source.Float64() >= e.Probability {
		return
	}
	area, widest := float64(height*width), math.Log(1/narrowest)
	for range erasures {
		part := area * between(&source, leastErased, mostErased)
		ratio := math.Exp(between(&source, -widest, widest))
		h := int(math.RoundToEven(math.Sqrt(part * ratio)))
		w := int(math.RoundToEven(math.Sqrt(part / ratio)))
		if h >= height || w >= width {
			continue
		}
		top, left := below(&source, height-h+1), below(&source, width-w+1)
		for c := range 3 {
			for y := top; y < top+h; y++ {
				row := planes[(c*height+y)*width+left:][:w]
				for x := range row {
					row[x] = float32(source.Normal())
				}
			}
		}
		return
	}
}
