package onnx

import (
	"fmt"
	"math"
)

// normalised makes (batch, 3, side, side) of bytes: (v/255 - mean) / std.
func (m Model) normalised(g *graph) string {
	side := m.Config.ImageSize
	pixels := g.input("pixels", typeUint8, -1, side, side, 3)
	x := g.op("Cast", []string{pixels}, attribute{"to", typeFloat})
	x = g.op("Div", []string{x, g.floats(nil, 255)})
	x = g.op("Sub", []string{x, g.floats([]int{3}, float32s(m.Mean)...)})
	x = g.op("Div", []string{x, g.floats([]int{3}, float32s(m.Std)...)})
	return g.transpose(x, 0, 3, 1, 2)
}

func float32s(v [3]float64) []float32 {
	return []float32{float32(v[0]), float32(v[1]), float32(v[2])}
}

// embedded are the patches with their positions, (batch, patches, dim), and the class
// token with its own, (batch, 1, dim).
func (m Model) embedded(g *graph, images string) (patches, class string) {
	c := m.Config
	p, n, d := c.PatchSize, c.Patches(), c.Encoder.Dim
	x := g.op("Conv", []string{images, g.weight("patch_embed.proj.weight"), g.weight("patch_embed.proj.bias")},
		attribute{"kernel_shape", []int{p, p}}, attribute{"strides", []int{p, p}})
	x = g.transpose(g.reshape(x, 0, int64(d), int64(n)), 0, 2, 1)
	positions := g.weight("pos_embed")
	x = g.add(x, g.slice(positions, 1, 1, end))
	one := g.add(g.weight("cls_token"), g.slice(positions, 1, 0, 1))
	return x, g.expand(one, images, 1, int64(d))
}

func (m Model) encoder(g *graph) {
	c := m.Config
	n, d := c.Patches(), c.Encoder.Dim
	patches, class := m.embedded(g, m.normalised(g))
	x := g.blocks(g.concat(1, class, patches), "blocks", c.Encoder, 1+n)
	mean := g.op("ReduceMean", []string{g.slice(x, 1, 1, end)}, attribute{"axes", []int{1}}, attribute{"keepdims", 0})
	g.output("features", mean, typeFloat, -1, d)
	g.output("tokens", g.norm(x, "norm", c.Encoder), typeFloat, -1, 1+n, d)
}

// classifier has its head on the class token behind the norm of all tokens, or where
// there is no such norm on the mean of the patches behind a norm of that.
func (m Model) classifier(g *graph) {
	c := m.Config
	n := c.Patches()
	patches, class := m.embedded(g, m.normalised(g))
	x := g.blocks(g.concat(1, class, patches), "blocks", c.Encoder, 1+n)
	if _, token := m.State.Tensors["norm.weight"]; token {
		x = g.norm(g.at(x, 1, 0), "norm", c.Encoder)
	} else {
		mean := g.op("ReduceMean", []string{g.slice(x, 1, 1, end)}, attribute{"axes", []int{1}}, attribute{"keepdims", 0})
		x = g.norm(mean, "fc_norm", c.Encoder)
	}
	logits := g.linear(x, "head")
	g.output("logits", logits, typeFloat, -1, m.classes(g))
	g.output("probabilities", g.op("Softmax", []string{logits}, attribute{"axis", -1}), typeFloat, -1, m.classes(g))
}

func (m Model) classes(g *graph) int {
	bias, there := m.State.Tensors["head.bias"]
	if !there {
		g.fail(fmt.Errorf("the model has no %q", "head.bias"))
		return 0
	}
	return bias.Shape()[0]
}

func (m Model) reconstructor(g *graph) {
	c := m.Config
	n, keep := int64(c.Patches()), int64(c.Keep())
	images := m.normalised(g)
	noise := g.input("noise", typeFloat, -1, int(n))
	shuffle := g.order(noise, n)
	restore := g.order(shuffle, n)
	patches, class := m.embedded(g, images)
	visible := g.pick(patches, g.slice(shuffle, 1, 0, keep), keep, int64(c.Encoder.Dim))
	x := g.blocks(g.concat(1, class, visible), "blocks", c.Encoder, 1+int(keep))
	x = g.linear(g.norm(x, "norm", c.Encoder), "decoder_embed")

	d := int64(c.Decoder.Dim)
	hidden := g.expand(g.weight("mask_token"), images, n-keep, d)
	all := g.pick(g.concat(1, g.slice(x, 1, 1, end), hidden), restore, n, d)
	x = g.add(g.concat(1, g.slice(x, 1, 0, 1), all), g.weight("decoder_pos_embed"))
	x = g.blocks(x, "decoder_blocks", c.Decoder, 1+int(n))
	pred := g.slice(g.linear(g.norm(x, "decoder_norm", c.Decoder), "decoder_pred"), 1, 1, end)
	isHidden := g.op("GreaterOrEqual", []string{restore, g.scalar(keep)})

	numbers := c.PatchSize * c.PatchSize * 3
	g.output("pred", pred, typeFloat, -1, int(n), numbers)
	g.output("mask", g.op("Cast", []string{isHidden}, attribute{"to", typeFloat}), typeFloat, -1, int(n))
	g.output("redrawn", m.picture(g, images, pred, isHidden), typeUint8, -1, c.ImageSize, c.ImageSize, 3)
}

// order sorts n numbers of each row and returns where they stood, the smallest first
// and of equal ones the first.
func (g *graph) order(x string, n int64) string {
	g.count++
	places := []string{fmt.Sprintf("sorted_%d", g.count), fmt.Sprintf("places_%d", g.count)}
	g.node("TopK", []string{x, g.numbers(n)}, places, attribute{"axis", 1}, attribute{"largest", 0}, attribute{"sorted", 1})
	return places[1]
}

// pick takes n rows of x (batch, any, dim), whose places are ids (batch, n).
func (g *graph) pick(x, ids string, n, dim int64) string {
	wide := g.expand(g.op("Unsqueeze", []string{ids, g.numbers(2)}), x, n, dim)
	return g.op("GatherElements", []string{x, wide}, attribute{"axis", 1})
}

// picture puts the redrawn patches into the pictures and turns them into bytes. Where
// the model predicts normalised patches, mean and contrast are those of the true ones.
func (m Model) picture(g *graph, images, pred, isHidden string) string {
	c := m.Config
	p, side := int64(c.PatchSize), int64(c.ImageSize)
	grid, numbers := side/p, p*p*3
	truth := g.reshape(g.transpose(g.reshape(images, 0, 3, grid, p, grid, p), 0, 2, 4, 3, 5, 1), 0, grid*grid, numbers)
	if c.NormPix {
		mean := g.op("ReduceMean", []string{truth}, attribute{"axes", []int{-1}}, attribute{"keepdims", 1})
		off := g.op("Sub", []string{truth, mean})
		variance := g.op("ReduceMean", []string{g.mul(off, off)}, attribute{"axes", []int{-1}}, attribute{"keepdims", 1})
		variance = g.mul(variance, g.floats(nil, float32(float64(numbers)/float64(numbers-1)))) // unbiased
		deviation := g.op("Sqrt", []string{g.add(variance, g.floats(nil, 1e-6))})
		pred = g.add(g.mul(pred, deviation), mean)
	}
	x := g.op("Where", []string{g.op("Unsqueeze", []string{isHidden, g.numbers(2)}), pred, truth})
	x = g.reshape(g.transpose(g.reshape(x, 0, grid, grid, p, p, 3), 0, 1, 3, 2, 4, 5), 0, side, side, 3)
	x = g.add(g.mul(x, g.floats([]int{3}, float32s(m.Std)...)), g.floats([]int{3}, float32s(m.Mean)...))
	x = g.op("Round", []string{g.mul(x, g.floats(nil, 255))})
	x = g.op("Clip", []string{x, g.floats(nil, 0), g.floats(nil, float32(math.MaxUint8))})
	return g.op("Cast", []string{x}, attribute{"to", typeUint8})
}
