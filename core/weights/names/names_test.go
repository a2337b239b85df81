package names

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gorgonia.org/tensor"

	"maestudio/core/goldens"
	"maestudio/core/internal/testdata"
	"maestudio/core/mae"
	"maestudio/core/vit"
	"maestudio/core/weights"
	"maestudio/gpu/reference"
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

// An encoder alone, under the names of each tool, starts with a new decoder.
func TestEncoderAlone(t *testing.T) {
	encoder := func(name string) string {
		if strings.HasPrefix(name, "decoder") || name == "mask_token" {
			return ""
		}
		return name
	}
	bare := func(name string) string { return strings.TrimPrefix(encoder(name), "vit.") }
	for name, s := range map[string]*weights.State{
		"timm":          state(t, "mae_micro_weights.safetensors", encoder),
		"ViT":           state(t, "mae_micro_hf.safetensors", encoder),
		"ViT by itself": state(t, "mae_micro_hf.safetensors", bare),
	} {
		head := tensor.New(tensor.WithShape(5, 32), tensor.WithBacking(make([]float32, 160)))
		classifier := map[bool]string{true: "head.weight", false: "classifier.weight"}[name == "timm"]
		if err := s.Add(classifier, head); err != nil {
			t.Fatal(err)
		}
		m, err := recognise(s, facts{Eps: 1e-6}, Heads{Encoder: 4})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		classes := 5
		if name == "ViT by itself" {
			classes = 0 // there classifier is no name of the encoder's
		}
		if m.HasDecoder() || m.Config.Encoder != micro.Encoder || m.Config.ImageSize != 24 || m.Classes != classes {
			t.Errorf("%s: %+v, %d classes", name, m.Config, m.Classes)
		}
		_, report, err := m.Fit(micro, 1)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if matched, missing, left := report.Count(Matched), report.Count(Missing), report.Count(LeftOver); matched != 30 || missing != 20 || left != 1 {
			t.Errorf("%s: %d match, %d are missing, %d left over", name, matched, missing, left)
		}
		if last := report[len(report)-1]; last.Fate != LeftOver || !slices.Equal(last.Shape, []int{5, 32}) {
			t.Errorf("%s: the last of the report is %+v", name, last)
		}
	}
}

// Positions are carried to the size that is wanted, as in the goldens.
func TestPositionsAreResized(t *testing.T) {
	larger := micro
	larger.ImageSize = 48
	m, err := recognise(state(t, "mae_micro_weights.safetensors", same), facts{}, Heads{4, 3})
	if err != nil {
		t.Fatal(err)
	}
	s, report, err := m.Fit(larger, 1)
	if err != nil {
		t.Fatal(err)
	}
	if report.Count(Resized) != 2 || report.Count(Matched) != 48 {
		t.Errorf("%v", report)
	}
	got, err := s.Float32("pos_embed", 1, 37, 32)
	if err != nil {
		t.Fatal(err)
	}
	table, _ := m.Tensors.Float32("pos_embed", 1, 10, 32)
	if want := vit.Interpolate(table, 32, 3, 6); !slices.Equal(got, want) {
		t.Error("positions are not the interpolated ones")
	}
}

func TestHeadsAndFacts(t *testing.T) {
	s := state(t, "mae_micro_weights.safetensors", same)
	s.Meta = map[string]string{EncoderHeadsKey: "4", DecoderHeadsKey: "3", "args.norm_pix_loss": "false", "args.mask_ratio": "0.6", MeanKey: "0.5,0.25,0.125", StdKey: "1,2,3"}
	m, err := recognise(s, factsOf(s.Meta), Heads{})
	if err != nil {
		t.Fatal(err)
	}
	if c := m.Config; c.Encoder.Heads != 4 || c.Decoder.Heads != 3 || c.NormPix || c.MaskRatio != .6 || *m.Mean != [3]float64{.5, .25, .125} || len(m.Notes) != 0 {
		t.Errorf("%+v %v %q", c, m.Mean, m.Notes)
	}
	if m, err = recognise(s, facts{}, Heads{}); err != nil || m.Config.Encoder.Heads != 0 {
		t.Errorf("heads from nowhere: %+v, %v", m, err)
	}
}

// Where a file says no heads, those of the published sizes are taken, base, large and huge,
// and that is said; a patch of 14, as huge has, is read off the shapes.
func TestPublishedSizes(t *testing.T) {
	for dim, c := range map[int]struct{ heads, patch, grid int }{768: {12, 16, 2}, 1024: {16, 16, 2}, 1280: {16, 14, 3}} {
		want := mae.Config{ImageSize: c.patch * c.grid, PatchSize: c.patch, MaskRatio: .75, NormPix: true,
			Encoder: vit.Config{Dim: dim, Depth: 1, Heads: c.heads}, Decoder: vit.Config{Dim: 512, Depth: 1, Heads: 16}}
		s := weights.NewState()
		for _, spec := range want.Specs() {
			n := 1
			for _, side := range spec.Shape {
				n *= side
			}
			if err := s.AddFloat32(spec.Name, make([]float32, n), spec.Shape...); err != nil {
				t.Fatal(err)
			}
		}
		m, err := recognise(s, facts{}, Heads{})
		if err != nil || m.Config != want {
			t.Errorf("%+v, want %+v, %v", m, want, err)
			continue
		}
		for _, said := range []string{fmt.Sprintf("how many heads the encoder has; %d are usual for a width of %d and taken.", c.heads, dim), "how many heads the decoder has; 16 are usual for a width of 512"} {
			if !strings.Contains(strings.Join(m.Notes, "\n"), said) {
				t.Errorf("%q is not in %q", said, m.Notes)
			}
		}
		if _, report, err := m.Fit(want, 1); err != nil || report.Count(Matched) != len(s.Names) {
			t.Errorf("%d of %d match, %v", report.Count(Matched), len(s.Names), err)
		}
	}
}

// A checkpoint's optimiser is passed over: what is read is its model alone, and what it
// says of itself.
func TestCheckpointWithItsOptimiser(t *testing.T) {
	m, err := Open(testdata.Shared(t, "goldens/mae_micro_resume.pth"), Heads{4, 3})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	got, report, err := m.Fit(micro, 1)
	if err != nil || report.Count(Matched) != 50 || len(report) != 50 || m.Tensors.Meta["epoch"] != "0" {
		t.Fatalf("%d of %d match, %v, %v", report.Count(Matched), len(report), m.Tensors.Meta, err)
	}
	equal(t, "the model", got, state(t, "mae_micro_weights_step3.safetensors", same))
	for _, row := range report {
		if strings.Contains(row.Name, "exp_avg") || strings.Contains(row.From, "optimizer") {
			t.Errorf("%+v is of its optimiser", row)
		}
	}
}

// Numbers of heads that the file says are those that count.
func TestCheckHeads(t *testing.T) {
	other := micro
	other.Decoder.Heads = 2
	whole := state(t, "mae_micro_weights.safetensors", same)
	encoder := state(t, "mae_micro_weights.safetensors", func(n string) string {
		if strings.HasPrefix(n, "decoder") {
			return ""
		}
		return n
	})
	for _, c := range []struct {
		s       *weights.State
		want    mae.Config
		refused bool
	}{{whole, micro, false}, {whole, other, true}, {encoder, other, false}} {
		m, err := recognise(c.s, facts{Heads: 4, DecoderHeads: 3}, Heads{})
		if err != nil {
			t.Fatal(err)
		}
		if err := m.CheckHeads(c.want); (err != nil) != c.refused {
			t.Errorf("%+v: %v", c.want, err)
		}
	}
}

func TestOtherModelsAreRefused(t *testing.T) {
	but := func(change func(*weights.State)) *weights.State {
		s := state(t, "mae_micro_weights.safetensors", same)
		change(s)
		return s
	}
	add := func(name string, shape ...int) func(*weights.State) {
		return func(s *weights.State) {
			n := 1
			for _, d := range shape {
				n *= d
			}
			if s.Tensors[name] == nil {
				s.Names = append(s.Names, name)
			}
			s.Tensors[name] = tensor.New(tensor.WithShape(shape...), tensor.WithBacking(make([]float32, n)))
		}
	}
	drop := func(name string) func(*weights.State) {
		return func(s *weights.State) {
			delete(s.Tensors, name)
			s.Names = slices.DeleteFunc(s.Names, func(n string) bool { return n == name })
		}
	}
	resnet := weights.NewState()
	for _, name := range []string{"conv1.weight", "bn1.weight", "layer1.0.conv1.weight"} {
		add(name, 2, 2)(resnet)
	}
	huggingResNet, others := weights.NewState(), weights.NewState()
	add("resnet.embedder.embedder.convolution.weight", 2, 2)(huggingResNet)
	add("features.0.0.weight", 2, 2)(others)
	for _, c := range []struct {
		s    *weights.State
		want string
	}{
		{huggingResNet, "holds no vision transformer but a ResNet: none"},
		{others, "holds no vision transformer: none"},
		{resnet, `holds no vision transformer but a ResNet: none of its 3 tensors is a patch_embed.proj.weight; it begins with "conv1.weight", "bn1.weight"`},
		{but(add("teacher.patch_embed.proj.weight", 1, 1, 1, 1)), "holds 2 models"},
		{but(add("blocks.0.ls1.gamma", 32)), `its blocks have "blocks.0.ls1.gamma"`},
		{but(add("norm_pre.weight", 32)), `it has "norm_pre.weight", which is part of what it computes`},
		{but(add("reg_token", 1, 4, 32)), `it has "reg_token", which is part of what it computes`},
		{but(drop("blocks.1.attn.qkv.weight")), `"blocks.1.attn.qkv.weight" is missing`},
		{but(drop("cls_token")), "no class token"},
		{but(drop("pos_embed")), "no table of positions"},
		{but(add("pos_embed", 1, 12, 32)), "12 positions"},
		{but(add("patch_embed.proj.weight", 32, 1, 8, 8)), "its patches should be"},
		{but(add("blocks.0.mlp.fc1.weight", 96, 32)), "4 times as wide"},
	} {
		if _, err := recognise(c.s, facts{}, Heads{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want a sentence with %q", err, c.want)
		}
	}
	half := state(t, "mae_micro_hf.safetensors", func(n string) string {
		if strings.HasSuffix(n, "layer.1.attention.attention.key.weight") {
			return ""
		}
		return n
	})
	if _, err := recognise(half, facts{}, Heads{}); err == nil || !strings.Contains(err.Error(), "one or two are missing") {
		t.Errorf("got %v", err)
	}
	beit := state(t, "mae_micro_hf.safetensors", func(n string) string {
		if strings.HasSuffix(n, "key.bias") || strings.HasPrefix(n, "decoder") {
			return ""
		}
		return strings.Replace(n, "vit.", BEiTRoot, 1)
	})
	if m, err := recognise(beit, facts{Eps: 1e-6}, Heads{Encoder: 4}); err != nil || m.Config.Encoder != micro.Encoder || m.Tensors.Tensors["blocks.1.attn.qkv.bias"].Shape()[0] != 96 {
		t.Errorf("a BEiT that is built as a ViT: %+v, %v", m, err)
	}
	add("beit.encoder.layer.0.lambda_1", 32)(beit)
	if _, err := recognise(beit, facts{}, Heads{}); err == nil || !strings.Contains(err.Error(), "lambda_1") {
		t.Errorf("got %v", err)
	}
	registers := state(t, "mae_micro_hf.safetensors", same)
	add("vit.embeddings.register_tokens", 1, 4, 32)(registers)
	if _, err := recognise(registers, facts{}, Heads{}); err == nil || !strings.Contains(err.Error(), `it has "vit.embeddings.register_tokens", which is part of what it computes`) {
		t.Errorf("got %v", err)
	}
	if _, err := recognise(state(t, "mae_micro_weights.safetensors", same), facts{Act: "relu"}, Heads{}); err == nil || !strings.Contains(err.Error(), `"relu"`) {
		t.Errorf("got %v", err)
	}
}

// A config.json that cannot be read is said: heads and eps would be others without it.
func TestDamagedConfig(t *testing.T) {
	whole := microConfig(t, "", "")
	for _, c := range []struct{ file, text, want string }{
		{"config.json", whole[:200], "has beside it a config.json that cannot be read: it was cut off. Fetch that again"},
		{"config.json", strings.Replace(whole, `"num_attention_heads": 4`, `"num_attention_heads": "four"`, 1), `config.json that cannot be read: "num_attention_heads" cannot be a text`},
		{"config.json", "<html>", "config.json that cannot be read: at byte 1"},
		{"preprocessor_config.json", `{"image_mean": 0.5}`, `preprocessor_config.json that cannot be read: "image_mean" cannot be a number`},
	} {
		dir := folder(t, whole, state(t, "mae_micro_hf.safetensors", same))
		if err := os.WriteFile(filepath.Join(dir, c.file), []byte(c.text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir, Heads{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want a sentence with %q", err, c.want)
		}
	}
}

// Values of float64 are rounded, and that is said; those of query, key and value too.
func TestFloat64IsRounded(t *testing.T) {
	for _, file := range []string{"mae_micro_weights.safetensors", "mae_micro_hf.safetensors"} {
		s := state(t, file, same)
		for _, name := range s.Names {
			var wide []float64
			for _, v := range s.Tensors[name].Data().([]float32) {
				wide = append(wide, float64(v)*(1+1e-10))
			}
			s.Tensors[name] = tensor.New(tensor.WithShape(s.Tensors[name].Shape()...), tensor.WithBacking(wide))
		}
		m, err := recognise(s, facts{Eps: 1e-6}, Heads{4, 3})
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := m.Fit(micro, 1)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, file, got, state(t, "mae_micro_weights.safetensors", same))
		if !slices.Contains(m.Notes, fmt.Sprintf("Of its tensors %d are float64; their values are rounded to float32, in which models are computed.", len(s.Names))) {
			t.Errorf("%s: %q", file, m.Notes)
		}
	}
}

// A report of very many tensors is put on lines in time that grows with their number.
func TestLinesOfVeryManyTensors(t *testing.T) {
	var r Report
	for i := range 100_000 {
		r = append(r, Row{Name: fmt.Sprintf("extra%d.%d.weight", i/2, i), Shape: []int{2, 3}, Fate: LeftOver})
	}
	begun := time.Now()
	lines := r.Lines()
	if len(lines) != 50_000 || lines[7].Name != "extra7.N.weight" || lines[7].Blocks != 2 || lines[7].Shape != "2 x 3" {
		t.Errorf("%d lines, %+v", len(lines), lines[7])
	}
	if took := time.Since(begun); took > 10*time.Second { // it took half a minute where each was compared with all
		t.Errorf("it took %v", took)
	}
}

// FuzzRecognise: names and shapes of any kind end in a model or a sentence.
func FuzzRecognise(f *testing.F) {
	f.Add("patch_embed.proj.weight 8 3 2 2\npos_embed 1 5 8\ncls_token 1 1 8\nblocks.0.mlp.fc1.weight 32 8", `{"num_attention_heads":2}`)
	f.Add("vit.embeddings.patch_embeddings.projection.weight 8 3 2 2\nvit.encoder.layer.0.attention.attention.query.weight 8 8", `{"layer_norm_eps":1e-5,"hidden_act":"gelu"}`)
	f.Add("beit.embeddings.patch_embeddings.projection.weight 8 3 2 2\nbeit.encoder.layer.0.attention.attention.query.bias 8\nbeit.encoder.layer.0.attention.attention.value.bias 8\nclassifier.bias 2", `{"layer_norm_eps":1e-6}`)
	f.Fuzz(func(t *testing.T, list, config string) {
		s := weights.NewState()
		total := 0
		for line := range strings.Lines(list) {
			var name string
			shape := make([]int, 4)
			dims, _ := fmt.Sscan(line, &name, &shape[0], &shape[1], &shape[2], &shape[3])
			n := 1
			for _, d := range shape[:max(0, dims-1)] {
				if d < 1 || d > 1<<12 || n > 1<<12 {
					return
				}
				n *= d
			}
			if total += n; dims < 1 || total > 1<<16 {
				return
			}
			if s.Add(name, tensor.New(tensor.WithShape(shape[:dims-1]...), tensor.WithBacking(make([]float32, n)))) != nil {
				return
			}
		}
		var m *Model
		var err error
		testdata.Bounded(t, 4*total+len(list)+len(config), func() {
			var f facts
			if f, err = (facts{}).parse([]byte(config)); err == nil {
				m, err = recognise(s, f, Heads{})
			}
		})
		if err == nil && m.Config.ImageSize < 1<<10 && m.Config.Encoder.Dim < 1<<8 && m.Config.Decoder.Dim < 1<<8 {
			m.Fit(m.Config, 1)
		}
	})
}

// torchvision's vision transformers are the same model: by their names, of both of its
// times, behind a prefix or not, every tensor comes in with every bit.
func TestTorchvisionNames(t *testing.T) {
	encoder := func(name string) bool { return !strings.HasPrefix(name, "decoder") && name != "mask_token" }
	want := state(t, "mae_micro_weights.safetensors", func(name string) string {
		if encoder(name) {
			return name
		}
		return ""
	})
	for prefix, inside := range map[string][2]string{"": {"mlp.0", "mlp.3"}, "module.": {"mlp.linear_1", "mlp.linear_2"}} {
		there := strings.NewReplacer("cls_token", "class_token", "pos_embed", "encoder.pos_embedding", "patch_embed.proj", "conv_proj", "blocks.", "encoder.layers.encoder_layer_",
			"norm1", "ln_1", "norm2", "ln_2", "attn.qkv.", "self_attention.in_proj_", "attn.proj", "self_attention.out_proj", "mlp.fc1", inside[0], "mlp.fc2", inside[1])
		s := state(t, "mae_micro_weights.safetensors", func(name string) string {
			switch {
			case !encoder(name):
				return ""
			case strings.HasPrefix(name, "norm."):
				return prefix + strings.Replace(name, "norm.", "encoder.ln.", 1)
			}
			return prefix + there.Replace(name)
		})
		if err := s.AddFloat32(prefix+"heads.head.weight", make([]float32, 3*32), 3, 32); err != nil {
			t.Fatal(err)
		}
		m, err := Recognise(s)
		if err != nil {
			t.Fatal(err)
		}
		c := m.Config
		if m.Kind != Torchvision || m.Classes != 3 || c.Encoder.Dim != 32 || c.Encoder.Depth != 2 || c.PatchSize != 8 || c.ImageSize != 24 || len(m.LeftOver) > 0 || m.HasDecoder() {
			t.Errorf("%s: %d classes, %+v, left over %q", m.Kind, m.Classes, c, m.LeftOver)
		}
		equal(t, "torchvision", m.Tensors, want)
	}
	for name, bad := range map[string]string{"encoder.layers.encoder_layer_0.mlp.fc1.weight": "is missing", "encoder.layers.encoder_layer_9.ln_1.weight": "is missing"} {
		s := weights.NewState()
		for n, shape := range map[string][]int{"conv_proj.weight": {8, 3, 4, 4}, "conv_proj.bias": {8}, "class_token": {1, 1, 8}, "encoder.pos_embedding": {1, 17, 8}, "encoder.layers.encoder_layer_0.mlp.0.weight": {32, 8}, name: {8}} {
			if err := s.AddFloat32(n, make([]float32, sizeOf(shape)), shape...); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := Recognise(s); err == nil || !strings.Contains(err.Error(), bad) {
			t.Errorf("with %s: %v", name, err)
		}
	}
}

func sizeOf(shape []int) int {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return n
}

// Whole numbers for weights are called what the file calls them, under any name.
func TestQuantisedWeights(t *testing.T) {
	s := state(t, "mae_micro_weights.safetensors", func(name string) string { return "module." + name })
	s.Tensors["module.blocks.0.mlp.fc1.weight"] = tensor.New(tensor.WithShape(128, 32), tensor.Of(tensor.Int32))
	s.Types = map[string]string{"module.blocks.0.mlp.fc1.weight": "int8"}
	m, err := Recognise(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err = m.Fit(micro, 1); err == nil || !strings.Contains(err.Error(), `"blocks.0.mlp.fc1.weight" holds int8, whole numbers, as weights that were quantised do`) {
		t.Errorf("got %v", err)
	}
}

// A model that has its blocks and is not whole by itself says what is wrong, as one that
// is whole does not: with its decoder, without one, or as a classifier.
func TestWhole(t *testing.T) {
	change := func(name string, to *tensor.Dense) func(*weights.State) {
		return func(s *weights.State) {
			if s.Tensors[name] = to; to == nil {
				delete(s.Tensors, name)
				s.Names = slices.DeleteFunc(s.Names, func(n string) bool { return n == name })
			}
		}
	}
	zeros := func(shape ...int) *tensor.Dense {
		return tensor.New(tensor.WithShape(shape...), tensor.Of(tensor.Float32))
	}
	without := func(part string) func(string) string {
		return func(name string) string {
			if strings.HasPrefix(name, part) || part == "decoder" && name == "mask_token" {
				return ""
			}
			return name
		}
	}
	for _, c := range []struct {
		rename func(string) string
		change func(*weights.State)
		want   string
	}{
		{same, nil, ""},
		{without("decoder"), nil, ""},
		{without("norm."), nil, ""},
		{without("decoder_pred"), nil, `"decoder_pred.weight" is missing`},
		{same, change("mask_token", nil), `"mask_token" is missing`},
		{same, change("blocks.1.mlp.fc1.weight", zeros(127, 32)), `"blocks.1.mlp.fc1.weight" has the shape [127 32], and by the others it should have [128 32]`},
		{without("decoder"), change("norm.bias", zeros(31)), `"norm.bias" has the shape [31]`},
		{same, change("cls_token", tensor.New(tensor.WithShape(1, 1, 32), tensor.Of(tensor.Int32))), `"cls_token" holds int32, whole numbers`},
	} {
		s := state(t, "mae_micro_weights.safetensors", c.rename)
		if c.change != nil {
			c.change(s)
		}
		m, err := Recognise(s)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Whole(); (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}

// The config.json beside a model stands for it, and what it says counts.
func TestConfigStandsForItsModel(t *testing.T) {
	dir := folder(t, microConfig(t, "", ""), state(t, "mae_micro_hf.safetensors", same))
	config := filepath.Join(dir, "config.json")
	m, err := Open(config, Heads{})
	if err != nil {
		t.Fatal(err)
	}
	if m.Config != micro || m.Kind != HuggingMAE {
		t.Errorf("%s, %+v", m.Kind, m.Config)
	}
	m.Close()
	if err := os.Remove(filepath.Join(dir, "model.safetensors")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(config, Heads{}); !errors.Is(err, weights.ErrConfigOnly) {
		t.Errorf("without its weights: %v", err)
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
