// Package vit is the vision transformer (Dosovitskiy et al. 2021) as masked
// autoencoders use it: positions, blocks, parameters under their published
// names. It knows nothing of masking.
//
// B images, T tokens of an image, D width of a token, H heads.
package vit

import "maestudio/core/autograd"

const (
	// Ratio is how much wider than a token an MLP is inside.
	Ratio = 4
	// Eps is layer norm's addition to the variance, where a Config has no other.
	Eps = 1e-6
)

// Config is the size of a stack of blocks.
type Config struct {
	Dim, Depth, Heads int
	Eps               float64 // of layer norms; 0 is the published one
}

// NormEps is what layer norms add to the variance.
func (c Config) NormEps() float32 {
	if c.Eps == 0 {
		return Eps
	}
	return float32(c.Eps)
}

// Blocks records the whole stack on x (B*T, D) and returns what each block gave.
// The blocks are named PREFIX.0, PREFIX.1, ...
func (c Config) Blocks(t *autograd.Tape, x *autograd.Value, prefix string, images int) []*autograd.Value {
	return c.BlocksPick(t, x, prefix, images, nil)
}

// BlocksPick is Blocks for when only some tokens of the last block's result are
// wanted: pick chooses them once its attention has read all, so that the rest
// of that block works on those alone.
func (c Config) BlocksPick(t *autograd.Tape, x *autograd.Value, prefix string, images int, pick Pick) []*autograd.Value {
	return c.BlocksDrop(t, x, prefix, images, pick, nil)
}

// BlocksDrop is BlocksPick with branches that are dropped for some pictures, as
// drop says of each block.
func (c Config) BlocksDrop(t *autograd.Tape, x *autograd.Value, prefix string, images int, pick Pick, drop []Drop) []*autograd.Value {
	after := make([]*autograd.Value, c.Depth)
	for i := range after {
		var last Pick
		var d Drop
		if i == c.Depth-1 {
			last = pick
		}
		if drop != nil {
			d = drop[i]
		}
		x = c.block(t, x, blockName(prefix, i), images, last, d)
		after[i] = x
	}
	return after
}

// Pick chooses rows of a value.
type Pick func(*autograd.Value) *autograd.Value

// Drop has, for the two branches of a block, what each picture's is multiplied by
// (B, 1); nil where none is dropped.
type Drop struct{ Attention, MLP *autograd.Value }

// block records x + attention(norm1(x)), and that plus its MLP(norm2(...)).
func (c Config) block(t *autograd.Tape, x *autograd.Value, name string, images int, pick Pick, drop Drop) *autograd.Value {
	qkv := t.Linear(t.LayerNorm(x, name+".norm1", c.NormEps()), name+".attn.qkv")
	mixed := t.Attention(qkv, images, x.Rows/images, c.Heads)
	if pick != nil {
		mixed, x = pick(mixed), pick(x)
	}
	if drop.Attention == nil {
		x = t.LinearAdd(mixed, name+".attn.proj", x)
	} else {
		x = t.DropPath(t.Linear(mixed, name+".attn.proj"), drop.Attention, x)
	}
	inside := t.LayerNorm(x, name+".norm2", c.NormEps())
	if drop.MLP == nil {
		return t.MLP(inside, name+".mlp", x)
	}
	return t.DropPath(t.MLP(inside, name+".mlp", nil), drop.MLP, x)
}
