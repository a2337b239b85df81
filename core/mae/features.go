// What the encoder alone makes of whole pictures.

package mae

import "gorgonia.org/tensor"

// Features returns what the encoder makes of images (B, 3, side, side) of which
// nothing is hidden: the mean of the patches' tokens after the last block, (B, D).
func (m *Model) Features(images *tensor.Dense) (*tensor.Dense, error) {
	features, _, err := m.features(embed, images)
	return features, err
}

// Tokens returns what Features does, and all tokens behind the last norm, (B, 1+N, D).
func (m *Model) Tokens(images *tensor.Dense) (features, tokens *tensor.Dense, err error) {
	features, r, err := m.features(embedAll, images)
	if err != nil {
		return nil, nil, err
	}
	tokens = zeros(r.images, 1+m.c.Patches(), m.c.Encoder.Dim)
	return features, tokens, r.tape.Read(values(tokens), r.latent)
}

func (m *Model) features(why purpose, images *tensor.Dense) (*tensor.Dense, *pass, error) {
	n, d := m.c.Patches(), m.c.Encoder.Dim
	r, err := m.run(why, images, make([]float32, images.Shape()[0]*n)) // in their order
	if err != nil {
		return nil, nil, err
	}
	tokens, out := make([]float32, r.images*(1+n)*d), zeros(r.images, d)
	if err := r.tape.Read(tokens, r.tokens); err != nil {
		return nil, nil, err
	}
	for image := range r.images {
		mean := values(out)[image*d : (image+1)*d]
		for token := 1; token <= n; token++ { // behind the class token
			for i, v := range tokens[(image*(1+n)+token)*d:][:d] {
				mean[i] += v / float32(n)
			}
		}
	}
	return out, r, nil
}

// FeaturesWork is the number of floating-point operations that Features takes for
// an image.
func (c Config) FeaturesWork() float64 {
	return 2*float64(c.Patches()*c.patchValues()*c.Encoder.Dim) + c.Encoder.FLOPs(c.Patches()+1)
}
