package names

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/core/internal/testdata"
	"maestudio/core/vit"
	"maestudio/core/weights"
)

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
