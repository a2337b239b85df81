package hygiene

import (
	"math"

	"maestudio/core/dataset/picture"
)

// Look is what is kept of a picture. The zero value is of none.
type Look struct {
	Taken  bool    `json:"taken"`         // false where there is none
	Shape  uint64  `json:"shape,string"`  // of what is in it,
	Slopes uint64  `json:"slopes,string"` // another,
	Tiles  Tiles   `json:"tiles"`         // and its colours: see print.go
	Blur   float32 `json:"blur"`          // px: how wide its edges are, as the deviation of a Gaussian that would have blurred them so
	Light  float32 `json:"light"`         // mean brightness, 0 to 255
	Bright float32 `json:"bright"`        // what 98 of 100 pixels stay below
	Spread float32 `json:"spread"`        // the largest deviation of red, green and blue
}

// Side is the short side, in px, to which a picture is reduced before its
// sharpness is measured: a little more than a model of the published size sees. A
// photograph that is blurred only in its finest pixels is sharp to it.
const Side = 256

// Measurer looks at pictures. It keeps its memory from one to the next and belongs
// to one goroutine.
type Measurer struct {
	scale        picture.Resampler
	luma, smooth []float32
}

// Measure looks at a picture.
func (m *Measurer) Measure(p *picture.Picture) Look {
	small := m.scale.Reduce(p, Side)
	m.luma = lumaOf(m.luma, small)
	m.smooth = smoothed(m.smooth, m.luma, small.Width)
	l := Look{Taken: true, Blur: edgeWidth(m.smooth, small.Width), Spread: spread(small)}
	l.Light, l.Bright = lightOf(m.luma)
	m.print(&l, small)
	return l
}

// lumaOf is the brightness of each pixel by ITU-R BT.601, 0 to 255.
func lumaOf(dst []float32, p *picture.Picture) []float32 {
	n := p.Width * p.Height
	if cap(dst) < n {
		dst = make([]float32, n)
	}
	dst = dst[:n]
	for i := range dst {
		c := p.Pix[3*i : 3*i+3]
		dst[i] = 0.299*float32(c[0]) + 0.587*float32(c[1]) + 0.114*float32(c[2])
	}
	return dst
}

// smoothed is luma after a little blur, 3 x 3 pixels: what a JPEG adds to soft
// places would count as edges else.
func smoothed(dst, luma []float32, width int) []float32 {
	dst = append(dst[:0], luma...)
	height := len(luma) / max(1, width)
	for y := 1; y < height-1; y++ {
		up, row, down := luma[(y-1)*width:y*width], luma[y*width:(y+1)*width], luma[(y+1)*width:(y+2)*width]
		for x := 1; x < width-1; x++ {
			beside := row[x-1] + row[x+1] + up[x] + down[x]
			corners := up[x-1] + up[x+1] + down[x-1] + down[x+1]
			dst[y*width+x] = (4*row[x] + 2*beside + corners) / 16
		}
	}
	return dst
}

// noise is the squared gradient, in levels per px, below which it may be that of
// what a JPEG rounded.
const noise = 9

// edgeWidth tells how blurred a picture is: sqrt(G / 2L), where G is the sum of the
// squared gradient and L that of the squared Laplacian. An edge that a Gaussian of
// deviation s has blurred has L = G / 2s^2, so the result is about s; and since both
// grow with contrast alike, neither contrast nor how many edges there are matters,
// and a sharp thing before a soft ground counts as sharp. The variance of the
// Laplacian alone, which is the usual measure, calls sharp pictures of cells under a
// microscope more blurred than photographs that are. It is 0 where nothing changes.
func edgeWidth(luma []float32, width int) float32 {
	laplacian, gradient := slopes(luma, width, noise)
	if gradient == 0 {
		laplacian, gradient = slopes(luma, width, 0)
	}
	if laplacian == 0 {
		return 0
	}
	return float32(math.Sqrt(gradient / (2 * laplacian)))
}

// slopes sums the squared Laplacian and the squared gradient of the pixels whose
// squared gradient is at least some value.
func slopes(luma []float32, width int, least float32) (laplacian, gradient float64) {
	height := len(luma) / max(1, width)
	for y := 2; y < height-2; y++ {
		up, row, down := luma[(y-1)*width:y*width], luma[y*width:(y+1)*width], luma[(y+1)*width:(y+2)*width]
		for x := 2; x < width-2; x++ {
			across, along := row[x+1]-row[x-1], down[x]-up[x]
			g := (across*across + along*along) / 4
			if g < least {
				continue
			}
			l := row[x-1] + row[x+1] + up[x] + down[x] - 4*row[x]
			laplacian, gradient = laplacian+float64(l*l), gradient+float64(g)
		}
	}
	return laplacian, gradient
}

// lightOf returns the mean and what 98 of 100 values stay below.
func lightOf(luma []float32) (mean, bright float32) {
	var counts [256]int
	sum := 0.0
	for _, v := range luma {
		sum += float64(v)
		counts[min(max(int(v), 0), 255)]++
	}
	rest := len(luma) / 50
	for level := 255; level >= 0; level-- {
		if rest -= counts[level]; rest < 0 {
			bright = float32(level)
			break
		}
	}
	return float32(sum / float64(max(1, len(luma)))), bright
}

// spread is the largest standard deviation of a colour.
func spread(p *picture.Picture) float32 {
	var sum, squares [3]float64
	for i, v := range p.Pix {
		sum[i%3] += float64(v)
		squares[i%3] += float64(v) * float64(v)
	}
	n, most := float64(max(1, p.Width*p.Height)), 0.0
	for c := range sum {
		mean := sum[c] / n
		most = max(most, squares[c]/n-mean*mean)
	}
	return float32(math.Sqrt(most))
}
