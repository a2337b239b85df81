package redraw

import (
	"image"
	"math"

	"gorgonia.org/tensor"

	"maestudio/core/run"
)

// paint turns a prediction (N, P; row, column, colour within a patch) into a
// picture. Where targets are normalised, a patch's own mean and deviation are
// taken from the true picture: without them there would be no colours.
func paint(pred []float32, images *tensor.Dense, c run.Config) image.Image {
	side, p := c.Model.ImageSize, c.Model.PatchSize
	truth := images.Data().([]float32)
	out := image.NewNRGBA(image.Rect(0, 0, side, side))
	grid := side / p
	for patch := range grid * grid {
		values := pred[patch*p*p*3 : (patch+1)*p*p*3]
		x, y := patch%grid*p, patch/grid*p
		mean, deviation := 0.0, 1.0
		if c.Model.NormPix {
			mean, deviation = statistics(truth, side, x, y, p)
		}
		for i, v := range values {
			channel, column, row := i%3, i/3%p, i/3/p
			pixel := float64(v)*deviation + mean
			pixel = (pixel*c.Augmentation.Std[channel] + c.Augmentation.Mean[channel]) * 255
			out.Pix[out.PixOffset(x+column, y+row)+channel] = uint8(min(max(math.Round(pixel), 0), 255))
			out.Pix[out.PixOffset(x+column, y+row)+3] = 255
		}
	}
	return out
}

// statistics returns the mean and the deviation (unbiased variance + 1e-6, as
// the target has it) of a patch of all three colours.
func statistics(truth []float32, side, x, y, p int) (mean, deviation float64) {
	n := float64(3 * p * p)
	each := func(f func(v float64)) {
		for c := range 3 {
			for row := range p {
				for column := range p {
					f(float64(truth[(c*side+y+row)*side+x+column]))
				}
			}
		}
	}
	each(func(v float64) { mean += v / n })
	variance := 0.0
	each(func(v float64) { variance += (v - mean) * (v - mean) / (n - 1) })
	return mean, math.Sqrt(variance + 1e-6)
}
