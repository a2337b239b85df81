// What a model of some size takes: parameters, work, memory.

package mae

import "maestudio/core/vit"

// Params is the number of all parameters, fixed positions included.
func (c Config) Params() int {
	e, d, n, p := c.Encoder.Dim, c.Decoder.Dim, c.Patches(), c.patchValues()
	return c.Encoder.Params() + c.Decoder.Params() +
		(2+n)*e + (2+n)*d + // tokens and positions
		(p+1)*e + (e+1)*d + (d+1)*p + // patches in, encoder to decoder, patches out
		2*e + 2*d // last norms
}

// Forward is the number of floating-point operations that the matrix products of
// one image take on the way to the loss; a training step takes three times as
// many. Only visible patches are embedded and encoded, only hidden ones predicted.
func (c Config) Forward() float64 {
	e, d := float64(c.Encoder.Dim), float64(c.Decoder.Dim)
	n, k, p := float64(c.Patches()), float64(c.Keep()), float64(c.patchValues())
	spared := 2 * (1 + k) * d * d * (1 + 2*vit.Ratio) // visible tokens in the decoder's last block
	return 2*k*p*e + c.Encoder.FLOPs(c.Keep()+1) + 2*(1+k)*e*d +
		c.Decoder.FLOPs(c.Patches()+1) - spared + 2*(n-k)*d*p
}

// DecoderShare is the decoder's depth times its width squared over the
// encoder's.
func (c Config) DecoderShare() float64 {
	weight := func(v vit.Config) float64 { return float64(v.Depth) * float64(v.Dim) * float64(v.Dim) }
	return weight(c.Decoder) / weight(c.Encoder)
}

// Memory estimates the bytes that training on so many images at once takes.
func (c Config) Memory(batch int) float64 {
	floats := 4 * float64(c.Params()) // values, gradients, two moments
	kept := func(v vit.Config, tokens int) float64 {
		n, d, depth := float64(tokens), float64(v.Dim), float64(v.Depth)
		return n*depth*(16*d+float64(v.Heads)+4) + 9*n*d // of every block, and while one is on its way back
	}
	hidden := float64(c.Patches() - c.Keep())
	pixels := float64(channels * c.ImageSize * c.ImageSize)
	floats += float64(batch) * (kept(c.Encoder, c.Keep()+1) + kept(c.Decoder, c.Patches()+1) + 2*pixels + 2*hidden*float64(c.patchValues()))
	return 4 * floats
}
