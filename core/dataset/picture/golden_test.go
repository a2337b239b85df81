package picture

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"maestudio/core/internal/testdata"
	"maestudio/core/weights"
)

// goldens are the resampling cases of ops.safetensors.
type goldens struct {
	t     *testing.T
	state *weights.State
	rules struct {
		Steps map[string]map[string]float64 `json:"picture_steps"`
		Files map[string]struct {
			Operations map[string]struct{ Abs, Rel float64 }
		}
	}
}

func loadGoldens(t *testing.T) *goldens {
	g := &goldens{t: t}
	var err error
	if g.state, err = weights.ReadFile(testdata.Shared(t, "goldens/ops.safetensors")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(testdata.Shared(t, "goldens/tolerances.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &g.rules); err != nil {
		t.Fatal(err)
	}
	return g
}

func (g *goldens) bytes(name string) ([]uint8, []int) {
	d := g.state.Tensors[name]
	return d.Data().([]uint8), d.Shape()
}

// picture turns a (3, H, W) tensor into a Picture.
func (g *goldens) picture(name string) *Picture {
	planes, shape := g.bytes(name)
	p := New(shape[2], shape[1])
	n := p.Width * p.Height
	for i := range n {
		for c := range 3 {
			p.Pix[3*i+c] = planes[c*n+i]
		}
	}
	return p
}

// checkFloat compares (3, H, W) values with a tensor by the rule of its operation.
func (g *goldens) checkFloat(operation, name string, got []float32) {
	g.t.Helper()
	want := g.state.Tensors[name].Data().([]float32)
	rule, there := g.rules.Files["ops.safetensors"].Operations[operation]
	if !there || len(got) != len(want) {
		g.t.Fatalf("%s: %d values, want %d; rule %v", name, len(got), len(want), rule)
	}
	var diff, top float64
	for i := range want {
		diff = max(diff, math.Abs(float64(got[i])-float64(want[i])))
		top = max(top, math.Abs(float64(want[i])))
	}
	g.t.Logf("%s  max |diff| %.2g (allowed %.2g and %.2g)", name, diff, rule.Abs, rule.Rel*top)
	if !(diff <= rule.Abs && diff <= rule.Rel*top) {
		g.t.Errorf("%s is off by %g", name, diff)
	}
}

// checkSteps compares 8-bit pictures by the largest difference in grey levels.
func (g *goldens) checkSteps(operation, name, rule string, got *Picture) {
	g.t.Helper()
	want, most := g.picture(name), 0
	for i := range want.Pix {
		most = max(most, int(got.Pix[i])-int(want.Pix[i]), int(want.Pix[i])-int(got.Pix[i]))
	}
	g.t.Logf("%s  %d grey levels", name, most)
	if allowed, there := g.rules.Steps[operation][rule]; !there || most > int(allowed) {
		g.t.Errorf("%s is off by %d grey levels, allowed are %g", name, most, allowed)
	}
}

func exact(r *Resampler, p *Picture, box Box, width, height int) []float32 {
	planes := make([]float32, 3*width*height)
	r.Each(p, box, width, height, Box{0, 0, width, height}, func(y int, values []float32) {
		for i, v := range values {
			planes[i%3*width*height+y*width+i/3] = v
		}
	})
	return planes
}

func TestResamplingIsThatOfTheReference(t *testing.T) {
	g := loadGoldens(t)
	src := g.picture("resize.image")
	at := g.state.Tensors["crop_resize.box"].Data().([]int64)
	cut := Box{int(at[1]), int(at[0]), int(at[3]), int(at[2])}
	for _, c := range []struct {
		name          string
		box           Box
		width, height int
	}{
		{"resize", src.Whole(), 16, 16},
		{"enlarge", src.Whole(), 40, 29},
		{"crop_resize", cut, 16, 16},
	} {
		var r Resampler
		g.checkFloat(c.name, c.name+".exact", exact(&r, src, c.box, c.width, c.height))
		got := r.Cut(src, c.box, c.width, c.height)
		g.checkSteps(c.name, c.name+".pil", "exact, clamped and rounded - pil", got)
	}
}

func TestFlipAndNormaliseAreThoseOfTheReference(t *testing.T) {
	g := loadGoldens(t)
	flipped := g.picture("flip.out")
	out, again := make([]float32, len(flipped.Pix)), make([]float32, len(flipped.Pix))
	ImageNet.Planes(out, flipped)
	g.checkFloat("normalise", "normalise.out", out)

	p := g.picture("crop_resize.pil")
	new(Resampler).CutPlanes(again, p, p.Whole(), 16, true, ImageNet)
	if !slices.Equal(out, again) {
		t.Error("a mirrored picture is not that of flip.out")
	}
}

// Cutting to 8 bits and normalising is what CutPlanes does at once.
func TestCutToIsCutPlanes(t *testing.T) {
	p := New(37, 29)
	for i := range p.Pix {
		p.Pix[i] = uint8(i * i >> 3)
	}
	var r Resampler
	var q Picture
	for size := 5; size < 50; size += 11 {
		for _, mirrored := range []bool{false, true} {
			once, twice := make([]float32, 3*size*size), make([]float32, 3*size*size)
			r.CutPlanes(once, p, Box{3, 2, 31, 20}, size, mirrored, ImageNet)
			r.CutTo(&q, p, Box{3, 2, 31, 20}, size, mirrored)
			ImageNet.Planes(twice, &q)
			if !slices.Equal(once, twice) {
				t.Errorf("%d pixels, mirrored %v: they differ", size, mirrored)
			}
		}
	}
}
