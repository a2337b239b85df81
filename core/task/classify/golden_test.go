package classify

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"maestudio/core/dataset/augment"
	"maestudio/core/goldens"
	"maestudio/core/internal/devices"
	"maestudio/core/internal/testdata"
	"maestudio/core/vit"
	"maestudio/gpu"
)

var tiny = Config{ImageSize: 32, PatchSize: 8, Encoder: vit.Config{Dim: 36, Depth: 3, Heads: 3}, Classes: 5}

// Logits, features, loss and every gradient, for both heads.
func TestMeetsGoldens(t *testing.T) {
	devices.Each(t, func(t *testing.T, dev gpu.Device) {
		for _, head := range []string{"cls", "gap"} {
			io, grads := goldens.Open(t, "vit_tiny_io.safetensors"), goldens.Open(t, "vit_tiny_grads_"+head+".safetensors")
			c := tiny
			c.ClassToken = head == "cls"
			m, err := New(dev, c)
			must(t, err)
			defer m.Free()
			for _, s := range c.Specs() {
				must(t, m.params.Set(s.Name, io.Float32("weights."+s.Name)))
			}
			answer, err := m.Ask(io.Tensor("images"))
			must(t, err)
			io.Compare(t, "logits_"+head, answer.Logits)
			io.Compare(t, "features_"+head, answer.Features)

			var labels []int
			for _, l := range io.Int32("labels") {
				labels = append(labels, int(l))
			}
			targets := make([]float32, len(labels)*c.Classes)
			augment.Mix{Lambda: 1}.Targets(targets, labels, c.Classes, .1)
			loss, err := m.Backward(io.Tensor("images"), targets, nil, 1, false)
			must(t, err)
			io.Compare(t, "loss_"+head, []float32{float32(loss)})
			got, err := m.params.GradientState()
			must(t, err)
			for _, name := range grads.Names() {
				values, there := got.Tensors[name]
				if !there {
					t.Errorf("there is no gradient of %s", name)
					continue
				}
				grads.Compare(t, name, values.Data().([]float32))
			}
		}
	})
}

// Rate and decay of every parameter.
func TestGroupsMeetGoldens(t *testing.T) {
	raw, err := os.ReadFile(testdata.Shared(t, "goldens/vit_layer_decay_groups.json"))
	must(t, err)
	var g struct {
		Finetune map[string]map[string][2]float64
	}
	must(t, json.Unmarshal(raw, &g))
	bounds := goldens.ReadBounds(t, "vit_layer_decay_groups.json")
	if len(g.Finetune) < 8 {
		t.Fatalf("there are %d tables", len(g.Finetune))
	}
	for name, want := range g.Finetune {
		var depth int
		var decay float64
		var head string
		_, err := fmt.Sscanf(strings.ReplaceAll(name, "_", " "), "depth%d decay%f %s", &depth, &decay, &head)
		must(t, err)
		c := tiny
		c.Encoder.Depth, c.LayerDecay, c.ClassToken = depth, decay, head == "cls"
		specs := c.Specs()
		if len(specs) != len(want) {
			t.Errorf("%s: %d parameters, want %d", name, len(specs), len(want))
		}
		for _, s := range specs {
			decay := .05
			if s.NoDecay {
				decay = 0
			}
			w, there := want[s.Name]
			if !there || !bounds.Close(s.Rate, w[0]) || decay != w[1] || s.Fixed {
				t.Errorf("%s: %s has rate %v and decay %v, want %v", name, s.Name, s.Rate, decay, w)
			}
		}
	}
}

func TestSizes(t *testing.T) {
	c := tiny
	n := 0
	for _, s := range c.Specs() {
		size := 1
		for _, d := range s.Shape {
			size *= d
		}
		n += size
	}
	if n != c.Params() {
		t.Errorf("the parameters are %d, counted %d", n, c.Params())
	}
}

// A share of branches is dropped, more in later blocks, none in the first; the
// expectation stays.
func TestDraw(t *testing.T) {
	c := tiny
	c.Encoder.Depth, c.DropPath = 5, .4
	pictures := make([]int, 4000)
	for i := range pictures {
		pictures[i] = i
	}
	d := c.Draw(nil, 1, 2, pictures)
	for i, scales := range d {
		rate, dropped, sum := .1*float64(i/2), 0.0, 0.0
		for _, s := range scales {
			sum += float64(s) / float64(len(scales))
			if s == 0 {
				dropped += 1 / float64(len(scales))
			}
		}
		if math.Abs(dropped-rate) > .03 || math.Abs(sum-1) > .05 {
			t.Errorf("branch %d: %.3f dropped, want %.3f; the mean is %.3f", i, dropped, rate, sum)
		}
	}
	again := c.Draw(nil, 1, 2, []int{7})
	for i := range again {
		if again[i][0] != d[i][7] {
			t.Errorf("branch %d of picture 7 is %v in one batch and %v in another", i, again[i][0], d[i][7])
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
