package mae

import (
	"math"
	"strings"
	"testing"

	"maestudio/core/vit"
	"maestudio/gpu"
	"maestudio/gpu/reference"
)

// The presets' sizes with what the reference model has of each: parameters that
// are trained, all parameters, tensors, GFLOP (with every patch embedded and
// predicted).
var presets = map[string]struct {
	c                     Config
	trained, all, tensors int
	gflop                 float64
}{
	"quick": {sized(64, 8, 256, 8, 8, 128, 3, 4), 7021120, 7046080, 146, 0.31004416},
	"small": {sized(128, 16, 384, 12, 6, 192, 4, 3), 23592192, 23629632, 206, 1.029706752},
	"tiny":  {sized(224, 16, 192, 12, 3, 96, 4, 3), 6027264, 6084000, 206, 0.87648},
	"base":  {sized(224, 16, 768, 12, 12, 512, 8, 16), 111655680, 111907840, 254, 19.562266624},
	"large": {sized(224, 16, 1024, 24, 16, 512, 8, 16), 329239296, 329541888, 398, 41.51156736},
	"huge":  {sized(224, 14, 1280, 32, 16, 512, 8, 16), 656613964, 657074508, 494, 97.123823616},
}

func sized(image, patch, dim, depth, heads, ddim, ddepth, dheads int) Config {
	return Config{ImageSize: image, PatchSize: patch, MaskRatio: .75, NormPix: true,
		Encoder: vit.Config{Dim: dim, Depth: depth, Heads: heads}, Decoder: vit.Config{Dim: ddim, Depth: ddepth, Heads: dheads}}
}

func TestSizesOfPresets(t *testing.T) {
	for name, want := range presets {
		if err := want.c.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		trained, all := 0, 0
		specs := want.c.Specs()
		for _, s := range specs {
			n := 1
			for _, d := range s.Shape {
				n *= d
			}
			all += n
			if !s.Fixed {
				trained += n
			}
		}
		if trained != want.trained || all != want.all || len(specs) != want.tensors || want.c.Params() != want.all {
			t.Errorf("%s: %d trained of %d in %d tensors (Params says %d), want %d of %d in %d",
				name, trained, all, len(specs), want.c.Params(), want.trained, want.all, want.tensors)
		}
		gflop, share := want.c.Forward()/1e9, want.c.DecoderShare()
		t.Logf("%-5s %6.1f M  %7.3f GFLOP a picture (all patches: %.3f)  decoder's share %.3f  %.1f GB for 64 pictures",
			name, float64(all)/1e6, gflop, want.gflop, share, want.c.Memory(64)/1e9)
		if gflop > want.gflop || gflop < .85*want.gflop {
			t.Errorf("%s: %v GFLOP, with all patches %v", name, gflop, want.gflop)
		}
		if (share >= .1) != (name == "base") {
			t.Errorf("%s: the decoder's share is %v", name, share)
		}
	}
}

// counter is a device that adds up what its matrix products and attention take.
type counter struct {
	gpu.Device
	flops float64
}

func (c *counter) Linear(y, x gpu.Buffer, w gpu.Weight, b gpu.Buffer, rows int, e gpu.Epilogue) error {
	out, in := w.Shape()
	c.flops += 2 * float64(rows) * float64(out) * float64(in)
	return c.Device.Linear(y, x, w, b, rows, e)
}

func (c *counter) Attention(y, lse, qkv gpu.Buffer, b, n, h, d int) error {
	c.flops += 4 * float64(b) * float64(n) * float64(n) * float64(h*d)
	return c.Device.Attention(y, lse, qkv, b, n, h, d)
}

func TestForwardCountsWhatIsDone(t *testing.T) {
	for name, c := range models {
		dev := &counter{Device: reference.Open[float32]()}
		m := initialised(t, dev, c)
		x, noise := randomBatch(c, 2, 1)
		_, err := m.Evaluate(x, noise)
		must(t, err)
		if want := 2 * c.Forward(); dev.flops != want {
			t.Errorf("%s: %v operations were made, Forward says %v", name, dev.flops, want)
		}
	}
}

// The estimate is close to what tape and parameters really take.
func TestMemoryIsAnEstimate(t *testing.T) {
	for name, c := range map[string]Config{"tiny": tiny, "quick": presets["quick"].c} {
		dev := reference.Open[float32]()
		m := initialised(t, dev, c)
		_, err := m.params.Groups()
		must(t, err)
		for _, batch := range []int{1, 16} {
			r := newPass(dev, m.params, c, batch, learn)
			must(t, r.tape.Plan())
			got := float64(r.tape.Bytes() + 16*c.Params())
			t.Logf("%s, %d pictures: %.2f MB, estimated %.2f MB", name, batch, got/1e6, c.Memory(batch)/1e6)
			if ratio := c.Memory(batch) / got; ratio < .95 || ratio > 1.2 {
				t.Errorf("%s, %d pictures: the estimate is %.3f of what is taken", name, batch, ratio)
			}
			r.tape.Free()
		}
	}
}

func TestValidate(t *testing.T) {
	with := func(change func(c *Config)) Config { c := presets["quick"].c; change(&c); return c }
	cases := []struct {
		c    Config
		want string
	}{
		{tiny, ""},
		{with(func(c *Config) { c.PatchSize = 0 }), "The image size and the patch size must be at least 1 pixel; they are 64 and 0."},
		{with(func(c *Config) { c.ImageSize = -64 }), "at least 1 pixel; they are -64 and 8."},
		{with(func(c *Config) { c.ImageSize = 100 }), "The image size is no multiple of the patch size: 100 ÷ 8. Use an image size of 96 or 104, or a patch size of 5."},
		{with(func(c *Config) { c.ImageSize = 1 << 20 }), "Images of 1048576 pixels are too large. Use at most 8192."},
		{with(func(c *Config) { c.PatchSize = 65 }), "Patches of 65 pixels do not fit into images of 64. Use a patch size of 32 or less."},
		{with(func(c *Config) { c.PatchSize = 64 }), "One patch of 64 pixels is the whole image"},
		{with(func(c *Config) { c.MaskRatio = .99 }), "A mask ratio of 0.99 leaves none of the 64 patches visible. Use one above 0, up to 0.98."},
		{with(func(c *Config) { c.MaskRatio = 0 }), "A mask ratio of 0 hides none of the 64 patches. Use one above 0, up to 0.98."},
		{with(func(c *Config) { c.MaskRatio = math.NaN() }), "The mask ratio is a share between 0 and 1, and NaN is not."},
		{with(func(c *Config) { c.MaskRatio = -1 }), "a share between 0 and 1, and -1 is not."},
		{with(func(c *Config) { c.Encoder.Heads = 6 }), "Heads do not divide the width: 256 ÷ 6. Use 4 or 8 heads, or a width of 240 or 264."},
		{with(func(c *Config) { c.Decoder.Dim = 0 }), "The decoder needs a width"},
		{with(func(c *Config) { c.Encoder = vit.Config{Dim: 32768, Depth: 100, Heads: 8} }),
			"A model of these sizes has 1.29e+03 billion parameters and takes 2.06e+04 GB to train."},
	}
	for _, c := range cases {
		err := c.c.Validate()
		if c.want == "" && err == nil {
			continue
		}
		if err == nil || c.want == "" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want a sentence with %q", err, c.want)
		}
	}
	if _, err := New(reference.Open[float32](), with(func(c *Config) { c.PatchSize = 7 })); err == nil {
		t.Error("a model of impossible sizes was made")
	}
}

// What the sentences propose works.
func TestProposedRatiosWork(t *testing.T) {
	for n := 2; n < 300; n++ {
		c := Config{ImageSize: n, PatchSize: 1, Encoder: vit.Config{Dim: 4, Depth: 1, Heads: 1}, Decoder: vit.Config{Dim: 4, Depth: 1, Heads: 1}}
		for _, r := range []float64{1e-6, 0.001, c.mostRatio()} { // "above 0, up to"
			c.MaskRatio = r
			if err := c.Validate(); err != nil {
				t.Errorf("%d patches: proposed was %v, but: %v", c.Patches(), r, err)
			}
		}
	}
}
