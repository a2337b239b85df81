// What guesses that need no model score, to hold a model's loss against.

package mae

import (
	"math"

	"gorgonia.org/tensor"
)

// Guess is the loss of the two simple guesses, of an image or the mean of many.
type Guess struct {
	Flat  float64 // one flat colour
	Smear float64 // the visible pixels smeared over what is hidden
}

// Guesses scores two simple guesses on the loss that is trained, for each of the
// images (B, 3, S, S) hidden by noise (B, N). What is flat is zero everywhere
// where targets are normalised patch by patch, and else the mean colour of the
// visible patches. What is smeared is normalised like the target.
func (c Config) Guesses(images *tensor.Dense, noise []float32) []Guess {
	n, size := c.Patches(), channels*c.ImageSize*c.ImageSize
	m := newMasking(1, n, c.Keep())
	all := make([]Guess, images.Shape()[0])
	for b := range all {
		m.hide(noise[b*n : (b+1)*n])
		all[b] = c.guess(values(images)[b*size:(b+1)*size], m.hiddenPatches())
	}
	return all
}

func float64s(image []float32) []float64 {
	wide := make([]float64, len(image))
	for i, v := range image {
		wide[i] = float64(v)
	}
	return wide
}

// hiddenPatches says of each patch of the first image whether it is hidden.
func (m *masking) hiddenPatches() []bool {
	hidden := make([]bool, m.n)
	for _, patch := range m.hidden[:m.n-m.keep] {
		hidden[patch] = true
	}
	return hidden
}

func (c Config) guess(image []float32, hidden []bool) Guess {
	truth, smeared := float64s(image), c.smear(image, hidden)
	flat := c.visibleMean(truth, hidden)
	target, guess := make([]float64, c.patchValues()), make([]float64, c.patchValues())
	var sum Guess
	count := 0.0
	for patch, h := range hidden {
		if !h {
			continue
		}
		count++
		c.target(target, truth, patch)
		c.target(guess, smeared, patch)
		for i, v := range target {
			d := v - guess[i]
			sum.Smear += d * d
			if !c.NormPix {
				v -= flat[i%channels]
			}
			sum.Flat += v * v
		}
	}
	count *= float64(c.patchValues())
	return Guess{sum.Flat / count, sum.Smear / count}
}

// target writes what the loss compares with: a patch of image (3, S, S),
// normalised where the model predicts it so.
func (c Config) target(dst, image []float64, patch int) {
	c.cut(dst, image, patch)
	if !c.NormPix {
		return
	}
	mean, deviation := statistics(dst)
	for i := range dst {
		dst[i] = (dst[i] - mean) / deviation
	}
}

// cut writes the numbers of a patch: row, column, channel.
func (c Config) cut(dst, image []float64, patch int) {
	at := c.corner(patch)
	for i := range dst {
		x, y := at.X+i/channels%c.PatchSize, at.Y+i/channels/c.PatchSize
		dst[i] = image[(i%channels*c.ImageSize+y)*c.ImageSize+x]
	}
}

// statistics returns the mean of a patch's numbers and their deviation, as the
// target has them: unbiased variance, + 1e-6.
func statistics(patch []float64) (mean, deviation float64) {
	n, variance := float64(len(patch)), 0.0
	for _, v := range patch {
		mean += v / n
	}
	for _, v := range patch {
		variance += (v - mean) * (v - mean) / (n - 1)
	}
	return mean, math.Sqrt(variance + 1e-6)
}

// visibleMean is the mean colour of the patches that are not hidden.
func (c Config) visibleMean(image []float64, hidden []bool) (mean [channels]float64) {
	side, n := c.ImageSize, 0.0
	for i := range side * side {
		if hidden[i/side/c.PatchSize*c.grid()+i%side/c.PatchSize] {
			continue
		}
		n++
		for channel := range mean {
			mean[channel] += image[channel*side*side+i]
		}
	}
	for channel := range mean {
		mean[channel] /= n
	}
	return mean
}
