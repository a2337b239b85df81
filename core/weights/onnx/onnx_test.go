package onnx

import (
	"bytes"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/core/internal/testdata"
	"maestudio/core/mae"
	"maestudio/core/vit"
	"maestudio/core/weights"
	"maestudio/gpu/reference"
)

var micro = mae.Config{ImageSize: 24, PatchSize: 8, MaskRatio: .75, NormPix: true,
	Encoder: vit.Config{Dim: 32, Depth: 2, Heads: 4}, Decoder: vit.Config{Dim: 24, Depth: 1, Heads: 3}}

// sample is a model that can be written, and pictures for it.
type sample struct {
	Model
	n      int
	pixels []uint8
	noise  []float32
	images *tensor.Dense // the pixels as the model takes them
}

func newSample(t *testing.T, c mae.Config) *sample {
	t.Helper()
	state, err := weights.ReadFile(testdata.Shared(t, "goldens/mae_micro_weights.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	s := &sample{n: 5, Model: Model{Config: c, State: state, Mean: [3]float64{.485, .456, .406}, Std: [3]float64{.229, .224, .225},
		Program: "test", Version: "1", Notes: map[string]string{"about": "a test"}}}
	r := rand.New(rand.NewPCG(1, 2))
	area := c.ImageSize * c.ImageSize
	values := make([]float32, s.n*3*area)
	for i := range s.n * area {
		for colour := range 3 {
			v := uint8(r.Uint32())
			s.pixels = append(s.pixels, v)
			values[(i/area*3+colour)*area+i%area] = float32((float64(v)/255 - s.Mean[colour]) / s.Std[colour])
		}
	}
	for range s.n * c.Patches() {
		s.noise = append(s.noise, r.Float32())
	}
	s.images = tensor.New(tensor.WithShape(s.n, 3, c.ImageSize, c.ImageSize), tensor.WithBacking(values))
	return s
}

func (s *sample) model(t *testing.T) *mae.Model {
	t.Helper()
	m, err := mae.New(reference.Open[float64](), s.Config)
	if err == nil {
		err = m.Params().Load(s.State)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// onnxRuntime lets ONNX Runtime run what write writes.
func (s *sample) onnxRuntime(t *testing.T, write func(io.Writer, Model) error) *weights.State {
	t.Helper()
	dir := t.TempDir()
	in := weights.NewState()
	side := s.Config.ImageSize
	add := func(name string, t *tensor.Dense) error { return in.Add(name, t) }
	if err := add("pixels", tensor.New(tensor.WithShape(s.n, side, side, 3), tensor.WithBacking(s.pixels))); err != nil {
		t.Fatal(err)
	}
	if err := in.AddFloat32("noise", s.noise, s.n, s.Config.Patches()); err != nil {
		t.Fatal(err)
	}
	var model, inputs bytes.Buffer
	if err := write(&model, s.Model); err != nil {
		t.Fatal(err)
	}
	if err := weights.Write(&inputs, in); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"model.onnx": model.Bytes(), "in.safetensors": inputs.Bytes()}
	if s.Beside != "" {
		var data bytes.Buffer
		if err := WriteBeside(&data, s.Model); err != nil {
			t.Fatal(err)
		}
		files[s.Beside] = data.Bytes()
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("ONNX Runtime %s", testdata.Peer(t, dir, "testdata/runs.py"))
	out, err := weights.ReadFile(filepath.Join(dir, "out.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func compare(t *testing.T, out *weights.State, name string, want *tensor.Dense, allowed float64) {
	t.Helper()
	got, err := out.Float32(name, want.Shape()...)
	if err != nil {
		t.Fatal(err)
	}
	worst := 0.0
	for i, w := range want.Data().([]float32) {
		worst = math.Max(worst, math.Abs(float64(got[i]-w)))
	}
	t.Logf("%s: max |diff| %.1e (allowed %.1e)", name, worst, allowed)
	if !(worst <= allowed) {
		t.Errorf("%s is off by %v", name, worst)
	}
}

func TestEncoderInONNXRuntime(t *testing.T) {
	s := newSample(t, micro)
	out := s.onnxRuntime(t, WriteEncoder)
	want, err := s.model(t).Features(s.images)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, out, "features", want, 1e-5)
}

func TestReconstructorInONNXRuntime(t *testing.T) {
	for _, normPix := range []bool{true, false} {
		c := micro
		c.NormPix = normPix
		s := newSample(t, c)
		out := s.onnxRuntime(t, WriteReconstructor)
		want, err := s.model(t).Redraw(s.images, s.noise)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, out, "pred", want.Pred, 1e-5)
		compare(t, out, "mask", want.Mask, 0)
		colours := mae.Colours{Mean: s.Mean, Std: s.Std}
		redrawn := out.Tensors["redrawn"].Data().([]uint8)
		side := c.ImageSize
		for b, p := range mae.Pictures(s.images, want, c, colours) {
			kept := p.Kept()
			for i := range side * side {
				for colour := range 3 {
					got, want := int(redrawn[(b*side*side+i)*3+colour]), int(kept.Pix[4*i+colour])
					if got-want > 1 || want-got > 1 {
						t.Fatalf("norm_pix %v: picture %d, pixel %d is %d, want %d", normPix, b, i, got, want)
					}
				}
			}
		}
	}
}

// What cannot be written is said, and the same model gives the same bytes.
func TestWriting(t *testing.T) {
	s := newSample(t, micro)
	var one, two bytes.Buffer
	if err := WriteReconstructor(&one, s.Model); err != nil {
		t.Fatal(err)
	}
	if err := WriteReconstructor(&two, s.Model); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Errorf("the same model gave other bytes (%v)", err)
	}
	s.State = weights.NewState()
	if err := WriteEncoder(&one, s.Model); err == nil {
		t.Error("a model without weights was written")
	}
}

// The weights come back bit by bit, and whatever is cut off is refused or smaller.
func TestWeightsComeBack(t *testing.T) {
	s := newSample(t, micro)
	var file bytes.Buffer
	if err := WriteReconstructor(&file, s.Model); err != nil {
		t.Fatal(err)
	}
	got, err := Weights(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Names) != len(s.State.Names) || got.Meta["about"] != "a test" {
		t.Errorf("%d tensors, %v", len(got.Names), got.Meta)
	}
	for _, name := range s.State.Names {
		a, b := s.State.Tensors[name].Data().([]float32), got.Tensors[name].Data().([]float32)
		for i := range a {
			if math.Float32bits(a[i]) != math.Float32bits(b[i]) {
				t.Fatalf("%s[%d] is %v, want %v", name, i, b[i], a[i])
			}
		}
	}
	for _, n := range []int{0, 1, 100, file.Len() / 2} {
		if _, err := Weights(file.Bytes()[:n]); err == nil {
			t.Errorf("the first %d of %d bytes were read", n, file.Len())
		}
	}
}

// FuzzWeights: whatever the bytes, reading ends in weights or a sentence.
func FuzzWeights(f *testing.F) {
	f.Add([]byte("\x08\x08:\x1a*\x18\x08\x02\x10\x01B\x01aJ\x08\x00\x00\x80?\x00\x00\x00@r\x06\x0a\x01k\x12\x01v"))
	f.Fuzz(func(t *testing.T, file []byte) {
		var s *weights.State
		var err error
		testdata.Bounded(t, len(file), func() { s, err = Weights(file) })
		if err == nil {
			for _, name := range s.Names {
				if s.Tensors[name] == nil {
					t.Errorf("%q is listed and not there", name)
				}
			}
		}
	})
}
