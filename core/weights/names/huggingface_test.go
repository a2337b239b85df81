package names

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/core/goldens"
	"maestudio/core/internal/testdata"
	"maestudio/core/mae"
	"maestudio/gpu/reference"
)

// Layer norms add what config.json says, and without one what transformers would.
func TestHuggingFaceEps(t *testing.T) {
	g := goldens.Open(t, "mae_micro_io.safetensors")
	for name, c := range map[string]struct{ config, golden string }{
		"named":   {microConfig(t, "", ""), "pred"},
		"1e-12":   {microConfig(t, `"layer_norm_eps": 1e-06`, `"layer_norm_eps": 1e-12`), "eps1e-12.pred"},
		"unnamed": {microConfig(t, `"layer_norm_eps"`, `"other"`), "eps1e-12.pred"},
		"none":    {"", "eps1e-12.pred"},
	} {
		m, err := Open(folder(t, c.config, state(t, "mae_micro_hf.safetensors", same)), Heads{4, 3})
		if err != nil {
			t.Fatal(err)
		}
		s, _, err := m.Fit(m.Config, 1)
		if err != nil {
			t.Fatal(err)
		}
		model, err := mae.New(reference.Open[float64](), m.Config)
		if err == nil {
			err = model.Params().Load(s)
		}
		if err != nil {
			t.Fatal(err)
		}
		images := tensor.New(tensor.WithShape(g.Shape("images")...), tensor.WithBacking(g.Float32("images")))
		out, err := model.Redraw(images, g.Float32("noise"))
		if err != nil {
			t.Fatal(err)
		}
		off := func(golden string) (worst float64) {
			for i, want := range g.Float32(golden) {
				worst = max(worst, math.Abs(float64(out.Pred.Data().([]float32)[i]-want)))
			}
			return worst
		}
		other := map[string]string{"pred": "eps1e-12.pred", "eps1e-12.pred": "pred"}[c.golden]
		if right, wrong := off(c.golden), off(other); right > wrong/2 {
			t.Errorf("%s: off by %v from %s and by %v from %s", name, right, c.golden, wrong, other)
		}
		m.Close()
	}
}

// The table of names is that of the list, both ways.
func TestHuggingFaceNames(t *testing.T) {
	text, err := os.ReadFile(testdata.Shared(t, "goldens/hf_names_tiny.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list map[string][]struct {
		Name string
		Rows []int
	}
	if err := json.Unmarshal(text, &list); err != nil || len(list) != 74 {
		t.Fatalf("%d names, %v", len(list), err)
	}
	for name, want := range list {
		got := ToHuggingFace(name)
		if len(got) != len(want) {
			t.Errorf("%s is %q, want %v", name, got, want)
			continue
		}
		for i, w := range want {
			back, of, known := fromHuggingFaceName(w.Name)
			if got[i] != w.Name || back != name || !known || of != i || w.Rows != nil && w.Rows[0] != i*w.Rows[1]/(i+1) {
				t.Errorf("%s: %q, and %q is %q, third %d; want %v", name, got[i], w.Name, back, of, w)
			}
		}
	}
}
