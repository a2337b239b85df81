package augment

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"maestudio/core/goldens"
	"maestudio/core/internal/random"
	"maestudio/core/internal/testdata"
)

type images [][][][]float64

func (x images) flat() (all []float32) {
	for _, picture := range x {
		for _, channel := range picture {
			for _, row := range channel {
				for _, v := range row {
					all = append(all, float32(v))
				}
			}
		}
	}
	return all
}

func mustBeNear(t *testing.T, what string, got []float32, want ...float64) {
	t.Helper()
	bounds := goldens.ReadBounds(t, "mixup_cutmix.json")
	if len(got) != len(want) {
		t.Fatalf("%s has %d values, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !bounds.Close(float64(got[i]), want[i]) {
			t.Errorf("%s: value %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

func asFloat64(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

type goldenTargets struct {
	Labels         []int
	Classes        int
	Smoothing, Lam float64
	Targets        [][]float64
}

func (g goldenTargets) check(t *testing.T, what string, m Mix) {
	t.Helper()
	dst := make([]float32, len(g.Labels)*g.Classes)
	m.Targets(dst, g.Labels, g.Classes, g.Smoothing)
	for i, want := range g.Targets {
		mustBeNear(t, fmt.Sprintf("%s, target %d", what, i), dst[i*g.Classes:][:g.Classes], want...)
	}
}

func TestGoldenMixing(t *testing.T) {
	raw, err := os.ReadFile(testdata.Shared(t, "goldens/mixup_cutmix.json"))
	if err != nil {
		t.Fatal(err)
	}
	var g struct {
		Mixup       []goldenTargets
		MixupPixels struct {
			Lam    float64
			X, Out images
		} `json:"mixup_pixels"`
		Boxes []struct {
			Height, Width  int
			Lam            float64
			CentreY        int `json:"centre_y"`
			CentreX        int `json:"centre_x"`
			YL, YH, XL, XH int
			LamCorrected   float64 `json:"lam_corrected"`
		} `json:"cutmix"`
		CutMixPixels struct {
			goldenTargets
			Box          struct{ YL, YH, XL, XH int }
			LamCorrected float64 `json:"lam_corrected"`
			X, Out       images
		} `json:"cutmix_pixels"`
	}
	if err := json.Unmarshal(raw, &g); err != nil {
		t.Fatal(err)
	}
	if len(g.Mixup) == 0 || len(g.Boxes) == 0 {
		t.Fatalf("the file holds %d targets and %d boxes", len(g.Mixup), len(g.Boxes))
	}
	for i, c := range g.Mixup {
		c.check(t, fmt.Sprintf("mixup %d", i), Mix{Lambda: c.Lam})
	}
	x := g.MixupPixels.X.flat()
	Mix{Lambda: g.MixupPixels.Lam}.Pixels(x, 4, 1, 2, 3)
	mustBeNear(t, "mixup's pixels", x, asFloat64(g.MixupPixels.Out.flat())...)
	for i, b := range g.Boxes {
		m := CutOut(b.Height, b.Width, b.Lam, b.CentreY, b.CentreX)
		if want := (Box{b.YL, b.YH, b.XL, b.XH}); m.Box != want || !m.Cut {
			t.Errorf("box %d is %+v, want %+v", i, m.Box, want)
		}
		mustBeNear(t, fmt.Sprintf("share of box %d", i), []float32{float32(m.Lambda)}, b.LamCorrected)
	}
	c := g.CutMixPixels
	m := Mix{Lambda: c.LamCorrected, Cut: true, Box: Box{c.Box.YL, c.Box.YH, c.Box.XL, c.Box.XH}}
	x = c.X.flat()
	m.Pixels(x, 4, 1, 2, 3)
	mustBeNear(t, "CutMix's pixels", x, asFloat64(c.Out.flat())...)
	c.check(t, "CutMix", m)
}

// An odd batch leaves the one in the middle; its target is its own.
func TestOddBatch(t *testing.T) {
	x := []float32{1, 2, 3}
	m := Mix{Lambda: .75}
	m.Pixels(x, 3, 1, 1, 1)
	if x[0] != 1.5 || x[1] != 2 || x[2] != 2.5 {
		t.Errorf("mixed to %v", x)
	}
	dst := make([]float32, 6)
	m.Targets(dst, []int{0, 1, 1}, 2, 0)
	if want := "[0.75 0.25 0 1 0.25 0.75]"; fmt.Sprint(dst) != want {
		t.Errorf("targets %v, want %s", dst, want)
	}
}

// The share has mean 1/2 and the variance of the beta distribution, 1/(8 alpha + 4),
// and both ways come equally often.
func TestDraws(t *testing.T) {
	const n = 20000
	for _, alpha := range []float64{.2, .8, 1, 3} {
		s, sum, squares := random.New(1), 0.0, 0.0
		for range n {
			v := beta(&s, alpha)
			sum, squares = sum+v, squares+(v-.5)*(v-.5)
		}
		want := 1 / (8*alpha + 4)
		if math.Abs(sum/n-.5) > 5*math.Sqrt(want/n) || math.Abs(squares/n/want-1) > .03 {
			t.Errorf("alpha %v: mean %.4f, variance %.4f, want 0.5 and %.4f", alpha, sum/n, squares/n, want)
		}
	}
	cut := 0
	for step := range uint64(n) {
		m := Mixing{.8, 1}.Draw(32, 48, 1, 2, step)
		if m.Cut {
			cut++
		}
		if m.Lambda < 0 || m.Lambda > 1 || m.Box.Bottom > 32 || m.Box.Right > 48 {
			t.Fatalf("step %d: %+v", step, m)
		}
	}
	if math.Abs(float64(cut)/n-.5) > .02 {
		t.Errorf("%d of %d batches are cut", cut, n)
	}
	if (Mixing{}).Draw(8, 8, 1, 2, 3) != (Mix{Lambda: 1}) || (Mixing{Mixup: .8}).Draw(8, 8, 1, 2, 3).Cut || !(Mixing{CutMix: 1}).Draw(8, 8, 1, 2, 3).Cut {
		t.Error("what is off is drawn")
	}
	if (Mixing{.8, 1}).Draw(32, 32, 1, 2, 3) != (Mixing{.8, 1}).Draw(32, 32, 1, 2, 3) || (Mixing{.8, 1}).Draw(32, 32, 1, 2, 3) == (Mixing{.8, 1}).Draw(32, 32, 1, 2, 4) {
		t.Error("a draw is not a matter of seed, epoch and step")
	}
}
