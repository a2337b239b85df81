// A training step's work, a validation's, and a redrawing's.

package mae

import (
	"errors"

	"gorgonia.org/tensor"
)

// Feed gives the device a batch to learn from: images (B, 3, side, side), hidden by noise
// (B, N). Both may change when it returns. After Learn the next batch of that size may be fed
// at once, before Loss: a device that is still at work then has it when it is done.
func (m *Model) Feed(images *tensor.Dense, noise []float32) error {
	_, err := m.fed(learn, images, noise)
	return err
}

// Learn puts the gradient of scale times the loss of what was fed into the parameters'
// gradients: added to what is there, or overwriting it. It does not wait for the device.
//
// The loss is the mean over all hidden patches of the mean of (pred-target)²
// (He et al. 2021, section 3, "reconstruction target").
func (m *Model) Learn(scale float32, add bool) error {
	r := m.passes[learn]
	if r == nil {
		return errors.New("there is no batch to learn from")
	}
	if err := r.tape.Forward(); err != nil {
		return err
	}
	return r.tape.Backward(scale, add)
}

// Loss returns that of the last Learn. It waits for the device.
func (m *Model) Loss() (float64, error) {
	r := m.passes[learn]
	if r == nil {
		return 0, errors.New("nothing was learned, so there is no loss")
	}
	err := r.tape.Read(r.lossValue[:], r.loss)
	return float64(r.lossValue[0]), err
}

// Backward is Feed, Learn and Loss in turn.
func (m *Model) Backward(images *tensor.Dense, noise []float32, scale float32, add bool) (loss float64, err error) {
	if err := m.Feed(images, noise); err != nil {
		return 0, err
	}
	if err := m.Learn(scale, add); err != nil {
		return 0, err
	}
	return m.Loss()
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
