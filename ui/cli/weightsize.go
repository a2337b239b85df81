package cli

import (
	"math"
	"strconv"
	"strings"

	"maestudio/core/mae"
	"maestudio/core/vit"
	"maestudio/core/weights"
)

// sizesOf reads a model's sizes off the names and shapes of its parameters, or
// returns false where they are not those of a masked autoencoder. The number of
// heads leaves no trace in the shapes and stays 0; the mask ratio is the
// published one.
func sizesOf(s *weights.State) (mae.Config, bool) {
	shape := func(name string, dims int) []int {
		t, ok := s.Tensors[name]
		if !ok || len(t.Shape()) != dims {
			return make([]int, dims)
		}
		return t.Shape()
	}
	patch := shape("patch_embed.proj.weight", 4)
	positions := shape("pos_embed", 3)
	c := mae.Config{
		PatchSize: patch[2],
		ImageSize: patch[2] * int(math.Sqrt(float64(max(0, positions[1]-1)))),
		Encoder:   vit.Config{Dim: positions[2], Depth: blocks(s, "blocks.")},
		Decoder:   vit.Config{Dim: shape("mask_token", 3)[2], Depth: blocks(s, "decoder_blocks.")},
		MaskRatio: 0.75,
		NormPix:   true,
	}
	ok := c.PatchSize > 0 && c.ImageSize > 0 && c.Encoder.Dim > 0 && c.Encoder.Depth > 0 && c.Decoder.Dim > 0 && c.Decoder.Depth > 0
	return c, ok
}

// blocks counts the blocks under a prefix.
func blocks(s *weights.State, prefix string) int {
	n := 0
	for _, name := range s.Names {
		rest, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		number, _, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(number); err == nil {
			n = max(n, i+1)
		}
	}
	return n
}
