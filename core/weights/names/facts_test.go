package names

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/mae"
	"maestudio/core/weights"
)

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

// A config.json that is another model's is refused by what it says and what the weights have;
// what it does not say, or says of nothing that they have, is fine.
func TestConfigContradictsWeights(t *testing.T) {
	whole := microConfig(t, "", "")
	for _, c := range []struct{ old, new, want string }{
		{`"hidden_size": 32`, `"hidden_size": 48`, "hidden_size is 48, and by its weights that is 32"},
		{`"num_hidden_layers": 2`, `"num_hidden_layers": 12`, "num_hidden_layers is 12, and by its weights that is 2"},
		{`"intermediate_size": 128`, `"intermediate_size": 64`, "intermediate_size is 64, and by its weights that is 128"},
		{`"image_size": 24`, `"image_size": 224`, "image_size is 224, and by its weights that is 24"},
		{`"image_size": 24`, `"image_size": [32, 32]`, "image_size is 32, and by its weights that is 24"},
		{`"patch_size": 8`, `"patch_size": 16`, "patch_size is 16, and by its weights that is 8"},
		{`"num_channels": 3`, `"num_channels": 1`, "num_channels is 1, and by its weights that is 3"},
		{`"vit_mae"`, `"swin"`, "model_type is swin, and by its weights"},
		{`"decoder_hidden_size": 24`, `"decoder_hidden_size": 512`, "decoder_hidden_size is 512, and by its weights that is 24"},
		{`"decoder_num_hidden_layers": 1`, `"decoder_num_hidden_layers": 8`, "decoder_num_hidden_layers is 8, and by its weights that is 1"},
		{`"decoder_intermediate_size": 96`, `"decoder_intermediate_size": 48`, "decoder_intermediate_size is 48, and by its weights that is 96"},
		{`"image_size": 24`, `"image_size": 30`, ""}, // which has as many whole patches
		{`"image_size": 24`, `"image_size": [24, 48]`, ""},
		{`"image_size": 24,`, ``, ""},
		{`"hidden_size": 32`, `"hidden_size": null`, ""},
		{`"vit_mae"`, `"our_own"`, ""},
	} {
		text := strings.Replace(whole, "\n "+c.old, "\n "+c.new, 1)
		if strings.HasPrefix(c.old, `"vit_mae"`) {
			text = strings.Replace(whole, c.old, c.new, 1)
		}
		if text == whole {
			t.Fatalf("%s is not in\n%s", c.old, whole)
		}
		dir := folder(t, text, state(t, "mae_micro_hf.safetensors", same))
		if err := os.WriteFile(filepath.Join(dir, "preprocessor_config.json"), []byte(`{"image_size": 999, "patch_size": 7}`), 0o666); err != nil {
			t.Fatal(err)
		}
		m, err := Open(dir, Heads{})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), dir+" contradicts itself: its config.json says "+c.want) {
			t.Errorf("%s: %v, want %q", c.new, err, c.want)
		}
		if err == nil {
			m.Close()
		}
	}
}
