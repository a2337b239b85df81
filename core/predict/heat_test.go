package predict

import (
	"context"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/core/dataset/picture"
)

// The drop of every patch is the one computed here picture by picture: a net of one
// layer over all pixels, its log-odds with and without each square of pixels, and the
// mean over the squares that a patch lies in.
func TestHeatIsTheOcclusion(t *testing.T) {
	const side, grid, classes, span = 24, 8, 3, 2
	net := func(pixels []float32) []float32 {
		var logits [classes]float64
		for c := range logits {
			for i, v := range pixels {
				logits[c] += float64(v) * math.Sin(float64(i*(c+1)+c)) / 60
			}
		}
		sum := 0.0
		for _, l := range logits {
			sum += math.Exp(l)
		}
		out := make([]float32, classes)
		for c, l := range logits {
			out[c] = float32(math.Exp(l) / sum)
		}
		return out
	}
	asked := map[int]int{}
	m := &Model{Classes: make([]string, classes), size: side, grid: grid, batch: 5, scale: picture.ImageNet,
		compute: func(images *tensor.Dense) (probabilities, features []float32, err error) {
			n := images.Shape()[0]
			asked[n]++
			for i := range n {
				probabilities = append(probabilities, net(images.Data().([]float32)[i*3*side*side:][:3*side*side])...)
			}
			return probabilities, nil, nil
		}}
	path := colours(t, side)
	h, err := m.Heat(context.Background(), path, 1)
	if err != nil {
		t.Fatal(err)
	}
	if asked[5] != 10 || len(asked) != 1 { // 49 covers and the picture itself
		t.Errorf("asked for batches of %v", asked)
	}

	plain := make([]float32, 3*side*side)
	if err := m.picture(plain, path, new(picture.Resampler)); err != nil {
		t.Fatal(err)
	}
	odds := func(pixels []float32) float64 {
		p := net(pixels)
		return math.Log(float64(p[1])) - math.Log(float64(p[0])+float64(p[2]))
	}
	for patch := range grid * grid {
		px, py, sum, n := patch%grid, patch/grid, 0.0, 0
		for y := max(0, py-span+1); y <= min(py, grid-span); y++ {
			for x := max(0, px-span+1); x <= min(px, grid-span); x++ {
				covered := append([]float32(nil), plain...)
				for i := range covered {
					column, row := i%side*grid/side, i/side%side*grid/side
					if column >= x && column < x+span && row >= y && row < y+span {
						covered[i] = 0
					}
				}
				sum += odds(plain) - odds(covered)
				n++
			}
		}
		if want := sum / float64(n); math.Abs(h.Drop[patch]-want) > 1e-5*(1+math.Abs(want)) {
			t.Errorf("patch %d: %v, want %v", patch, h.Drop[patch], want)
		}
	}
}

// Every patch of any grid lies under a cover.
func TestCoversReachEveryPatch(t *testing.T) {
	for grid := 1; grid < 40; grid++ {
		span, covers := coversOf(grid)
		odds := make([]float64, len(covers)+1)
		odds[len(covers)] = 1
		for i, d := range heatOf(grid, span, covers, odds).Drop {
			if math.Abs(d-1) > 1e-12 {
				t.Errorf("grid of %d, patch %d: %v", grid, i, d)
			}
		}
	}
}

func TestWeight(t *testing.T) {
	got := Heat{Drop: []float64{-1, 0, 2, 4}}.Weight()
	for i, want := range []float64{0, 0, .5, 1} {
		if got[i] != want {
			t.Errorf("%d: %v, want %v", i, got[i], want)
		}
	}
	if got := (Heat{Drop: []float64{-1, 0}}).Weight(); got[0] != 0 || got[1] != 0 {
		t.Errorf("where nothing spoke for it: %v", got)
	}
}

// Certainty beyond what float32 holds is a number still.
func TestLogOddsAreFinite(t *testing.T) {
	if o := logOdds([]float32{0, 1, 0}, 1); math.IsInf(o, 0) || o < 50 {
		t.Errorf("sure: %v", o)
	}
	if o := logOdds([]float32{0, 1, 0}, 0); math.IsInf(o, 0) || o > -50 {
		t.Errorf("excluded: %v", o)
	}
}

func TestHeatIsGivenUp(t *testing.T) {
	m := &Model{Classes: make([]string, 2), size: 8, grid: 4, batch: 2, scale: picture.ImageNet}
	ctx, stop := context.WithCancel(context.Background())
	asked := 0
	m.compute = func(images *tensor.Dense) (probabilities, features []float32, err error) {
		if asked++; asked == 2 {
			stop()
		}
		return []float32{.5, .5, .5, .5}, nil, nil
	}
	if _, err := m.Heat(ctx, colours(t, 8), 0); err != context.Canceled || asked != 2 {
		t.Errorf("%v after %d batches", err, asked)
	}
	m.free = func() {}
	m.closed = true
	if _, err := m.Heat(context.Background(), colours(t, 8), 0); err != ErrClosed {
		t.Errorf("of a closed model: %v", err)
	}
}

// colours writes a picture without two pixels alike.
func colours(t *testing.T, side int) string {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for i := range side * side {
		img.SetNRGBA(i%side, i/side, color.NRGBA{uint8(i * 7), uint8(i * 13), uint8(i * 29), 255})
	}
	path := filepath.Join(t.TempDir(), "colours.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	return path
}
