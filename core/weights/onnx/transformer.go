// The vision transformer in ONNX's operations.

package onnx

import (
	"fmt"
	"math"

	"maestudio/core/vit"
)

func (g *graph) linear(x, name string) string {
	return g.add(g.op("MatMul", []string{x, g.transposed(name + ".weight")}), g.weight(name+".bias"))
}

func (g *graph) norm(x, name string, c vit.Config) string {
	return g.op("LayerNormalization", []string{x, g.weight(name + ".weight"), g.weight(name + ".bias")},
		attribute{"axis", -1}, attribute{"epsilon", c.NormEps()})
}

// gelu is the exact one: x/2 (1 + erf(x/sqrt 2)).
func (g *graph) gelu(x string) string {
	half := g.mul(x, g.floats(nil, 0.5))
	erf := g.op("Erf", []string{g.mul(x, g.floats(nil, float32(1/math.Sqrt2)))})
	return g.mul(half, g.add(erf, g.floats(nil, 1)))
}

// blocks are a whole stack on x (batch, tokens, dim).
func (g *graph) blocks(x, prefix string, c vit.Config, tokens int) string {
	for i := range c.Depth {
		name := fmt.Sprintf("%s.%d", prefix, i)
		x = g.add(x, g.attention(g.norm(x, name+".norm1", c), name+".attn", c, int64(tokens)))
		inside := g.gelu(g.linear(g.norm(x, name+".norm2", c), name+".mlp.fc1"))
		x = g.add(x, g.linear(inside, name+".mlp.fc2"))
	}
	return x
}

func (g *graph) attention(x, name string, c vit.Config, tokens int64) string {
	heads, dim := int64(c.Heads), int64(c.Dim/c.Heads)
	qkv := g.transpose(g.reshape(g.linear(x, name+".qkv"), 0, tokens, 3, heads, dim), 2, 0, 3, 1, 4)
	q, k, v := g.at(qkv, 0, 0), g.at(qkv, 0, 1), g.at(qkv, 0, 2)
	scores := g.mul(g.op("MatMul", []string{q, g.transpose(k, 0, 1, 3, 2)}), g.floats(nil, float32(1/math.Sqrt(float64(dim)))))
	mixed := g.op("MatMul", []string{g.op("Softmax", []string{scores}, attribute{"axis", -1}), v})
	return g.linear(g.reshape(g.transpose(mixed, 0, 2, 1, 3), 0, tokens, heads*dim), name+".proj")
}
