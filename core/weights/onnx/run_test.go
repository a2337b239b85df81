package onnx

import (
	"bytes"
	"context"
	"io"
	"math"
	"strings"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/core/internal/testdata"
	"maestudio/core/weights"
)

// inputs are the pictures and the noise of a sample.
func (s *sample) inputs() map[string]*tensor.Dense {
	side := s.Config.ImageSize
	return map[string]*tensor.Dense{
		"pixels": tensor.New(tensor.WithShape(s.n, side, side, 3), tensor.WithBacking(s.pixels)),
		"noise":  tensor.New(tensor.WithShape(s.n, s.Config.Patches()), tensor.WithBacking(s.noise)),
	}
}

func written(t testing.TB, m Model, write func(io.Writer, Model) error) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := write(&file, m); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// run parses and runs a file.
func (s *sample) run(file []byte) (map[string]*tensor.Dense, error) {
	p, err := Parse(file)
	if err != nil {
		return nil, err
	}
	return p.Run(context.Background(), s.inputs())
}

// furthest is how far a result is from what is wanted.
func furthest(t *testing.T, got, want *tensor.Dense) (worst float64) {
	t.Helper()
	if got == nil || !got.Shape().Eq(want.Shape()) {
		t.Fatalf("got %v, want the shape %v", got, want.Shape())
	}
	have := got.Data().([]float32)
	for i, w := range want.Data().([]float32) {
		worst = math.Max(worst, math.Abs(float64(have[i]-w)))
	}
	return worst
}

// The graph, run by itself, gives what the model gives that it was made of.
func TestRunIsTheModel(t *testing.T) {
	for _, normPix := range []bool{true, false} {
		c := micro
		c.NormPix = normPix
		s := newSample(t, c)
		out, err := s.run(written(t, s.Model, WriteReconstructor))
		if err != nil {
			t.Fatal(err)
		}
		want, err := s.model(t).Redraw(s.images, s.noise)
		if err != nil {
			t.Fatal(err)
		}
		if off := furthest(t, out["pred"], want.Pred); !(off < 1e-5) {
			t.Errorf("pred is off by %v", off)
		}
		if off := furthest(t, out["mask"], want.Mask); off != 0 {
			t.Errorf("mask is off by %v", off)
		}
	}
	s := newSample(t, micro)
	out, err := s.run(written(t, s.Model, WriteEncoder))
	if err != nil {
		t.Fatal(err)
	}
	want, err := s.model(t).Features(s.images)
	if err != nil {
		t.Fatal(err)
	}
	if off := furthest(t, out["features"], want); !(off < 1e-5) {
		t.Errorf("features are off by %v", off)
	}
}

// Every result is that of ONNX Runtime, bytes of redrawn pictures too.
func TestRunIsONNXRuntime(t *testing.T) {
	for _, write := range []func(io.Writer, Model) error{WriteEncoder, WriteReconstructor} {
		s := newSample(t, micro)
		theirs := s.onnxRuntime(t, write)
		ours, err := s.run(written(t, s.Model, write))
		if err != nil {
			t.Fatal(err)
		}
		if len(ours) != len(theirs.Names) {
			t.Errorf("%d results, want %q", len(ours), theirs.Names)
		}
		for _, name := range theirs.Names {
			want := theirs.Tensors[name]
			if name != "redrawn" {
				if off := furthest(t, ours[name], want); !(off < 1e-5) {
					t.Errorf("%s is off by %v", name, off)
				}
				continue
			}
			have := ours[name].Data().([]uint8)
			for i, w := range want.Data().([]uint8) {
				if d := int(have[i]) - int(w); d < -1 || d > 1 {
					t.Fatalf("byte %d is %d, want %d", i, have[i], w)
				}
			}
		}
	}
}

// damaged is a file in which something was replaced by as many bytes, at its nth place.
func damaged(t *testing.T, file []byte, old, new string, nth int) []byte {
	t.Helper()
	at := 0
	for range nth + 1 {
		next := bytes.Index(file[at:], []byte(old))
		if next < 0 || len(old) != len(new) {
			t.Fatalf("%q is not there so often", old)
		}
		at += next + len(old)
	}
	changed := bytes.Clone(file)
	copy(changed[at-len(new):], new)
	return changed
}

// A graph that was changed gives something else, or is refused with what is wrong of it.
func TestRunSeesChanges(t *testing.T) {
	s := newSample(t, micro)
	file := written(t, s.Model, WriteReconstructor)
	want, err := s.run(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		old, new string
		nth      int
		says     string // "" where it gives something else
	}{
		"an order of dimensions": {"perm@\x02@\x00@\x03@\x01@\x04", "perm@\x02@\x00@\x01@\x03@\x04", 0, ""},
		"the epsilon":            {"epsilon\x15\xbd\x37\x86\x35", "epsilon\x15\x00\x00\x80\x3f", 2, ""},
		"steps":                  {"strides@\x08@\x08", "strides@\x08@\x04", 0, "cannot be given the shape"},
		"an attribute's name":    {"strides", "stridez", 0, `it has the attributes "kernel_shape stridez"`},
		"an operation":           {"\x22\x03Erf", "\x22\x03Tan", 0, `"Tan" is none of the operators that this program writes`},
		"another operation":      {"\x22\x03Mul", "\x22\x03Add", 4, ""},
		"which value is added":   {"blocks.0.attn.proj.bias", "blocks.1.attn.proj.bias", 0, ""},
		"a name":                 {"blocks.0.norm1.bias", "blocks.0.normX.bias", 0, `nothing before it gives "blocks.0.normX.bias"`},
		"the version":            {"B\x04\x0a\x00\x10\x11", "B\x04\x0a\x00\x10\x12", 0, "opset 18"},
		"what comes out":         {"\x0a\x04pred\x12", "\x0a\x04prad\x12", 0, `output "prad"`},
	} {
		got, err := s.run(damaged(t, file, c.old, c.new, c.nth))
		switch {
		case c.says != "":
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: got %v, want a sentence with %q", name, err, c.says)
			}
		case err != nil:
			t.Errorf("%s: %v", name, err)
		default:
			if off := furthest(t, got["pred"], want["pred"]); !(off > 1e-4) {
				t.Errorf("%s was changed, and the results differ by %v", name, off)
			}
		}
	}
	weight := bytes.Clone(file)
	at := bytes.LastIndex(weight, []byte("decoder_pred.bias")) + len("decoder_pred.bias") + 50
	copy(weight[at:], "\x40\x40\x40\x40")
	if got, err := s.run(weight); err != nil || !(furthest(t, got["pred"], want["pred"]) > 1e-4) {
		t.Errorf("a weight was changed: %v", err)
	}
}

// What a model is not given, or given in another shape, is said.
func TestRunRefusesInputs(t *testing.T) {
	s := newSample(t, micro)
	p, err := Parse(written(t, s.Model, WriteReconstructor))
	if err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if _, err := p.Run(stopped, s.inputs()); err != context.Canceled {
		t.Error(err)
	}
	in := s.inputs()
	in["pixels"] = tensor.New(tensor.WithShape(1, 8, 8, 3), tensor.Of(tensor.Uint8))
	if _, err := p.Run(context.Background(), in); err == nil || !strings.Contains(err.Error(), `its input "pixels" takes uint8 [-1 24 24 3], and it is given uint8 [1 8 8 3]`) {
		t.Error(err)
	}
	delete(in, "pixels")
	if _, err := p.Run(context.Background(), in); err == nil || !strings.Contains(err.Error(), `an input "pixels"`) {
		t.Error(err)
	}
}

// What a file says of itself is what was written.
func TestParse(t *testing.T) {
	s := newSample(t, micro)
	p, err := Parse(written(t, s.Model, WriteEncoder))
	if err != nil {
		t.Fatal(err)
	}
	if p.Producer != "test" || p.Version != "1" || p.Opset != Opset || p.Notes["about"] != "a test" ||
		len(p.Inputs) != 1 || p.Inputs[0].String() != "pixels uint8 (any, 24, 24, 3)" || len(p.Outputs) != 2 || p.Outputs[0].String() != "features float32 (any, 32)" {
		t.Errorf("%+v %v %v", p.Notes, p.Inputs, p.Outputs)
	}
	if _, err := Parse([]byte("no model")); err == nil {
		t.Error("a text is read as a model")
	}
}

// FuzzRun: whatever the graph, running it ends in results or a sentence.
func FuzzRun(f *testing.F) {
	for _, write := range []func(io.Writer, Model) error{WriteEncoder, WriteReconstructor} {
		f.Add(written(f, tiny(f), write))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		var p *Program
		var err error
		testdata.Bounded(t, len(file), func() { p, err = Parse(file) })
		if err != nil {
			return
		}
		in := map[string]*tensor.Dense{
			"pixels": tensor.New(tensor.WithShape(1, 4, 4, 3), tensor.Of(tensor.Uint8)),
			"noise":  tensor.New(tensor.WithShape(1, 4), tensor.WithBacking([]float32{3, 1, 2, 0})),
		}
		p.most = 1 << 12
		p.Run(context.Background(), in)
	})
}

// tiny is the smallest model that there can be.
func tiny(t testing.TB) Model {
	t.Helper()
	c := micro
	c.ImageSize, c.PatchSize, c.Encoder.Dim, c.Encoder.Depth, c.Encoder.Heads, c.Decoder.Dim, c.Decoder.Heads = 4, 2, 4, 1, 1, 4, 1
	s := weights.NewState()
	for _, spec := range c.Specs() {
		n := 1
		for _, d := range spec.Shape {
			n *= d
		}
		if err := s.AddFloat32(spec.Name, make([]float32, n), spec.Shape...); err != nil {
			t.Fatal(err)
		}
	}
	return Model{Config: c, State: s, Std: [3]float64{1, 1, 1}, Program: "test"}
}
