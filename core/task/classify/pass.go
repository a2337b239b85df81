// The model as a recording: encoder, what the head stands on, head, loss.

package classify

import (
	"fmt"

	"maestudio/core/autograd"
	"maestudio/core/vit"
	"maestudio/gpu"
)

// pass is the model recorded for a number of images, to learn or to be asked.
type pass struct {
	c      Config
	images int
	tape   *autograd.Tape

	pixels, targets  *autograd.Value
	every            *autograd.Places // (B, N) all patches in their order
	first            *autograd.Places // (B, 1) the class tokens; nil where the head stands on the mean
	drop             []vit.Drop
	features, logits *autograd.Value
	loss             *autograd.Value
}

func newPass(dev gpu.Device, p *autograd.Params, c Config, images int, learn bool) *pass {
	t := autograd.NewTape(dev, p, autograd.Options{Train: learn})
	r := &pass{c: c, images: images, tape: t,
		pixels: t.Input(images, channels*c.ImageSize*c.ImageSize), every: t.Places(images * c.Patches())}
	if learn && c.DropPath > 0 {
		r.drop = c.dropInputs(t, images)
	}
	r.features = r.encode()
	r.logits = t.Linear(r.features, "head")
	if learn {
		r.targets = t.Input(images, c.Classes)
		r.loss, _ = t.CrossEntropy(r.logits, r.targets)
		return r
	}
	t.Keep(r.features)
	t.Keep(r.logits)
	return r
}

// encode records the encoder and what the head stands on. The norm of all tokens
// is taken of the class token alone, and so is the last block's MLP: each row is
// worked on by itself.
func (r *pass) encode() *autograd.Value {
	t, c := r.tape, r.c
	g := autograd.Grid{Images: r.images, Channels: channels, Side: c.ImageSize, Patch: c.PatchSize}
	x := t.PatchEmbed(r.pixels, r.every, g, "patch_embed.proj")
	x = t.Embed(x, "cls_token", "pos_embed", r.every, r.images)
	var pick vit.Pick
	if c.ClassToken {
		r.first = t.Places(r.images)
		pick = func(x *autograd.Value) *autograd.Value { return t.GatherRows(x, r.first, r.images) }
	}
	blocks := c.Encoder.BlocksDrop(t, x, "blocks", r.images, pick, r.drop)
	x = blocks[len(blocks)-1]
	if c.ClassToken {
		return t.LayerNorm(x, "norm", r.c.Encoder.NormEps())
	}
	return t.LayerNorm(t.MeanRows(x, r.images), "fc_norm", r.c.Encoder.NormEps())
}

// plan lays the tape out and fills in what is the same always.
func (r *pass) plan() error {
	if err := r.tape.Plan(); err != nil {
		return err
	}
	n := r.c.Patches()
	ids := make([]int32, r.images*n)
	for i := range ids {
		ids[i] = int32(i % n)
	}
	if err := r.tape.WritePlaces(r.every, ids); err != nil || r.first == nil {
		return err
	}
	return r.tape.WritePlaces(r.first, make([]int32, r.images))
}

// fillTargets writes targets (B, C) and which branches are dropped.
func (r *pass) fillTargets(targets []float32, drop Drops) error {
	if len(targets) != r.images*r.c.Classes {
		return fmt.Errorf("there are %d numbers of targets for %d pictures of %d classes", len(targets), r.images, r.c.Classes)
	}
	if err := r.tape.Write(r.targets, targets); err != nil {
		return err
	}
	for i, d := range r.drop {
		if d.Attention == nil {
			continue
		}
		for branch, v := range []*autograd.Value{d.Attention, d.MLP} {
			if err := r.tape.Write(v, drop.of(i, branch, r.images)); err != nil {
				return err
			}
		}
	}
	return nil
}
