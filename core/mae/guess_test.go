package mae

import (
	"math"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/core/dataset"
	"maestudio/core/internal/testdata"
	"maestudio/gpu/reference"
)

// The flat guess is a model that draws zero, or a visible mean, everywhere: the
// loss that training computes must be the same.
func TestFlatGuessIsTheLossOfAFlatModel(t *testing.T) {
	for _, npix := range []bool{true, false} {
		c := micro
		c.NormPix = npix
		m := initialised(t, reference.Open[float32](), c)
		x, noise := randomBatch(c, 3, 9)
		for i, g := range c.Guesses(x, noise) {
			one, own := part(x, noise, i, i+1)
			bias := make([]float32, c.patchValues())
			if !npix {
				hide := newMasking(1, c.Patches(), c.Keep())
				hide.hide(own)
				mean := c.visibleMean(float64s(values(one)), hide.hiddenPatches())
				for at := range bias {
					bias[at] = float32(mean[at%channels])
				}
			}
			must(t, m.params.Set("decoder_pred.weight", make([]float32, c.patchValues()*c.Decoder.Dim)))
			must(t, m.params.Set("decoder_pred.bias", bias))
			want, err := m.Evaluate(one, own)
			must(t, err)
			if math.Abs(g.Flat-want[0]) > 1e-5*want[0] {
				t.Errorf("npix %v, image %d: the guess scores %v, a model that draws it %v", npix, i, g.Flat, want[0])
			}
		}
	}
}

// The smear against the exact harmonic fill, found another way: all equations at
// once, by elimination.
func TestSmearIsAboutHarmonic(t *testing.T) {
	c := Config{ImageSize: 32, PatchSize: 8, MaskRatio: 0.75, NormPix: true}
	for seed := range uint64(3) {
		image := waves(c.ImageSize, float64(seed))
		noise := make([]float32, c.Patches())
		Noise(seed, 0, 0, len(noise), noise)
		m := newMasking(1, c.Patches(), c.Keep())
		m.hide(noise)
		got, exact := c.smear(image, m.hiddenPatches()), harmonic(c, image, m.hiddenPatches())
		off, all := 0.0, 0.0
		for i, v := range exact {
			off += (got[i] - v) * (got[i] - v)
			all += float64(image[i]) * float64(image[i])
		}
		t.Logf("seed %d: off by %.4f of the picture's deviation", seed, math.Sqrt(off/all))
		if !(off <= 1e-4*all) {
			t.Errorf("seed %d: the smear is off by %.4f of the picture's deviation", seed, math.Sqrt(off/all))
		}
		g := c.guess(image, m.hiddenPatches())
		if want := scoreOf(c, image, exact, m.hiddenPatches()); math.Abs(g.Smear-want) > 0.005 {
			t.Errorf("seed %d: the smear scores %.4f, the exact one %.4f", seed, g.Smear, want)
		}
		c.NormPix = false // then the loss is that of the pixels themselves
		g = c.guess(image, m.hiddenPatches())
		if want := pixelScore(c, image, got, m.hiddenPatches()); math.Abs(g.Smear-want) > 1e-9 {
			t.Errorf("seed %d: of raw pixels the smear scores %v, pixel by pixel %v", seed, g.Smear, want)
		}
		if want := pixelScore(c, image, exact, m.hiddenPatches()); math.Abs(g.Smear-want) > 0.01 {
			t.Errorf("seed %d: of raw pixels the smear scores %.4f, the exact one %.4f", seed, g.Smear, want)
		}
		c.NormPix = true
	}
}

// pixelScore is the mean squared difference of hidden pixels, pixel by pixel.
func pixelScore(c Config, image []float32, guess []float64, hidden []bool) float64 {
	sum, n := 0.0, 0.0
	for i, v := range guess {
		x, y := i%c.ImageSize, i/c.ImageSize%c.ImageSize
		if hidden[y/c.PatchSize*(c.ImageSize/c.PatchSize)+x/c.PatchSize] {
			sum, n = sum+(float64(image[i])-v)*(float64(image[i])-v), n+1
		}
	}
	return sum / n
}

// Raw pixels, by hand: the left patches are seen and white, of the right ones the upper is
// grey and the lower black. What is smeared is white everywhere; so is what is flat, here.
func TestGuessesOfRawPixelsByHand(t *testing.T) {
	c := Config{ImageSize: 4, PatchSize: 2, MaskRatio: 0.5}
	image := make([]float32, channels*16)
	for i := range image {
		switch x, y := i%4, i/4%4; {
		case x < 2:
			image[i] = 1
		case y < 2:
			image[i] = 0.5
		}
	}
	g := c.guess(image, []bool{false, true, false, true})
	if want := (0.25 + 1) / 2; math.Abs(g.Smear-want) > 1e-3 || math.Abs(g.Flat-want) > 1e-12 {
		t.Errorf("flat %v and smear %v, want %v", g.Flat, g.Smear, want)
	}
}

// waves is a smooth picture (3, S, S) of mean about 0 and deviation about 1.
func waves(side int, phase float64) []float32 {
	image := make([]float32, channels*side*side)
	for i := range image {
		x, y, channel := float64(i%side), float64(i/side%side), float64(i/side/side)
		image[i] = float32(math.Sin(x/7+phase+channel) + math.Cos(y/5-phase) + 0.3*math.Sin((x+2*y)/3))
	}
	return image
}

// harmonic solves for the hidden pixels: each is the mean of its neighbours.
func harmonic(c Config, image []float32, hidden []bool) []float64 {
	side, out := c.ImageSize, float64s(image)
	number := map[int]int{} // of unknown pixels
	for i := range side * side {
		if hidden[i/side/c.PatchSize*c.grid()+i%side/c.PatchSize] {
			number[i] = len(number)
		}
	}
	for channel := range channels {
		plane := out[channel*side*side : (channel+1)*side*side]
		rows := make([][]float64, len(number)) // of the equations, with the right side last
		for i, at := range number {
			rows[at] = make([]float64, len(number)+1)
			for _, d := range [][2]int{{-1, 0}, {1, 0}, {0, -1}, {0, 1}} {
				x, y := i%side+d[0], i/side+d[1]
				if x < 0 || y < 0 || x >= side || y >= side {
					continue
				}
				rows[at][at]++
				if other, unknown := number[y*side+x]; unknown {
					rows[at][other]--
				} else {
					rows[at][len(number)] += plane[y*side+x]
				}
			}
		}
		for i, v := range eliminate(rows) {
			for pixel, at := range number {
				if at == i {
					plane[pixel] = v
				}
			}
		}
	}
	return out
}

// eliminate solves linear equations whose matrix is diagonally dominant.
func eliminate(rows [][]float64) []float64 {
	n := len(rows)
	for i, pivot := range rows {
		for _, row := range rows[i+1:] {
			if f := row[i] / pivot[i]; f != 0 {
				for k := i; k <= n; k++ {
					row[k] -= f * pivot[k]
				}
			}
		}
	}
	x := make([]float64, n)
	for i := n - 1; i >= 0; i-- {
		x[i] = rows[i][n]
		for k := i + 1; k < n; k++ {
			x[i] -= rows[i][k] * x[k]
		}
		x[i] /= rows[i][i]
	}
	return x
}

// scoreOf is the loss of a guess, from correlations: of two patches of variance 1
// the mean squared difference is 2 (1 - r) (n-1)/n.
func scoreOf(c Config, image []float32, guess []float64, hidden []bool) float64 {
	truth, sum, patches := float64s(image), 0.0, 0.0
	a, b := make([]float64, c.patchValues()), make([]float64, c.patchValues())
	for patch, h := range hidden {
		if !h {
			continue
		}
		c.cut(a, truth, patch)
		c.cut(b, guess, patch)
		var sa, sb, saa, sbb, sab float64
		for i := range a {
			sa, sb, saa, sbb, sab = sa+a[i], sb+b[i], saa+a[i]*a[i], sbb+b[i]*b[i], sab+a[i]*b[i]
		}
		n := float64(len(a))
		r := (sab - sa*sb/n) / math.Sqrt((saa-sa*sa/n)*(sbb-sb*sb/n))
		sum += 2 * (1 - r) * (n - 1) / n
		patches++
	}
	return sum / patches
}

// On real pictures a flat guess scores about 0.99 and a smear about 0.86.
func TestGuessesOnRealPictures(t *testing.T) {
	folder := testdata.Shared(t, "data/pretrain_mix")
	report, err := dataset.Scan(t.Context(), []string{folder}, dataset.ScanOptions{}, nil)
	must(t, err)
	c := Config{ImageSize: 64, PatchSize: 8, MaskRatio: 0.75, NormPix: true}
	const n = 150
	pixels, noise := make([]float32, n*channels*64*64), make([]float32, n*c.Patches())
	for i := range n {
		p, err := dataset.CenterCrop(report.Files[i*len(report.Files)/n].Path, 64)
		must(t, err)
		for at, v := range p.Pix {
			pixels[(i*channels+at%3)*64*64+at/3] = float32((float64(v)/255 - colours.Mean[at%3]) / colours.Std[at%3])
		}
		Noise(0, -1, i, c.Patches(), noise[i*c.Patches():])
	}
	var mean Guess
	for _, g := range c.Guesses(tensor.New(tensor.WithShape(n, channels, 64, 64), tensor.WithBacking(pixels)), noise) {
		mean.Flat, mean.Smear = mean.Flat+g.Flat/n, mean.Smear+g.Smear/n
	}
	t.Logf("flat %.4f, smear %.4f", mean.Flat, mean.Smear)
	if math.Abs(mean.Flat-0.99) > 0.01 || math.Abs(mean.Smear-0.86) > 0.04 {
		t.Errorf("flat scores %.4f and the smear %.4f; about 0.99 and 0.86 are known", mean.Flat, mean.Smear)
	}
}
