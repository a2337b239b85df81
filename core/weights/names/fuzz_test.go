package names

import (
	"fmt"
	"strings"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/core/internal/testdata"
	"maestudio/core/weights"
)

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
		if err == nil {
			m.Whole()
		}
		if err == nil && m.Config.ImageSize < 1<<10 && m.Config.Encoder.Dim < 1<<8 && m.Config.Decoder.Dim < 1<<8 {
			m.Fit(m.Config, 1)
		}
	})
}
