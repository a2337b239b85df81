package vit

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"maestudio/core/autograd"
	"maestudio/core/goldens"
	"maestudio/gpu/reference"
)

func TestPositionsMeetGoldens(t *testing.T) {
	g := goldens.Open(t, "ops.safetensors")
	n := 0
	for _, name := range g.Names() {
		var dim, grid int
		if _, err := fmt.Sscanf(name, "sincos.%dx%d", &dim, &grid); err == nil {
			g.Compare(t, name, Table(dim, grid))
			n++
		}
	}
	if n == 0 {
		t.Error("there are no tables of positions in the goldens")
	}
}

// Mean, deviation and limits of every parameter, by its kind.
func TestInit(t *testing.T) {
	c := Config{Dim: 96, Depth: 2, Heads: 3}
	specs := append([]autograd.Spec{TokenSpec("cls_token", 4096), PositionSpec("pos_embed", 8, 2)}, LinearSpecs("patch_embed.proj", 96, 3, 8, 8)...)
	specs = append(specs, c.Specs("blocks")...)
	first, again, other := started(t, specs, 1), started(t, specs, 1), started(t, specs, 2)
	for _, s := range specs {
		x := first[s.Name]
		mean, deviation, largest := distribution(x)
		expect := func(wantMean, wantDeviation, wantLargest float64) {
			n := float64(len(x))
			if math.Abs(mean-wantMean) > 4*wantDeviation/math.Sqrt(n) || math.Abs(deviation-wantDeviation) > 4*wantDeviation/math.Sqrt(n) ||
				largest > wantLargest || largest < .9*wantLargest {
				t.Errorf("%s %v: mean %.4f, deviation %.4f, largest %.4f, want %.4f, %.4f, %.4f", s.Name, s.Shape, mean, deviation, largest, wantMean, wantDeviation, wantLargest)
			}
		}
		uniform := func(limit float64) { expect(0, limit/math.Sqrt(3), limit) }
		switch {
		case s.Name == "pos_embed":
			expect(0, 0, 0) // whoever owns the table fills it in
		case s.Name == "cls_token":
			if math.Abs(mean) > 4*.02/64 || math.Abs(deviation-.02) > 4*.02/64 || largest < 3*.02 {
				t.Errorf("the token has mean %v, deviation %v, largest %v", mean, deviation, largest)
			}
		case s.Name == "patch_embed.proj.bias":
			expect(0, 1/math.Sqrt(3*192), 1/math.Sqrt(192))
		case strings.HasSuffix(s.Name, ".bias"):
			expect(0, 0, 0)
		case strings.Contains(s.Name, "norm"):
			expect(1, 0, 1)
		case s.Name == "patch_embed.proj.weight":
			uniform(math.Sqrt(6. / (96 + 3*8*8)))
		default:
			uniform(math.Sqrt(6 / float64(s.Shape[0]+s.Shape[1])))
		}
		if !equal(x, again[s.Name]) {
			t.Errorf("%s is not the same for the same seed", s.Name)
		}
		if random := deviation > 0; random == equal(x, other[s.Name]) {
			t.Errorf("%s: another seed gives the same values: %v", s.Name, !random)
		}
	}
	if equal(first["blocks.0.attn.proj.weight"], first["blocks.1.attn.proj.weight"]) {
		t.Error("two blocks start with the same values")
	}
}

func started(t *testing.T, specs []autograd.Spec, seed uint64) map[string][]float32 {
	t.Helper()
	p, err := autograd.NewParams(reference.Open[float32](), specs)
	if err != nil {
		t.Fatal(err)
	}
	if err := Init(p, seed); err != nil {
		t.Fatal(err)
	}
	s, err := p.State()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]float32{}
	for name, x := range s.Tensors {
		all[name] = x.Data().([]float32)
	}
	return all
}

func distribution(x []float32) (mean, deviation, largest float64) {
	for _, v := range x {
		mean += float64(v)
		largest = max(largest, math.Abs(float64(v)))
	}
	mean /= float64(len(x))
	for _, v := range x {
		deviation += (float64(v) - mean) * (float64(v) - mean) / float64(len(x))
	}
	return mean, math.Sqrt(deviation), largest
}

func equal(a, b []float32) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

func sizes(dim, depth, heads int) Config { return Config{Dim: dim, Depth: depth, Heads: heads} }

func TestValidate(t *testing.T) {
	cases := []struct {
		c    Config
		want string
	}{
		{sizes(256, 8, 8), ""},
		{sizes(4, 1, 1), ""},
		{sizes(256, 8, 6), "Heads do not divide the width: 256 ÷ 6. Use 4 or 8 heads, or a width of 240 or 264."},
		{sizes(256, 8, 7), "Heads do not divide the width: 256 ÷ 7. Use 4 or 8 heads, or a width of 224 or 280."},
		{sizes(16, 8, 12), "Heads do not divide the width: 16 ÷ 12. Use 8 or 16 heads, or a width of 24."},
		{sizes(16, 8, 32), "Heads do not divide the width: 16 ÷ 32. Use 16 heads or fewer, or a width of 32."},
		{sizes(6, 8, 3), "The encoder's width is no multiple of 4, which its positions need: 6. Use 4 or 8."},
		{sizes(2, 8, 1), "The encoder's width is no multiple of 4, which its positions need: 2. Use 4 or 8."},
		{sizes(0, 8, 1), "The encoder needs a width, a depth and a number of heads of at least 1; it has 0, 8 and 1."},
		{sizes(16, 8, 0), "The encoder needs a width, a depth and a number of heads of at least 1; it has 16, 8 and 0."},
		{sizes(16, -1, 1), "The encoder needs a width, a depth and a number of heads of at least 1; it has 16, -1 and 1."},
		{sizes(1<<40, 8, 1), "The encoder is too large: 1099511627776 wide and 8 deep. Use at most 65536 and 1024."},
	}
	for _, c := range cases {
		got := ""
		if err := c.c.Validate("encoder"); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%+v:\n got %q\nwant %q", c.c, got, c.want)
		}
	}
}
