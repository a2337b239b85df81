package mae

import (
	"strings"
	"testing"

	"maestudio/core/goldens"
	"maestudio/core/internal/devices"
	"maestudio/gpu"
)

// With mixed precision every intermediate that PyTorch's autocast was measured at.
func TestMixedStepsMeetGoldens(t *testing.T) {
	devices.EachMixed(t, func(t *testing.T, dev gpu.Device) {
		for name, c := range models {
			g := goldens.Open(t, "mae_"+name+"_io.safetensors")
			m := load(t, dev, c, "mae_"+name+"_weights.safetensors")
			steps, r := recordAllSteps(t, m)
			must(t, r.fill(g.Float32("images"), g.Float32("noise")))
			must(t, r.tape.Forward())
			for name, v := range steps {
				switch {
				case name == "pred", name == "latent", name == "act.decoder_embed",
					strings.HasPrefix(name, "act.blocks."), strings.HasPrefix(name, "act.decoder_blocks."):
					g.CompareMixed(t, name, read(t, r, v))
				}
			}
		}
	})
}

func TestMixedGradientsMeetGoldens(t *testing.T) {
	devices.EachMixed(t, func(t *testing.T, dev gpu.Device) {
		for _, kind := range []string{"raw", "npix"} {
			io, grads := goldens.Open(t, "mae_tiny_io.safetensors"), goldens.Open(t, "mae_tiny_grads_"+kind+".safetensors")
			c := tiny
			c.NormPix = kind == "npix"
			m := load(t, dev, c, "mae_tiny_weights.safetensors")
			loss, err := m.Backward(pictures(io, "images"), io.Float32("noise"), 1, false)
			must(t, err)
			io.CompareMixed(t, "loss_"+kind, []float32{float32(loss)})
			got, err := m.params.GradientState()
			must(t, err)
			for _, name := range got.Names {
				grads.CompareMixed(t, name, values(got.Tensors[name]))
			}
		}
	})
}
