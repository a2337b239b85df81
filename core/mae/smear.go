// Filling what is hidden without a model.

package mae

import "math"

// smear fills the hidden patches of an image smoothly from the visible pixels: by
// the harmonic function, whose every hidden pixel is the mean of its neighbours.
// image is (3, S, S), and so is the result; hidden is of each patch. The result is
// within 1 % of a picture's deviation of the exact one (a test solves for that
// directly), and the work is the same for every picture of a size.
//
// A picture half as large is filled first and tells where to begin; then come
// sweeps of successive over-relaxation (Young 1954).
func (c Config) smear(image []float32, hidden []bool) []float64 {
	side := c.ImageSize
	pixels, known := make([]pixel, side*side), make([]bool, side*side)
	for i := range pixels {
		for channel := range channels {
			pixels[i][channel] = image[channel*side*side+i]
		}
		known[i] = !hidden[i/side/c.PatchSize*c.grid()+i%side/c.PatchSize]
	}
	fill(pixels, known, side, c.PatchSize)
	filled := make([]float64, len(image))
	for i, p := range pixels {
		for channel, v := range p {
			filled[channel*side*side+i] = float64(v)
		}
	}
	return filled
}

// pixel is red, green and blue.
type pixel [channels]float32

// fill gives the pixels of a picture (side x side) that are not known values. What
// is unknown is in squares of patch pixels.
func fill(pixels []pixel, known []bool, side, patch int) {
	if side == 1 {
		return
	}
	half := (side + 1) / 2
	coarse, coarseKnown := halve(pixels, known, side)
	fill(coarse, coarseKnown, half, (patch+1)/2)
	for i := range pixels {
		if !known[i] {
			pixels[i] = coarse[i/side/2*half+i%side/2]
		}
	}
	relax(pixels, unknowns(known, side), patch)
}

// halve makes a picture half as wide: each pixel is the mean of those of its four
// that are known, and known itself if there are any.
func halve(pixels []pixel, known []bool, side int) (coarse []pixel, coarseKnown []bool) {
	half := (side + 1) / 2
	coarse, coarseKnown = make([]pixel, half*half), make([]bool, half*half)
	count := make([]float32, half*half)
	for i, p := range pixels {
		at := i/side/2*half + i%side/2
		if !known[i] {
			continue
		}
		for channel, v := range p {
			coarse[at][channel] += v
		}
		count[at]++
	}
	for at, n := range count {
		if coarseKnown[at] = n > 0; n > 0 {
			for channel := range channels {
				coarse[at][channel] /= n
			}
		}
	}
	return coarse, coarseKnown
}

// unknown is the place of a pixel and of its neighbours. Beyond the picture's edge
// a pixel is its own neighbour, so that nothing flows over it.
type unknown struct {
	at, up, down, left, right int32
	share                     float32 // one over the number of other pixels
}

// unknowns lists the pixels to fill as on a chess board, the white fields first:
// those of one colour do not wait for each other.
func unknowns(known []bool, side int) (all []unknown) {
	for colour := range 2 {
		for i, k := range known {
			if !k && (i/side+i%side)%2 == colour {
				all = append(all, unknownAt(i, side))
			}
		}
	}
	return all
}

func unknownAt(i, side int) unknown {
	n := float32(0)
	place := func(there bool, at int) int32 {
		if !there {
			return int32(i)
		}
		n++
		return int32(at)
	}
	u := unknown{at: int32(i),
		up: place(i >= side, i-side), down: place(i < side*(side-1), i+side),
		left: place(i%side > 0, i-1), right: place(i%side < side-1, i+1)}
	u.share = 1 / n
	return u
}

// relax makes sweeps over the unknown pixels. Gaps between visible patches are
// about four patches wide, which sets the best step and how many sweeps it takes.
func relax(pixels []pixel, list []unknown, patch int) {
	step := float32(2 / (1 + math.Sin(math.Pi/float64(4*patch))))
	for range 3 * patch {
		for i := range list {
			u := &list[i]
			up, down, left, right := &pixels[u.up], &pixels[u.down], &pixels[u.left], &pixels[u.right]
			p, share := &pixels[u.at], step*u.share
			p[0] += share * (up[0] + down[0] + left[0] + right[0] - 4*p[0])
			p[1] += share * (up[1] + down[1] + left[1] + right[1] - 4*p[1])
			p[2] += share * (up[2] + down[2] + left[2] + right[2] - 4*p[2])
		}
	}
}
