package mae

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/core/autograd"
	"maestudio/core/goldens"
	"maestudio/core/internal/devices"
	"maestudio/core/internal/testdata"
	"maestudio/core/vit"
	"maestudio/core/weights"
	"maestudio/gpu"
)

// The two models of the goldens.
var (
	tiny = Config{ImageSize: 32, PatchSize: 8, MaskRatio: .75, NormPix: true,
		Encoder: vit.Config{Dim: 48, Depth: 3, Heads: 3}, Decoder: vit.Config{Dim: 32, Depth: 2, Heads: 4}}
	micro = Config{ImageSize: 24, PatchSize: 8, MaskRatio: .75, NormPix: true,
		Encoder: vit.Config{Dim: 32, Depth: 2, Heads: 4}, Decoder: vit.Config{Dim: 24, Depth: 1, Heads: 3}}
	models = map[string]Config{"tiny": tiny, "micro": micro}
)

const images = 3 // in every golden batch

// Every number on the way there.
func TestStepsMeetGoldens(t *testing.T) {
	devices.Each(t, func(t *testing.T, dev gpu.Device) {
		for name, c := range models {
			g := goldens.Open(t, "mae_"+name+"_io.safetensors")
			m := load(t, dev, c, "mae_"+name+"_weights.safetensors")
			steps, r := recordAllSteps(t, m)
			must(t, r.fill(g.Float32("images"), g.Float32("noise")))
			must(t, r.tape.Forward())
			for name, v := range steps {
				g.Compare(t, name, read(t, r, v))
			}
			g.Compare(t, "mask", maskOf(r))
			g.CompareInt32(t, "ids_restore", r.masking.restore)
		}
	})
}

// recordAllSteps records the model with the decoder's whole last block, and the
// two intermediates that the program never makes: all patches embedded, and all
// targets.
func recordAllSteps(t *testing.T, m *Model) (map[string]*autograd.Value, *pass) {
	r := newPass(m.dev, m.params, m.c, images, redraw)
	steps := map[string]*autograd.Value{"pred": r.pred}
	for name, v := range r.steps {
		steps["act."+name] = v
	}
	delete(steps, "act.latent")
	steps["latent"] = r.latent
	for i, v := range m.c.Decoder.Blocks(r.tape, r.steps["decoder_input"], "decoder_blocks", images) {
		steps[fmt.Sprintf("act.decoder_blocks.%d", i)] = v
	}
	patches := r.tape.PatchEmbed(r.pixels, r.wanted, r.patches(), "patch_embed.proj")
	embedded := r.tape.Embed(patches, "cls_token", "pos_embed", r.wanted, images)
	steps["act.patch_embed_pos"] = r.tape.GatherRows(embedded, r.rows, images) // without the class token
	steps["patches"] = r.tape.PixelTarget(r.pixels, r.wanted, r.patches(), false)
	steps["target_npix"] = r.tape.PixelTarget(r.pixels, r.wanted, r.patches(), true)
	for _, v := range steps {
		r.tape.Keep(v)
	}
	must(t, r.tape.Plan())
	return steps, r
}

func maskOf(r *pass) []float32 {
	mask := make([]float32, len(r.masking.restore))
	r.masking.mask(mask)
	return mask
}

// Loss and the gradient of every parameter, for both kinds of target, and what
// Evaluate and Redraw give.
func TestGradientsMeetGoldens(t *testing.T) {
	devices.Each(t, func(t *testing.T, dev gpu.Device) {
		for _, kind := range []string{"raw", "npix"} {
			io, grads := goldens.Open(t, "mae_tiny_io.safetensors"), goldens.Open(t, "mae_tiny_grads_"+kind+".safetensors")
			c := tiny
			c.NormPix = kind == "npix"
			m := load(t, dev, c, "mae_tiny_weights.safetensors")
			loss, err := m.Backward(pictures(io, "images"), io.Float32("noise"), 1, false)
			must(t, err)
			io.Compare(t, "loss_"+kind, []float32{float32(loss)})
			got, err := m.params.GradientState()
			must(t, err)
			compareAll(t, grads, got)

			each, err := m.Evaluate(pictures(io, "images"), io.Float32("noise"))
			must(t, err)
			io.Compare(t, "loss_"+kind, []float32{float32(mean(each))})
		}
	})
}

func TestRedrawMeetsGoldens(t *testing.T) {
	devices.Each(t, func(t *testing.T, dev gpu.Device) {
		for name, c := range models {
			g := goldens.Open(t, "mae_"+name+"_io.safetensors")
			out, err := load(t, dev, c, "mae_"+name+"_weights.safetensors").Redraw(pictures(g, "images"), g.Float32("noise"))
			must(t, err)
			for name, got := range map[string]*tensor.Dense{"pred": out.Pred, "mask": out.Mask, "latent": out.Latent} {
				if !slices.Equal([]int(got.Shape()), g.Shape(name)) {
					t.Errorf("%s has the shape %v, want %v", name, got.Shape(), g.Shape(name))
				}
				g.Compare(t, name, values(got))
			}
		}
	})
}

// masking.json: how many patches stay, and noise to ids and mask.
func TestMaskingMeetsGoldens(t *testing.T) {
	raw, err := os.ReadFile(testdata.Shared(t, "goldens/masking.json"))
	must(t, err)
	var g struct {
		Keep []struct {
			Patches, Keep int
			Ratio         float64 `json:"mask_ratio"`
		}
		Cases []struct {
			Noise   []float32
			Ratio   float64 `json:"mask_ratio"`
			Keep    int     `json:"len_keep"`
			Shuffle []int32 `json:"ids_shuffle"`
			Restore []int32 `json:"ids_restore"`
			Mask    []float32
		}
	}
	must(t, json.Unmarshal(raw, &g))
	if len(g.Keep) < 50 || len(g.Cases) < 2 {
		t.Fatalf("masking.json has %d and %d cases", len(g.Keep), len(g.Cases))
	}
	for _, k := range g.Keep {
		if got := Keep(k.Patches, k.Ratio); got != k.Keep {
			t.Errorf("of %d patches at %v stay %d, want %d", k.Patches, k.Ratio, got, k.Keep)
		}
	}
	for i, c := range g.Cases {
		n := len(c.Noise)
		keep := Keep(n, c.Ratio)
		m := newMasking(2, n, keep) // the same picture twice
		m.hide(append(c.Noise, c.Noise...))
		mask := make([]float32, 2*n)
		m.mask(mask)
		if !slices.Equal(m.restore[n:], c.Restore) || !slices.Equal(mask[n:], c.Mask) {
			t.Errorf("case %d: restore %v, mask %v", i, m.restore, mask)
		}
		if order := slices.Concat(m.kept[keep:], m.hidden[n-keep:]); !slices.Equal(order, c.Shuffle) {
			t.Errorf("case %d: the order is %v, want %v", i, order, c.Shuffle)
		}
	}
}

// Names, order and shapes of the published checkpoints.
func TestParametersMeetGoldens(t *testing.T) {
	for name, c := range models {
		g := goldens.Open(t, "mae_"+name+"_weights.safetensors")
		var names []string
		for _, s := range c.Specs() {
			names = append(names, s.Name)
			if want := g.Shape(s.Name); !slices.Equal(s.Shape, want) {
				t.Errorf("%s has the shape %v, want %v", s.Name, s.Shape, want)
			}
		}
		slices.Sort(names) // the files are sorted
		if !slices.Equal(names, g.Names()) {
			t.Errorf("%s: %v, want %v", name, names, g.Names())
		}
	}
}

// The order through both groups of the optimiser, which tells the order of all.
func TestOrderAndDecayMeetGoldens(t *testing.T) {
	raw, err := os.ReadFile(testdata.Shared(t, "goldens/vit_layer_decay_groups.json"))
	must(t, err)
	var g struct {
		Pretrain map[string]struct {
			Undecayed []string `json:"no_decay"`
			Decayed   []string `json:"decay"`
		}
	}
	must(t, json.Unmarshal(raw, &g))
	for name, c := range models {
		var undecayed, decayed []string
		for _, s := range c.Specs() {
			switch {
			case s.Fixed:
			case s.NoDecay:
				undecayed = append(undecayed, s.Name)
			default:
				decayed = append(decayed, s.Name)
			}
		}
		want := g.Pretrain[name]
		if len(decayed) == 0 || !slices.Equal(undecayed, want.Undecayed) || !slices.Equal(decayed, want.Decayed) {
			t.Errorf("%s: undecayed\n%v, want\n%v\ndecayed\n%v, want\n%v", name, undecayed, want.Undecayed, decayed, want.Decayed)
		}
	}
}

// load returns a model with the weights of a golden file.
func load(t *testing.T, dev gpu.Device, c Config, file string) *Model {
	t.Helper()
	m, err := New(dev, c)
	must(t, err)
	t.Cleanup(m.Free)
	must(t, m.params.Load(goldens.Open(t, file).State()))
	return m
}

func compareAll(t *testing.T, want *goldens.File, got *weights.State) {
	t.Helper()
	for _, name := range got.Names {
		want.Compare(t, name, values(got.Tensors[name]))
	}
}

func pictures(g *goldens.File, name string) *tensor.Dense { return g.Tensor(name) }

func read(t *testing.T, r *pass, v *autograd.Value) []float32 {
	t.Helper()
	got := make([]float32, v.Rows*v.Cols)
	must(t, r.tape.Read(got, v))
	return got
}

func mean(x []float64) (m float64) {
	for _, v := range x {
		m += v / float64(len(x))
	}
	return m
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The features of whole pictures, by way of the classifier whose head stands on
// the norm of their mean.
func TestFeaturesMeetGoldens(t *testing.T) {
	devices.Each(t, func(t *testing.T, dev gpu.Device) {
		g := goldens.Open(t, "vit_tiny_io.safetensors")
		c := tiny
		c.Encoder.Dim = 36
		m := initialised(t, dev, c)
		for _, s := range c.Specs() {
			if g.Has("weights." + s.Name) {
				must(t, m.params.Set(s.Name, g.Float32("weights."+s.Name)))
			}
		}
		features, err := m.Features(pictures(g, "images"))
		must(t, err)
		scale, shift := g.Float32("weights.fc_norm.weight"), g.Float32("weights.fc_norm.bias")
		got := values(features)
		for row := range slices.Chunk(got, 36) {
			mean, variance := 0.0, 0.0
			for _, v := range row {
				mean += float64(v) / 36
			}
			for _, v := range row {
				variance += (float64(v) - mean) * (float64(v) - mean) / 36
			}
			for i, v := range row {
				row[i] = float32((float64(v)-mean)/math.Sqrt(variance+vit.Eps))*scale[i] + shift[i]
			}
		}
		g.Compare(t, "features_gap", got)
	})
}

// Layer norms add to the variance what the model's origin did.
func TestNormEps(t *testing.T) {
	devices.Each(t, func(t *testing.T, dev gpu.Device) {
		g := goldens.Open(t, "mae_micro_io.safetensors")
		off := func(eps float64) (worst float64) {
			c := micro
			c.Encoder.Eps, c.Decoder.Eps = eps, eps
			out, err := load(t, dev, c, "mae_micro_weights.safetensors").Redraw(pictures(g, "images"), g.Float32("noise"))
			must(t, err)
			for i, want := range g.Float32("eps1e-12.pred") {
				worst = max(worst, math.Abs(float64(values(out.Pred)[i]-want)))
			}
			return worst
		}
		usual, other := off(0), off(1e-12)
		t.Logf("off by %.1e with the usual one, by %.1e with its own", usual, other)
		if other > usual/1.5 {
			t.Errorf("off by %v with 1e-12, by %v with 1e-6", other, usual)
		}
	})
}
