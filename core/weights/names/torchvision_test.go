package names

import (
	"strings"
	"testing"

	"maestudio/core/weights"
)

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
