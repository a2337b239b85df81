// Package classify tells pictures apart: a head on the encoder, and training of
// both (He et al. 2021, section 4.1; appendix A, "end-to-end fine-tuning").
//
// B images, N patches of an image, D width of a token, C classes.
package classify

import (
	"math"
	"strings"

	"maestudio/core/autograd"
	"maestudio/core/vit"
)

// channels of a picture: red, green, blue.
const channels = 3

// Config is a classifier's size and what its training needs to know of it. The two
// sides are in pixels.
type Config struct {
	ImageSize, PatchSize int
	Encoder              vit.Config
	Classes              int
	// ClassToken puts the head on the class token, behind a norm of all tokens; else
	// it stands on the mean of the patches' tokens, behind a norm of that.
	ClassToken bool
	DropPath   float64 // how often a branch of the last block is dropped; less before
	LayerDecay float64 // the rate of a layer as a share of the next one's; 0 is 1
}

// Patches is N.
func (c Config) Patches() int { return c.grid() * c.grid() }

func (c Config) grid() int { return c.ImageSize / c.PatchSize }

// Validate returns nil, or the sentence that says what would work.
func (c Config) Validate() error {
	s, p := c.ImageSize, c.PatchSize
	switch {
	case s < 1 || p < 1:
		return vit.Unfitf("The image size and the patch size must be at least 1 pixel; they are %d and %d.", s, p)
	case s%p != 0 || s < p:
		return vit.Unfitf("The image size is no multiple of the patch size: %d ÷ %d. Use an image size of %d or %d.", s, p, max(1, s/p)*p, (s/p+1)*p)
	case c.Classes < 2:
		return vit.Unfitf("A classifier needs at least two classes to tell apart; there is %d.", c.Classes)
	case !(c.DropPath >= 0 && c.DropPath < 1):
		return vit.Unfitf("The rate of dropped branches is %v; it must be from 0 to below 1, such as 0.1.", c.DropPath)
	case !(c.LayerDecay >= 0 && c.LayerDecay <= 1):
		return vit.Unfitf("The layer decay is %v; it must be above 0, up to 1, such as 0.75.", c.LayerDecay)
	}
	return c.Encoder.Validate("encoder")
}

// Specs describes all parameters, in the published order. Positions are trained.
func (c Config) Specs() []autograd.Spec {
	d := c.Encoder.Dim
	position := vit.PositionSpec("pos_embed", d, c.grid())
	position.Fixed = false
	parts := [][]autograd.Spec{
		{vit.TokenSpec("cls_token", d), position},
		vit.LinearSpecs("patch_embed.proj", d, channels, c.PatchSize, c.PatchSize),
		c.Encoder.Specs("blocks"),
	}
	head := vit.LinearSpecs("head", c.Classes, d)
	if c.ClassToken {
		parts = append(parts, vit.NormSpecs("norm", d), head)
	} else {
		parts = append(parts, head, vit.NormSpecs("fc_norm", d))
	}
	var specs []autograd.Spec
	for _, part := range parts {
		specs = append(specs, part...)
	}
	for i, s := range specs {
		specs[i].NoDecay = len(s.Shape) == 1 || s.Name == "pos_embed" || s.Name == "cls_token"
		specs[i].Rate = c.rate(s.Name)
	}
	return specs
}

// rate is a parameter's share of the learning rate: the head has all of it, and
// each layer below LayerDecay of what the next one has (Clark et al. 2020).
func (c Config) rate(name string) float64 {
	if c.LayerDecay == 0 {
		return 1
	}
	return math.Pow(c.LayerDecay, float64(c.Encoder.Depth+1-c.layer(name)))
}

// layer counts from the patches, which are 0, by way of the blocks to the head.
func (c Config) layer(name string) int {
	if name == "cls_token" || name == "pos_embed" || strings.HasPrefix(name, "patch_embed.") {
		return 0
	}
	if block, is := strings.CutPrefix(name, "blocks."); is {
		i := 0
		for _, digit := range block[:strings.IndexByte(block, '.')] {
			i = 10*i + int(digit-'0')
		}
		return 1 + i
	}
	return c.Encoder.Depth + 1
}

// Params is the number of all parameters.
func (c Config) Params() int {
	d, p := c.Encoder.Dim, c.PatchSize*c.PatchSize*channels
	return c.Encoder.Params() + (2+c.Patches())*d + (p+1)*d + 2*d + (d+1)*c.Classes
}

// Forward is the number of floating-point operations that the matrix products of
// one image take; a training step takes three times as many.
func (c Config) Forward() float64 {
	d, p := float64(c.Encoder.Dim), float64(c.PatchSize*c.PatchSize*channels)
	return 2*float64(c.Patches())*p*d + c.Encoder.FLOPs(c.Patches()+1) + 2*d*float64(c.Classes)
}

// Memory estimates the bytes that training on so many images at once takes. Where only the
// head learns (frozen) a layer keeps nothing for the way back.
func (c Config) Memory(batch int, frozen bool) float64 {
	d, tokens, depth := float64(c.Encoder.Dim), float64(c.Patches()+1), float64(c.Encoder.Depth)
	if frozen {
		depth = 1
	}
	kept := tokens*depth*(18*d+float64(c.Encoder.Heads)+4) + 9*tokens*d
	return 4 * (4*float64(c.Params()) + float64(batch)*(kept+2*float64(channels*c.ImageSize*c.ImageSize)))
}
