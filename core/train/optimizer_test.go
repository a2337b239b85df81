package train_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"maestudio/core/goldens"
	"maestudio/core/internal/devices"
	"maestudio/core/internal/testdata"
	"maestudio/core/mae"
	"maestudio/core/train"
	"maestudio/core/vit"
	"maestudio/core/weights"
	"maestudio/gpu"
)

var (
	tiny = mae.Config{ImageSize: 32, PatchSize: 8, MaskRatio: .75, NormPix: true,
		Encoder: vit.Config{Dim: 48, Depth: 3, Heads: 3}, Decoder: vit.Config{Dim: 32, Depth: 2, Heads: 4}}
	micro = mae.Config{ImageSize: 24, PatchSize: 8, MaskRatio: .75, NormPix: true,
		Encoder: vit.Config{Dim: 32, Depth: 2, Heads: 4}, Decoder: vit.Config{Dim: 24, Depth: 1, Heads: 3}}
)

// Five steps of the tiny model: losses, rates, parameters and moments.
func TestFiveStepsMeetGoldens(t *testing.T) {
	devices.Each(t, func(t *testing.T, dev gpu.Device) {
		g := goldens.Open(t, "mae_tiny_after5_npix.safetensors")
		s := start(t, dev, tiny, g, 2, train.Schedule{Rate: 2e-3, MinRate: 1e-5, Warmup: 1, Epochs: 4})
		s.steps(5)
		g.CompareFloat64(t, "losses", s.losses)
		g.CompareFloat64(t, "lrs", s.rates)
		s.compare(g)
		moments := s.moments()
		for _, name := range g.Names() {
			if values, there := moments.Tensors[name]; there {
				g.Compare(t, name, values.Data().([]float32))
			}
		}
	})
}

// The same with plain pixels, of which the goldens hold a summary.
func TestFiveRawStepsMeetGoldens(t *testing.T) {
	raw, err := os.ReadFile(testdata.Shared(t, "goldens/mae_tiny_after5_raw_summary.json"))
	must(t, err)
	var want summary
	must(t, json.Unmarshal(raw, &want))
	bounds := goldens.ReadBounds(t, "mae_tiny_after5_raw_summary.json")
	devices.Each(t, func(t *testing.T, dev gpu.Device) {
		g := goldens.Open(t, "mae_tiny_after5_npix.safetensors")
		c := tiny
		c.NormPix = false
		s := start(t, dev, c, g, 2, train.Schedule{Rate: 2e-3, MinRate: 1e-5, Warmup: 1, Epochs: 4})
		s.steps(5)
		want.compare(t, s, bounds)
	})
}

// Six steps of the micro model straight, and three, written to a file, read
// into another model, and three more: within bounds of the goldens, and the two
// of them equal bit for bit.
func TestResumeMeetsGoldens(t *testing.T) {
	devices.Each(t, func(t *testing.T, dev gpu.Device) {
		g := goldens.Open(t, "mae_micro_io.safetensors")
		schedule := train.Schedule{Rate: 2e-3, Warmup: 1, Epochs: 4}
		straight := start(t, dev, micro, g, 3, schedule)
		straight.steps(3)
		straight.compare(goldens.Open(t, "mae_micro_weights_step3.safetensors"))
		saved := [2][]byte{file(t, straight.weights()), file(t, straight.moments())}
		straight.steps(3)
		straight.compare(goldens.Open(t, "mae_micro_weights_step6.safetensors"))
		g.CompareFloat64(t, "losses", straight.losses)
		g.CompareFloat64(t, "lrs", straight.rates)

		resumed := start(t, dev, micro, g, 3, schedule)
		must(t, resumed.model.Params().Load(parse(t, saved[0])))
		must(t, resumed.model.Params().LoadMoments(parse(t, saved[1])))
		resumed.optimizer.Resume(3)
		resumed.steps(3)
		if !bytes.Equal(file(t, resumed.weights()), file(t, straight.weights())) || !bytes.Equal(file(t, resumed.moments()), file(t, straight.moments())) {
			t.Error("resumed after three steps, the model has other bits after six than the one that was left alone")
		}
	})
}

// stepper trains on the images and noise of a golden file.
type stepper struct {
	t             *testing.T
	golden        *goldens.File
	model         *mae.Model
	optimizer     *train.AdamW
	schedule      train.Schedule
	perEpoch      int
	losses, rates []float64
}

func start(t *testing.T, dev gpu.Device, c mae.Config, g *goldens.File, perEpoch int, schedule train.Schedule) *stepper {
	model, err := mae.New(dev, c)
	must(t, err)
	t.Cleanup(model.Free)
	file := "mae_tiny_weights.safetensors"
	if c.ImageSize == micro.ImageSize {
		file = "mae_micro_weights.safetensors"
	}
	must(t, model.Params().Load(goldens.Open(t, file).State()))
	optimizer, err := train.NewAdamW(dev, model.Params(), .05, train.PretrainBeta2)
	must(t, err)
	return &stepper{t: t, golden: g, model: model, optimizer: optimizer, schedule: schedule, perEpoch: perEpoch}
}

func (s *stepper) steps(n int) {
	s.t.Helper()
	for range n {
		i := s.optimizer.Steps()
		images := s.golden.Tensor(fmt.Sprint("images.", i))
		noise := s.golden.Float32(fmt.Sprint("noise.", i))
		loss, err := s.model.Backward(images, noise, 1, false)
		must(s.t, err)
		rate := s.schedule.LR(float64(i/s.perEpoch) + float64(i%s.perEpoch)/float64(s.perEpoch))
		must(s.t, s.optimizer.Step(rate))
		s.losses, s.rates = append(s.losses, loss), append(s.rates, rate)
	}
}

func (s *stepper) weights() *weights.State {
	w, err := s.model.Params().State()
	must(s.t, err)
	return w
}

func (s *stepper) moments() *weights.State {
	m, err := s.model.Params().Moments()
	must(s.t, err)
	return m
}

func (s *stepper) compare(g *goldens.File) {
	s.t.Helper()
	w := s.weights()
	for _, name := range w.Names {
		g.Compare(s.t, name, w.Tensors[name].Data().([]float32))
	}
}

// summary is the golden file of the raw steps.
type summary struct {
	Losses, LRs []float64
	Parameters  map[string]struct {
		Mean, Std float64
		First8    []float64
	}
}

func (want summary) compare(t *testing.T, s *stepper, b goldens.Bounds) {
	t.Helper()
	near := func(name string, got, want, allowed float64) {
		if math.Abs(got-want) > allowed {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	for i, loss := range want.Losses {
		near(fmt.Sprint("loss ", i), s.losses[i], loss, b.Abs)
		near(fmt.Sprint("rate ", i), s.rates[i], want.LRs[i], b.Abs)
	}
	got := s.weights()
	if len(want.Parameters) == 0 || len(want.Losses) != 5 {
		t.Fatalf("the summary holds %d parameters and %d losses", len(want.Parameters), len(want.Losses))
	}
	for name, p := range want.Parameters {
		values := got.Tensors[name].Data().([]float32)
		mean, std := meanAndStd(values)
		allowed := b.Abs
		if strings.HasSuffix(name, "attn.qkv.bias") {
			allowed = b.KeyBias.Abs
		}
		near(name+" mean", mean, p.Mean, allowed)
		near(name+" std", std, p.Std, allowed)
		for i, v := range p.First8 {
			near(fmt.Sprint(name, " ", i), float64(values[i]), v, b.Abs)
		}
	}
}

func meanAndStd(x []float32) (mean, std float64) {
	for _, v := range x {
		mean += float64(v) / float64(len(x))
	}
	for _, v := range x {
		std += (float64(v) - mean) * (float64(v) - mean) / float64(len(x))
	}
	return mean, math.Sqrt(std)
}

func file(t *testing.T, s *weights.State) []byte {
	var b bytes.Buffer
	must(t, weights.Write(&b, s))
	return b.Bytes()
}

func parse(t *testing.T, file []byte) *weights.State {
	s, err := weights.Read(bytes.NewReader(file), int64(len(file)))
	must(t, err)
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The norm, and that gradients of two halves of a batch add up to the whole's.
func TestGradNormAndAccumulation(t *testing.T) {
	devices.Each(t, func(t *testing.T, dev gpu.Device) {
		g := goldens.Open(t, "mae_tiny_after5_npix.safetensors")
		s := start(t, dev, tiny, g, 2, train.Schedule{})
		norm := func(batches ...int) (norm float64, all []float32) {
			for i, n := range batches {
				_, err := s.model.Backward(g.Tensor(fmt.Sprint("images.", n)), g.Float32(fmt.Sprint("noise.", n)), 1/float32(len(batches)), i > 0)
				must(t, err)
			}
			must(t, s.optimizer.MeasureNorm())
			norm, err := s.optimizer.GradNorm()
			must(t, err)
			state, err := s.model.Params().GradientState()
			must(t, err)
			for _, name := range state.Names {
				all = append(all, state.Tensors[name].Data().([]float32)...)
			}
			return norm, all
		}
		_, first := norm(0)
		_, second := norm(1)
		got, both := norm(0, 1)
		sum, worst := 0.0, 0.0
		for i, v := range both {
			sum += float64(v) * float64(v)
			worst = max(worst, math.Abs(float64(v)-(float64(first[i])+float64(second[i]))/2))
		}
		if want := math.Sqrt(sum); math.Abs(got/want-1) > 1e-6 || want == 0 {
			t.Errorf("the norm is %v, want %v", got, want)
		}
		if worst > 1e-8 {
			t.Errorf("the gradient of two batches is off by %v from the mean of theirs", worst)
		}
	})
}
