// The model as a recording: encoder, decoder, loss.

package mae

import (
	"errors"
	"fmt"

	"maestudio/core/autograd"
	"maestudio/gpu"
)

// pass is the model recorded for a number of images and a purpose.
type pass struct {
	c       Config
	images  int
	tape    *autograd.Tape
	masking *masking

	pixels  *autograd.Value
	kept    *autograd.Places // (B, K) patches that the encoder sees
	restore *autograd.Places // (B, N)
	wanted  *autograd.Places // (B, W) patches to predict: the hidden ones, or all
	rows    *autograd.Places // (B, W) where their tokens are in the decoder

	wantedIDs, rowIDs []int32 // what is written there

	tokens       *autograd.Value            // (B*(1+K), D) the last block's
	latent       *autograd.Value            // (B*(1+K), D) their norm
	pred         *autograd.Value            // (B*W, P)
	loss, perRow *autograd.Value            // (1), (B*W)
	steps        map[string]*autograd.Value // every intermediate, by name
	lossValue    [1]float32
}

// purpose is what a pass is for. Where only the loss is asked for, the last part
// of the decoder works on hidden patches alone: the loss counts no others.
type purpose int

const (
	learn    purpose = iota // loss and gradients
	evaluate                // loss of every image
	redraw                  // prediction of every patch
	embed                   // what the encoder makes of a picture of which nothing is hidden
	embedAll                // the same, and its tokens behind the last norm
)

// newPass records the model but does not plan it, so that a caller can still ask
// to keep intermediates.
func newPass(dev gpu.Device, p *autograd.Params, c Config, images int, why purpose) *pass {
	t := autograd.NewTape(dev, p, autograd.Options{Train: why == learn})
	n, keep := c.Patches(), c.Keep()
	if why == embed || why == embedAll {
		return newEmbedding(t, c, images, why == embedAll)
	}
	m := newMasking(images, n, keep)
	wanted := m.hidden
	if why == redraw {
		wanted = everyPatch(images, n)
	}
	r := &pass{c: c, images: images, tape: t, masking: m,
		pixels: t.Input(images, channels*c.ImageSize*c.ImageSize),
		kept:   t.Places(len(m.kept)), restore: t.Places(len(m.restore)),
		wanted: t.Places(len(wanted)), rows: t.Places(len(wanted)),
		wantedIDs: wanted, rowIDs: make([]int32, len(wanted)),
		steps: map[string]*autograd.Value{}}
	r.decode(r.encode())
	if why == redraw {
		t.Keep(r.pred)
		t.Keep(r.latent)
	} else {
		target := t.PixelTarget(r.pixels, r.wanted, r.patches(), c.NormPix)
		r.loss, r.perRow = t.MaskedMSE(r.pred, target, nil) // no mask: every row is of a hidden patch
	}
	return r
}

// newEmbedding records the encoder alone, which sees every patch.
func newEmbedding(t *autograd.Tape, c Config, images int, all bool) *pass {
	m := newMasking(images, c.Patches(), c.Patches())
	r := &pass{c: c, images: images, tape: t, masking: m,
		pixels: t.Input(images, channels*c.ImageSize*c.ImageSize),
		kept:   t.Places(len(m.kept)), steps: map[string]*autograd.Value{}}
	r.encode()
	t.Keep(r.tokens)
	if all {
		t.Keep(r.latent)
	}
	return r
}

func (r *pass) patches() autograd.Grid {
	return autograd.Grid{Images: r.images, Channels: channels, Side: r.c.ImageSize, Patch: r.c.PatchSize}
}

// encode records the encoder, which sees the visible patches only.
func (r *pass) encode() *autograd.Value {
	t := r.tape
	x := t.PatchEmbed(r.pixels, r.kept, r.patches(), "patch_embed.proj")
	x = r.step("encoder_input", t.Embed(x, "cls_token", "pos_embed", r.kept, r.images))
	for i, after := range r.c.Encoder.Blocks(t, x, "blocks", r.images) {
		x = r.step(fmt.Sprintf("blocks.%d", i), after)
	}
	r.tokens = x
	r.latent = r.step("latent", t.LayerNorm(x, "norm", r.c.Encoder.NormEps()))
	return r.latent
}

// decode records the decoder: mask tokens in the hidden places, and from the
// wanted patches' tokens their pixels.
func (r *pass) decode(x *autograd.Value) {
	t := r.tape
	x = r.step("decoder_embed", t.Linear(x, "decoder_embed"))
	x = r.step("decoder_input", t.Unshuffle(x, "mask_token", "decoder_pos_embed", r.restore, r.images))
	pick := func(x *autograd.Value) *autograd.Value { return t.GatherRows(x, r.rows, r.images) }
	for i, after := range r.c.Decoder.BlocksPick(t, x, "decoder_blocks", r.images, pick) {
		x = r.step(fmt.Sprintf("decoder_blocks.%d", i), after)
	}
	r.pred = t.Linear(t.LayerNorm(x, "decoder_norm", r.c.Decoder.NormEps()), "decoder_pred")
}

func (r *pass) step(name string, v *autograd.Value) *autograd.Value {
	r.steps[name] = v
	return v
}

// fill writes images (B, 3, side, side) and noise (B, N) to the device.
func (r *pass) fill(images, noise []float32) error {
	if err := r.tape.Write(r.pixels, images); err != nil {
		return err
	}
	r.masking.hide(noise)
	if r.restore == nil { // nothing is hidden
		return r.tape.WritePlaces(r.kept, r.masking.kept)
	}
	for i, patch := range r.wantedIDs {
		r.rowIDs[i] = 1 + patch // behind the class token
	}
	return errors.Join(
		r.tape.WritePlaces(r.kept, r.masking.kept),
		r.tape.WritePlaces(r.restore, r.masking.restore),
		r.tape.WritePlaces(r.wanted, r.wantedIDs),
		r.tape.WritePlaces(r.rows, r.rowIDs))
}

// everyPatch is 0 to n-1 for each image.
func everyPatch(images, n int) []int32 {
	ids := make([]int32, images*n)
	for i := range ids {
		ids[i] = int32(i % n)
	}
	return ids
}
