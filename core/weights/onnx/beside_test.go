package onnx

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"maestudio/core/internal/testdata"
	"maestudio/core/weights"
)

const data = "model.onnx.data"

// onDisk writes a model whose weights lie beside it, and returns the path of the graph.
func (s *sample) onDisk(t *testing.T, write func(io.Writer, Model) error) string {
	t.Helper()
	dir := t.TempDir()
	s.Beside = data
	for name, write := range map[string]func(io.Writer, Model) error{"model.onnx": write, data: WriteBeside} {
		if err := os.WriteFile(filepath.Join(dir, name), written(t, s.Model, write), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "model.onnx")
}

// ONNX Runtime finds the weights beside the graph.
func TestBesideInONNXRuntime(t *testing.T) {
	s := newSample(t, micro)
	s.Beside = data
	features, err := s.model(t).Features(s.images)
	if err != nil {
		t.Fatal(err)
	}
	redrawn, err := s.model(t).Redraw(s.images, s.noise)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, s.onnxRuntime(t, WriteEncoder), "features", features, 1e-5)
	compare(t, s.onnxRuntime(t, WriteReconstructor), "pred", redrawn.Pred, 1e-5)
}

// What lies beside a graph comes back bit by bit, each tensor from where a page of memory
// begins, and the graph gives what it gives with its weights in itself.
func TestBesideComesBack(t *testing.T) {
	s := newSample(t, micro)
	want, err := s.run(written(t, s.Model, WriteReconstructor))
	if err != nil {
		t.Fatal(err)
	}
	file, err := Open(s.onDisk(t, WriteReconstructor))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got, err := file.Weights()
	if err != nil || len(got.Names) != len(s.State.Names) || got.Meta["about"] != "a test" {
		t.Fatalf("%d tensors, %v, %v", len(got.Names), got.Meta, err)
	}
	for _, name := range s.State.Names {
		if !slices.Equal(s.State.Tensors[name].Data().([]float32), got.Tensors[name].Data().([]float32)) {
			t.Errorf("%s has other values", name)
		}
		if at := s.places()[name]; at%4096 != 0 {
			t.Errorf("%s begins at byte %d", name, at)
		}
	}
	p, err := file.Program()
	if err != nil {
		t.Fatal(err)
	}
	all, err := p.Run(context.Background(), s.inputs())
	if err != nil {
		t.Fatal(err)
	}
	if off := furthest(t, all["pred"], want["pred"]); !(off < 1e-5) { // sums depend on where numbers lie
		t.Errorf("it is off by %v", off)
	}
	if graph := written(t, s.Model, WriteReconstructor); len(graph) > 100_000 || file.Size() < 4*int64(len(graph)) {
		t.Errorf("the graph has %d bytes, all of it %d", len(graph), file.Size())
	}
}

// A file beside the graph that is not there, too short or elsewhere is named in a sentence,
// and so is a place that is none.
func TestBesideRefuses(t *testing.T) {
	s := newSample(t, micro)
	path := s.onDisk(t, WriteEncoder)
	graph, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	beside := filepath.Join(filepath.Dir(path), data)
	whole, err := os.ReadFile(beside)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := func(old, new string) func() error {
		return func() error { return os.WriteFile(path, damaged(t, graph, old, new, 0), 0o666) }
	}
	for name, c := range map[string]struct {
		do   func() error
		says string
	}{
		"a path out of the folder": {elsewhere(data, "../../etc/hosts"), `is in "../../etc/hosts", which does not lie beside it`},
		"a path from the root":     {elsewhere(data, "/etc/./hostname"), `is in "/etc/./hostname", which does not lie beside it`},
		"a path below":             {elsewhere(data, "below/onnx.data"), "which does not lie beside it"},
		"another name":             {elsewhere(data, "model.onnx.dat2"), "its weights are in model.onnx.dat2, which has to lie beside it: "},
		"a place far behind":       {elsewhere("offset\x12\x044096", "offset\x12\x049E96"), `at byte "9E96" of model.onnx.data, which is no number`},
		"an absent file":           {func() error { return os.Remove(beside) }, "its weights are in model.onnx.data, which has to lie beside it: "},
		"an empty file":            {func() error { return os.Truncate(beside, 0) }, "of model.onnx.data on, which has 0: that is cut short"},
		"half a file":              {func() error { return os.Truncate(beside, int64(len(whole)/2)) }, "that is cut short, or of another model"},
		"a folder":                 {func() error { os.Remove(beside); return os.Mkdir(beside, 0o777) }, "its weights are in model.onnx.data"},
	} {
		os.Remove(beside)
		if err := os.WriteFile(beside, whole, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, graph, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := c.do(); err != nil {
			t.Fatal(err)
		}
		file, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.Program(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want a sentence with %q", name, err, c.says)
		}
		if _, err := file.Weights(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: its weights: got %v, want a sentence with %q", name, err, c.says)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := Parse(graph); err == nil || !strings.Contains(err.Error(), `its weights are in "model.onnx.data", and it stands alone`) {
		t.Errorf("alone it says %v", err)
	}
}

// Places that overflow, or are no numbers, are none.
func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		from, length string
		want         int // bytes, -1 where it is refused
	}{
		{"", "", 100}, {"0", "100", 100}, {"60", "", 40}, {"60", "40", 40}, {"100", "0", 0}, {"100", "", 0},
		{"101", "", -1}, {"60", "41", -1}, {"101", "0", -1}, {"9223372036854775807", "9223372036854775807", -1}, {"0", "9223372036854775808", -1},
		{"18446744073709551615", "2", -1}, {"-1", "2", -1}, {"0x10", "2", -1}, {"1e1", "2", -1}, {"4 ", "2", -1},
	} {
		got, err := (&place{file: data, from: c.from, length: c.length}).cut(make([]byte, 100))
		if (err != nil) != (c.want < 0) || err == nil && len(got) != c.want {
			t.Errorf("%q and %q: %d bytes, %v", c.from, c.length, len(got), err)
		}
	}
}

// Neither writing nor reading takes a second copy of the weights.
func TestBesideIsNotCopied(t *testing.T) {
	const values = 8 << 20
	s := weights.NewState()
	for i := range 2 {
		if err := s.AddFloat32(fmt.Sprint("x", i), make([]float32, values), 8<<10, 1<<10); err != nil {
			t.Fatal(err)
		}
	}
	m := Model{State: s, Beside: data}
	path := filepath.Join(t.TempDir(), "model.onnx")
	var graph []byte
	write := func() {
		graph = constantsOf(m)
		f, err := os.Create(filepath.Join(filepath.Dir(path), data))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := WriteBeside(f, m); err != nil {
			t.Fatal(err)
		}
	}
	if n := taken(write); n > 1<<20 {
		t.Errorf("writing %d bytes takes %d", 8*values, n)
	}
	if err := os.WriteFile(path, graph, 0o666); err != nil {
		t.Fatal(err)
	}
	n := taken(func() {
		file, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if got, err := file.Weights(); err != nil || len(got.Names) != 2 {
			t.Fatalf("%v, %v", got, err)
		}
	})
	if n > 1<<20 {
		t.Errorf("reading %d bytes takes %d", 8*values, n)
	}
}

// constantsOf is a file that has a model's weights and no graph.
func constantsOf(m Model) []byte {
	g := newGraph(m)
	for _, name := range m.State.Names {
		g.weight(name)
	}
	var whole message
	var file bytes.Buffer
	whole.message(7, g.constants)
	whole.writeTo(&file)
	return file.Bytes()
}

// taken is how much memory f takes.
func taken(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// FuzzBeside: whatever the graph and what lies beside it, reading ends in weights or a
// sentence.
func FuzzBeside(f *testing.F) {
	s := weights.NewState()
	if err := s.AddFloat32("a", []float32{1, 2}, 2); err != nil {
		f.Fatal(err)
	}
	m := Model{State: s, Beside: data} // small, so that many are tried
	f.Add(constantsOf(m), written(f, m, WriteBeside))
	f.Fuzz(func(t *testing.T, graph, values []byte) {
		file := &File{graph: graph, beside: map[string][]byte{data: values}}
		var s *weights.State
		var err error
		testdata.Bounded(t, len(graph)+len(values), func() { s, err = file.Weights() })
		if err == nil && len(s.Names) == 0 {
			t.Error("no weights were read as some")
		}
		testdata.Bounded(t, len(graph)+len(values), func() { file.Program() })
	})
}
