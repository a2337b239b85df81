// A training step's work, a validation's, and a redrawing's.

package mae

import (
	"gorgonia.org/tensor"
)

// Backward returns the loss of images (B, 3, side, side), hidden by noise (B, N),
// and puts the gradient of scale times it into the parameters' gradients: added
// to what is there, or overwriting it.
//
// The loss is the mean over all hidden patches of the mean of (pred-target)²
// (He et al. 2021, section 3, "reconstruction target").
func (m *Model) Backward(images *tensor.Dense, noise []float32, scale float32, add bool) (loss float64, err error) {
	r, err := m.run(learn, images, noise)
	if err != nil {
		return 0, err
	}
	if err := r.tape.Backward(scale, add); err != nil {
		return 0, err
	}
	err = r.tape.Read(r.lossValue[:], r.loss)
	return float64(r.lossValue[0]), err
}

// Evaluate returns each image's own loss.
func (m *Model) Evaluate(images *tensor.Dense, noise []float32) (perImage []float64, err error) {
	r, err := m.run(evaluate, images, noise)
	if err != nil {
		return nil, err
	}
	rows := make([]float32, len(r.wantedIDs))
	if err := r.tape.Read(rows, r.perRow); err != nil {
		return nil, err
	}
	hidden := len(rows) / r.images
	perImage = make([]float64, r.images)
	for i, v := range rows {
		perImage[i/hidden] += float64(v) / float64(hidden)
	}
	return perImage, nil
}

// Output is what the model makes of B images.
type Output struct {
	Pred   *tensor.Dense // (B, N, P) every patch redrawn, P in the order row, column, channel
	Mask   *tensor.Dense // (B, N) 1 where a patch was hidden
	Latent *tensor.Dense // (B, 1+K, D) the encoder's result, the class token first
}

// Redraw predicts every patch of the images, hidden by noise. With NormPix the
// prediction is of normalised patches.
func (m *Model) Redraw(images *tensor.Dense, noise []float32) (*Output, error) {
	r, err := m.run(redraw, images, noise)
	if err != nil {
		return nil, err
	}
	n, keep := m.c.Patches(), m.c.Keep()
	out := &Output{
		Pred:   zeros(r.images, n, m.c.patchValues()),
		Mask:   zeros(r.images, n),
		Latent: zeros(r.images, 1+keep, m.c.Encoder.Dim),
	}
	r.masking.mask(values(out.Mask))
	if err := r.tape.Read(values(out.Pred), r.pred); err != nil {
		return nil, err
	}
	return out, r.tape.Read(values(out.Latent), r.latent)
}

func zeros(shape ...int) *tensor.Dense {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(make([]float32, n)))
}

func values(t *tensor.Dense) []float32 { return t.Data().([]float32) }
