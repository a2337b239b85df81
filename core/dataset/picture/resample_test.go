package picture

import (
	"math"
	"math/rand/v2"
	"testing"
)

func noise(width, height int) *Picture {
	p := New(width, height)
	random := rand.New(rand.NewPCG(uint64(width), uint64(height)))
	for i := range p.Pix {
		p.Pix[i] = uint8(random.Uint32())
	}
	return p
}

// plain is the definition: every output pixel is the sum of weighted source
// pixels, all in float64.
func plain(p *Picture, box Box, width, height int, window Box) []float64 {
	weights := func(in, out, i int) (first int, w []float64) {
		scale := float64(in) / float64(out)
		stretch := math.Max(scale, 1)
		centre := (float64(i) + 0.5) * scale
		first = max(int(centre-2*stretch+0.5), 0)
		end := min(int(centre+2*stretch+0.5), in)
		var sum float64
		for k := first; k < end; k++ {
			w = append(w, cubic((float64(k)-centre+0.5)/stretch))
			sum += w[len(w)-1]
		}
		for k := range w {
			w[k] /= sum
		}
		return first, w
	}
	var out []float64
	for y := window.Y; y < window.Y+window.Height; y++ {
		y0, down := weights(box.Height, height, y)
		for x := window.X; x < window.X+window.Width; x++ {
			x0, across := weights(box.Width, width, x)
			for c := range 3 {
				var v float64
				for j, wy := range down {
					for i, wx := range across {
						v += wy * wx * float64(p.Pix[3*((box.Y+y0+j)*p.Width+box.X+x0+i)+c])
					}
				}
				out = append(out, v)
			}
		}
	}
	return out
}

func TestResamplingIsItsDefinition(t *testing.T) {
	var r Resampler // one for all: what is left of the last picture must not matter
	for _, c := range []struct {
		side          [2]int
		box           Box
		width, height int
		window        Box
	}{
		{[2]int{1, 1}, Box{0, 0, 1, 1}, 5, 3, Box{0, 0, 5, 3}},
		{[2]int{2, 7}, Box{0, 1, 2, 5}, 16, 16, Box{0, 0, 16, 16}},
		{[2]int{40, 30}, Box{3, 5, 30, 20}, 30, 20, Box{0, 0, 30, 20}},
		{[2]int{97, 61}, Box{0, 0, 97, 61}, 33, 17, Box{0, 0, 33, 17}},
		{[2]int{97, 61}, Box{11, 7, 50, 54}, 64, 64, Box{0, 0, 64, 64}},
		{[2]int{97, 61}, Box{0, 0, 97, 61}, 90, 40, Box{30, 9, 23, 31}},
		{[2]int{300, 3}, Box{0, 0, 300, 3}, 7, 50, Box{1, 2, 6, 40}},
	} {
		p := noise(c.side[0], c.side[1])
		want := plain(p, c.box, c.width, c.height, c.window)
		at := 0
		r.Each(p, c.box, c.width, c.height, c.window, func(y int, values []float32) {
			for i, v := range values {
				if diff := math.Abs(float64(v) - want[at+i]); !(diff < 3e-4) { // 255 x float32, some tens of terms
					t.Fatalf("%v: row %d, value %d is %g, want %g", c, y, i, v, want[at+i])
				}
			}
			at += len(values)
		})
		if at != len(want) {
			t.Errorf("%v: %d values, want %d", c, at, len(want))
		}
	}
}

// The sizes of torchvision's Resize(73) and CenterCrop(64), and its rounding of
// half a pixel to the even one.
func TestCenterCropIsThatOfTorchvision(t *testing.T) {
	if w := longSide(73, 160, 120); w != 97 {
		t.Errorf("160 x 120 becomes %d x 73, want 97", w)
	}
	for side, want := range map[int]int{97: 16, 73: 4, 67: 2, 64: 0} {
		if got := middle(side, 64); got != want {
			t.Errorf("the middle of %d starts at %d, want %d", side, got, want)
		}
	}
	p := noise(160, 120)
	got := new(Resampler).CenterCrop(p, 64)
	whole := new(Resampler).Resize(p, 97, 73)
	for y := range 64 {
		for x := range 64 * 3 {
			if got.Pix[3*y*64+x] != whole.Pix[3*((y+4)*97+16)+x] {
				t.Fatalf("row %d, value %d is not that of the whole", y, x)
			}
		}
	}
}

func TestReduce(t *testing.T) {
	var r Resampler
	for _, c := range [][4]int{{500, 400, 209, 167}, {400, 4000, 167, 1670}, {3000, 2000, 251, 167}, {100, 90, 100, 90}, {167, 300, 167, 300}} {
		if q := r.Reduce(noise(c[0], c[1]), 167); q.Width != c[2] || q.Height != c[3] {
			t.Errorf("%d x %d became %d x %d, want %d x %d", c[0], c[1], q.Width, q.Height, c[2], c[3])
		}
	}
}

// A ramp stays a ramp: averaging first shifts nothing.
func TestReduceKeepsPlaces(t *testing.T) {
	p := New(2000, 2000)
	for i := range p.Pix {
		p.Pix[i] = uint8(i / 3 % 2000 / 10)
	}
	q := new(Resampler).Reduce(p, 100)
	for x := 5; x < 95; x++ {
		if want := 2*x + 1; int(q.Pix[3*x]) < want-1 || int(q.Pix[3*x]) > want+1 {
			t.Errorf("column %d is %d, want %d", x, q.Pix[3*x], want)
		}
	}
}

// Squares cut off at the right and the bottom count as what they are.
func TestReduceKeepsAFlatPictureFlat(t *testing.T) {
	p := New(2017, 2003)
	fill(p.Pix, 200)
	for i, v := range new(Resampler).Reduce(p, 100).Pix {
		if v != 200 {
			t.Fatalf("value %d became %d", i, v)
		}
	}
}
