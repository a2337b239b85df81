// Package mae hides most patches of a picture and learns to redraw them from the
// rest: masked autoencoders (He et al. 2021).
//
// B images, N patches of an image, K of them kept, D width of a token,
// P = patch*patch*3 numbers of a patch.
package mae

import (
	"math"

	"maestudio/core/vit"
)

// channels of a picture: red, green, blue.
const channels = 3

// Config is a model's size and what it is trained for. The two sides are in
// pixels.
type Config struct {
	ImageSize, PatchSize int
	Encoder, Decoder     vit.Config
	MaskRatio            float64 // the share of patches that is hidden
	NormPix              bool    // predict patches less their mean, by their deviation
}

// Patches is N.
func (c Config) Patches() int { return c.grid() * c.grid() }

func (c Config) grid() int { return c.ImageSize / c.PatchSize }

func (c Config) patchValues() int { return c.PatchSize * c.PatchSize * channels }

// Keep is how many patches of n stay visible at a mask ratio, cut off as in the
// published code: of 25 at 0.8 it is 4, because 25*(1-0.8) is just below 5.
func Keep(n int, ratio float64) int { return int(float64(n) * (1 - ratio)) }

// Keep is K.
func (c Config) Keep() int { return Keep(c.Patches(), c.MaskRatio) }

const (
	maxImage  = 1 << 13
	maxMemory = 1e12 // bytes; beyond every machine that this program is for
)

// Validate returns nil, or the sentence that says what would work.
func (c Config) Validate() error {
	if err := c.validateImage(); err != nil {
		return err
	}
	if err := c.validateRatio(); err != nil {
		return err
	}
	if err := c.Encoder.Validate("encoder"); err != nil {
		return err
	}
	if err := c.Decoder.Validate("decoder"); err != nil {
		return err
	}
	if need := c.Memory(1); need > maxMemory {
		return vit.Unfitf("A model of these sizes has %.3g billion parameters and takes %.3g GB to train. Choose a smaller width or depth.",
			float64(c.Params())/1e9, need/1e9)
	}
	return nil
}

func (c Config) validateImage() error {
	s, p := c.ImageSize, c.PatchSize
	switch {
	case s < 1 || p < 1:
		return vit.Unfitf("The image size and the patch size must be at least 1 pixel; they are %d and %d.", s, p)
	case s > maxImage:
		return vit.Unfitf("Images of %d pixels are too large. Use at most %d.", s, maxImage)
	case s < p:
		return vit.Unfitf("Patches of %d pixels do not fit into images of %d. Use a patch size of %d or less.", p, s, max(1, s/2))
	case s%p != 0:
		return vit.Unfitf("The image size is no multiple of the patch size: %d ÷ %d. Use an image size of %d or %d, or a patch size of %d.",
			s, p, s/p*p, (s/p+1)*p, largestDivisor(s, p))
	case s == p:
		return vit.Unfitf("One patch of %d pixels is the whole image, so nothing is left when it is hidden. Use a patch size of %d or less.", p, max(1, s/2))
	}
	return nil
}

func largestDivisor(n, below int) int {
	for n%below != 0 {
		below--
	}
	return below
}

func (c Config) validateRatio() error {
	n, r := c.Patches(), c.MaskRatio
	most := c.mostRatio()
	switch keep := c.Keep(); {
	case !(r >= 0 && r <= 1):
		return vit.Unfitf("The mask ratio is a share between 0 and 1, and %v is not. Use one above 0, up to %g.", r, most)
	case keep < 1:
		return vit.Unfitf("A mask ratio of %v leaves none of the %d patches visible. Use one above 0, up to %g.", r, n, most)
	case keep >= n:
		return vit.Unfitf("A mask ratio of %v hides none of the %d patches. Use one above 0, up to %g.", r, n, most)
	}
	return nil
}

// mostRatio is up to which ratio a patch stays visible, in hundredths; any above 0
// hides one.
func (c Config) mostRatio() float64 {
	n := float64(c.Patches())
	return math.Floor(100*(n-1)/n) / 100
}
