package reference

import "math"

// Grid describes how pictures (B, C, height, width) are cut into patches of side
// P. Patch 0 is top left, patch 1 to its right.
type Grid struct {
	B, C, Height, Width, P int
}

// Patches is how many patches a picture has.
func (g Grid) Patches() int { return (g.Height / g.P) * (g.Width / g.P) }

// at is where pixel (y, x) of channel c of a patch lies in the pictures.
func (g Grid) at(image, patch, c, y, x int) int {
	across := g.Width / g.P
	top, left := patch/across*g.P, patch%across*g.P
	return ((image*g.C+c)*g.Height+top+y)*g.Width + left + x
}

// each visits the pixels of a patch in the order channel, row, column.
func (g Grid) each(image, patch int, visit func(place int)) {
	for c := range g.C {
		for y := range g.P {
			for x := range g.P {
				visit(g.at(image, patch, c, y, x))
			}
		}
	}
}

// GatherPatches: row b*K+i of y (B*K, C*P*P) is patch ids[b,i] of image b, in the
// order channel, row, column (that of a convolution's weight). ids (B, K).
func GatherPatches[F float32 | float64](y, images []F, ids []int32, g Grid, k int) {
	next := 0
	for r, id := range ids {
		g.each(r/k, int(id), func(place int) {
			y[next] = images[place]
			next++
		})
	}
}

// ScatterPatches is the way back: dimages += the patches dy (B*K, C*P*P).
func ScatterPatches[F float32 | float64](dimages, dy []F, ids []int32, g Grid, k int) {
	next := 0
	for r, id := range ids {
		g.each(r/k, int(id), func(place int) {
			addTo(&dimages[place], float64(dy[next]))
			next++
		})
	}
}

// PixelTarget: row b*K+i of y (B*K, P*P*C) is patch ids[b,i] of image b, in the
// order row, column, channel: what the decoder is to predict. With normalise
// each patch is (v - mean) / √(var + 1e-6), var unbiased: the sum of squares over
// P*P*C - 1 (He et al. 2021, section 3, "target", and the official code).
func PixelTarget[F float32 | float64](y, images []F, ids []int32, g Grid, k int, normalise bool) {
	size := g.P * g.P * g.C
	for r, id := range ids {
		patch := row(y, r, size)
		for i := range patch {
			c, x, line := i%g.C, i/g.C%g.P, i/g.C/g.P
			patch[i] = images[g.at(r/k, int(id), c, line, x)]
		}
		if normalise {
			normalisePatch(patch)
		}
	}
}

func normalisePatch[F float32 | float64](patch []F) {
	mean := average(patch)
	variance := squaredDistance(patch, mean) / float64(len(patch)-1)
	for i := range patch {
		patch[i] = F((float64(patch[i]) - mean) / math.Sqrt(variance+1e-6))
	}
}
