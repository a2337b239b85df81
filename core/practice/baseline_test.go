package practice

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"testing"
)

// What does it take to tell the classes apart? Not the mean colour, and not the
// nearest neighbours among 16 x 16 pixels, as they are or brought to the same
// brightness and contrast. One of six by chance would be 17 %.
func TestPixelsAloneDoNotTellTheClasses(t *testing.T) {
	if testing.Short() {
		t.Skip("draws 900 small pictures")
	}
	raw := smallPictures(900)
	cases := []struct {
		name     string
		features [][]float64
		most     float64
	}{
		{"mean colour", each(raw, meanColour), .36},
		{"pixels", raw, .60},
		{"pixels of equal contrast", each(raw, equalContrast), .62},
	}
	for _, c := range cases {
		for k, share := range rightByNeighbours(c.features, 1, 5, 15) {
			t.Logf("%-25s %2d neighbours: %.1f %% right", c.name, k, 100*share)
			if share > c.most {
				t.Errorf("%s, %d neighbours: %.1f %% right, want at most %.0f %%", c.name, k, 100*share, 100*c.most)
			}
			if share < .2 {
				t.Errorf("%s, %d neighbours: %.1f %% right; something is wrong with the test", c.name, k, 100*share)
			}
		}
	}
}

const tiny16 = 16

// smallPictures draws n pictures, classes in turn, and averages them down.
func smallPictures(n int) [][]float64 {
	all := make([][]float64, n)
	var workers sync.WaitGroup
	for w := range 2 {
		workers.Go(func() {
			for i := w; i < n; i += 2 {
				img := Draw(i%len(classes), uint64(i), 2*tiny16)
				all[i] = make([]float64, tiny16*tiny16*3)
				for p := range 4 * tiny16 * tiny16 {
					x, y := p%(2*tiny16), p/(2*tiny16)
					for c := range 3 {
						all[i][(y/2*tiny16+x/2)*3+c] += float64(img.Pix[4*p+c]) / 4 / 255
					}
				}
			}
		})
	}
	workers.Wait()
	return all
}

func each(all [][]float64, f func([]float64) []float64) (out [][]float64) {
	for _, p := range all {
		out = append(out, f(p))
	}
	return out
}

func meanColour(p []float64) []float64 {
	m := make([]float64, 3)
	for i, v := range p {
		m[i%3] += v
	}
	return m
}

func equalContrast(p []float64) []float64 {
	out := make([]float64, len(p))
	for c, sum := range meanColour(p) {
		n := float64(len(p) / 3)
		variance := 0.0
		for i := c; i < len(p); i += 3 {
			out[i] = p[i] - sum/n
			variance += out[i] * out[i] / n
		}
		for i := c; i < len(p); i += 3 {
			out[i] /= math.Sqrt(variance) + 1e-3
		}
	}
	return out
}

// rightByNeighbours is, for each k, the share of pictures whose k nearest
// others, by vote, name their class.
func rightByNeighbours(features [][]float64, ks ...int) map[int]float64 {
	type other struct {
		distance float64
		class    int
	}
	right := map[int]float64{}
	for i, a := range features {
		var others []other
		for j, b := range features {
			if i != j {
				others = append(others, other{distance(a, b), j % len(classes)})
			}
		}
		slices.SortFunc(others, func(x, y other) int { return cmp.Compare(x.distance, y.distance) })
		for _, k := range ks {
			votes, best := make([]int, len(classes)), others[0].class
			for _, o := range others[:k] {
				if votes[o.class]++; votes[o.class] > votes[best] {
					best = o.class
				}
			}
			if best == i%len(classes) {
				right[k] += 1 / float64(len(features))
			}
		}
	}
	return right
}

func distance(a, b []float64) (sum float64) {
	for i, v := range a {
		sum += (v - b[i]) * (v - b[i])
	}
	return sum
}
