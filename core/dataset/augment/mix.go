package augment

import (
	"math"

	"maestudio/core/internal/random"
)

// Mixing says how the pictures of a batch are mixed with each other. The zero value
// mixes nothing.
type Mixing struct {
	Mixup  float64 // alpha of mixup (Zhang et al. 2017), 0.8 as published; 0 is none
	CutMix float64 // alpha of CutMix (Yun et al. 2019), 1 as published; 0 is none
}

// Mix is how one batch is mixed: picture i with picture B-1-i. Lambda is the share of
// picture i itself; 1 leaves all as it is.
type Mix struct {
	Lambda float64
	Cut    bool // CutMix: Box comes from the other picture. Else mixup: all of it is blended
	Box    Box
}

// Box is rows Top to Bottom and columns Left to Right, the last ones left out.
type Box struct{ Top, Bottom, Left, Right int }

// Draw draws how batch number step of an epoch is mixed, of pictures of height x width.
// Where both ways are on, each has half of the batches.
func (m Mixing) Draw(height, width int, seed, epoch, step uint64) Mix {
	source := draw("mixing", seed, epoch, step)
	cut := m.CutMix > 0 && (m.Mixup <= 0 || source.Float64() < 0.5)
	switch {
	case cut:
		lambda := beta(&source, m.CutMix)
		return CutOut(height, width, lambda, below(&source, height), below(&source, width))
	case m.Mixup > 0:
		return Mix{Lambda: beta(&source, m.Mixup)}
	}
	return Mix{Lambda: 1}
}

// CutOut is CutMix with a box of 1-lambda of the area about a centre. What of it lies
// outside does not count: Lambda is corrected.
func CutOut(height, width int, lambda float64, row, column int) Mix {
	ratio := math.Sqrt(1 - lambda)
	high, wide := int(float64(height)*ratio), int(float64(width)*ratio)
	clip := func(v, most int) int { return min(max(v, 0), most) }
	b := Box{
		Top: clip(row-high/2, height), Bottom: clip(row+high/2, height),
		Left: clip(column-wide/2, width), Right: clip(column+wide/2, width),
	}
	area := (b.Bottom - b.Top) * (b.Right - b.Left)
	return Mix{Lambda: 1 - float64(area)/float64(height*width), Cut: true, Box: b}
}

// Pixels mixes images (B, channels, height, width) in place.
func (m Mix) Pixels(images []float32, batch, channels, height, width int) {
	if m.Lambda == 1 {
		return
	}
	size := channels * height * width
	for i := range batch / 2 {
		one, other := images[i*size:][:size], images[(batch-1-i)*size:][:size]
		if !m.Cut {
			blendPair(one, other, float32(m.Lambda))
			continue
		}
		for rows := range channels * height {
			if y := rows % height; y >= m.Box.Top && y < m.Box.Bottom {
				from, to := rows*width+m.Box.Left, rows*width+m.Box.Right
				swap(one[from:to], other[from:to])
			}
		}
	}
}

func blendPair(one, other []float32, lambda float32) {
	for k, a := range one {
		b := other[k]
		one[k] = float32(lambda*a) + float32((1-lambda)*b)
		other[k] = float32(lambda*b) + float32((1-lambda)*a)
	}
}

func swap(one, other []float32) {
	for k, a := range one {
		one[k], other[k] = other[k], a
	}
}

// Targets writes what a batch of B labels is to be taken for, dst (B, classes): Lambda
// of the own label and the rest of the other picture's, each smoothed: smoothing of it
// is shared out among all classes.
func (m Mix) Targets(dst []float32, labels []int, classes int, smoothing float64) {
	share := smoothing / float64(classes)
	dst = dst[:len(labels)*classes]
	for i := range dst {
		dst[i] = float32(share)
	}
	for i, own := range labels {
		row, other := dst[i*classes:][:classes], labels[len(labels)-1-i]
		if own == other {
			row[own] = float32(share + 1 - smoothing)
			continue
		}
		row[own] = float32(share + m.Lambda*(1-smoothing))
		row[other] = float32(share + (1-m.Lambda)*(1-smoothing))
	}
}

// beta draws from the beta distribution of two equal parameters.
func beta(s *random.Source, alpha float64) float64 {
	a, b := gamma(s, alpha), gamma(s, alpha)
	if a+b == 0 { // both too small to be told from 0
		return 0.5
	}
	return a / (a + b)
}

// gamma draws from the gamma distribution (Marsaglia and Tsang 2000).
func gamma(s *random.Source, alpha float64) float64 {
	if alpha < 1 {
		return gamma(s, alpha+1) * math.Pow(1-s.Float64(), 1/alpha)
	}
	d := alpha - 1./3
	c := 1 / math.Sqrt(9*d)
	for {
		x := s.Normal()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-s.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
