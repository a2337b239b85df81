// Numbers of heads that a file does not say.

package run

import (
	"context"

	"maestudio/core/mae"
)

// OtherHeads is a number of attention heads with which a model redraws clearly better than
// with that which it was given: so it was trained with these, most likely.
type OtherHeads struct {
	Decoder     bool // else those of the encoder
	Heads       int
	Loss, Given float64 // with these, and with those it was given, on the same pictures
}

const (
	headPictures = 4   // are enough to tell numbers of heads apart
	clearly      = 0.9 // of the loss
)

// usualHeadDims are the widths of a head that models have.
var usualHeadDims = []int{16, 32, 64, 80, 96, 128}

// otherHeads tries the usual numbers of heads, of the encoder and of the decoder, on the
// first pictures. losses are those of all with the run's own.
func (r *Run) otherHeads(ctx context.Context, g *gallery, losses []float64) (best *OtherHeads, err error) {
	few := &gallery{index: g.index[:min(headPictures, len(g.index))], pixels: g.pixels}
	given := mean(losses[:len(few.index)])
	for _, decoder := range []bool{false, true} {
		c := r.Config.Model.MAE()
		part := &c.Encoder
		if decoder {
			part = &c.Decoder
		}
		own := *part
		for _, dim := range usualHeadDims {
			if part.Heads = own.Dim / dim; own.Dim%dim != 0 || part.Heads == own.Heads {
				continue
			}
			loss, err := r.lossWith(ctx, c, few)
			if err != nil {
				return nil, err
			}
			if loss < clearly*given && (best == nil || loss < best.Loss) {
				best = &OtherHeads{decoder, part.Heads, loss, given}
			}
		}
	}
	return best, nil
}

func (r *Run) lossWith(ctx context.Context, c mae.Config, g *gallery) (float64, error) {
	losses, err := r.losses(ctx, c, g)
	return mean(losses), err
}

func mean(values []float64) (sum float64) {
	for _, v := range values {
		sum += v / float64(len(values))
	}
	return sum
}
