package names

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/internal/testdata"
	"maestudio/core/mae"
	"maestudio/core/vit"
	"maestudio/core/weights"
)

var micro = mae.Config{ImageSize: 24, PatchSize: 8, MaskRatio: .75, NormPix: true,
	Encoder: vit.Config{Dim: 32, Depth: 2, Heads: 4}, Decoder: vit.Config{Dim: 24, Depth: 1, Heads: 3}}

// state is a copy of a file of the goldens, under other names where rename says so;
// what it calls "" is left out.
func state(t testing.TB, file string, rename func(string) string) *weights.State {
	t.Helper()
	s, err := weights.ReadFile(testdata.Shared(t, "goldens/"+file))
	if err != nil {
		t.Fatal(err)
	}
	out := weights.NewState()
	for _, name := range s.Names {
		if to := rename(name); to != "" {
			if err := out.Add(to, s.Tensors[name]); err != nil {
				t.Fatal(err)
			}
		}
	}
	return out
}

func same(name string) string { return name }

// folder puts weights and a config.json into a folder.
func folder(t *testing.T, config string, s *weights.State) string {
	t.Helper()
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "model.safetensors"))
	if err == nil {
		err = weights.Write(f, s)
	}
	if err == nil {
		err = f.Close()
	}
	if err == nil && config != "" {
		err = os.WriteFile(filepath.Join(dir, "config.json"), []byte(config), 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func microConfig(t *testing.T, old, new string) string {
	t.Helper()
	text, err := os.ReadFile(testdata.Shared(t, "goldens/mae_micro_hf_config.json"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(string(text), old, new, 1)
}

// Whatever the names and the wrapping, it is the same model, bit by bit.
func TestNamesOfOtherTools(t *testing.T) {
	want := state(t, "mae_micro_weights.safetensors", same)
	hugging := func(change func(string) string) *weights.State { return state(t, "mae_micro_hf.safetensors", change) }
	prefixed := func(p string) func(string) string { return func(n string) string { return p + n } }
	for name, c := range map[string]struct {
		s      *weights.State
		config string
		kind   string
	}{
		"published":          {want, "", Published},
		"module.":            {state(t, "mae_micro_weights.safetensors", prefixed("module.")), "", Published},
		"module.model.":      {state(t, "mae_micro_weights.safetensors", prefixed("module.model.")), "", Published},
		"hugging":            {hugging(same), microConfig(t, "", ""), HuggingMAE},
		"hugging in wrapper": {hugging(prefixed("model.")), microConfig(t, "", ""), HuggingMAE},
	} {
		m, err := Open(folder(t, c.config, c.s), Heads{4, 3})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if m.Kind != c.kind || m.Config != micro {
			t.Errorf("%s: %s, %+v", name, m.Kind, m.Config)
		}
		got, report, err := m.Fit(micro, 1)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if n := len(want.Names); report.Count(Matched) != n || len(report) != n {
			t.Errorf("%s: of %d tensors %d match: %v", name, n, report.Count(Matched), report)
		}
		equal(t, name, got, want)
		m.Close()
	}
}

func equal(t *testing.T, what string, got, want *weights.State) {
	t.Helper()
	for _, name := range want.Names {
		a, b := want.Tensors[name].Data().([]float32), got.Tensors[name].Data().([]float32)
		if !slices.EqualFunc(a, b, func(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) }) {
			t.Errorf("%s: %s has other values", what, name)
		}
	}
}

// One of the files of a model is told as that.
func TestOneOfSeveralFiles(t *testing.T) {
	dir := folder(t, "", state(t, "mae_micro_weights.safetensors", func(name string) string {
		if strings.HasPrefix(name, "blocks.") {
			return name
		}
		return ""
	}))
	const words = "By its name it is one of several files of a model: give their folder, or the index.json beside it"
	one := filepath.Join(dir, "model.safetensors")
	for name, told := range map[string]bool{"model-00002-of-00003.safetensors": true, "model-2.safetensors": false} {
		path := filepath.Join(dir, name)
		if err := os.Rename(one, path); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path, Heads{}); err == nil || strings.Contains(err.Error(), words) != told {
			t.Errorf("%s: %v", name, err)
		}
		one = path
	}
}
