// The learning rate as a function of the epoch.

package train

import "math"

// Schedule is the half cosine with warm-up of the published code.
type Schedule struct {
	Rate, MinRate  float64
	Warmup, Epochs float64 // in epochs
}

// ScaledRate turns a base rate into the rate of a batch: the images that count
// for one step of the optimiser, accumulation included.
func ScaledRate(base float64, batch int) float64 { return base * float64(batch) / 256 }

// LR is the rate of a step that starts at a fractional epoch: whole epochs done
// plus the share of the current one. It is set before every step, so the very
// first has rate 0 when there is a warm-up.
func (s Schedule) LR(epoch float64) float64 {
	switch {
	case epoch < s.Warmup: // 1 warm-up
		return s.Rate * epoch / s.Warmup
	case epoch < s.Epochs: // 2 half cosine
		done := (epoch - s.Warmup) / (s.Epochs - s.Warmup)
		return s.MinRate + (s.Rate-s.MinRate)*.5*(1+math.Cos(math.Pi*done))
	default: // 3 floor
		return s.MinRate
	}
}
