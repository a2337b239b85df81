package names

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/core/mae"
	"maestudio/core/vit"
	"maestudio/core/weights"
)

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
		{weights.NewState(), "holds no vision transformer: there is no tensor in it"},
		{resnet, `holds no vision transformer but a ResNet: none of its 3 tensors is a patch_embed.proj.weight; it begins with "conv1.weight", "bn1.weight"`},
		{but(add("teacher.patch_embed.proj.weight", 1, 1, 1, 1)), "holds 2 models"},
		{but(add("exp_avg.patch_embed.proj.weight", 1, 1, 1, 1)), "is a saved state of a run, with which its training goes on, and not weights by themselves; give the run's folder"},
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
