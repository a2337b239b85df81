// Package goldens opens the numbers of the reference implementation (PyTorch)
// and compares with them, for the tests of core/. A golden file lies in
// shared/goldens; how far a result may be from it stands in tolerances.json
// there, and its README says what each tensor is.
//
//	g := goldens.Open(t, "mae_tiny_io.safetensors")
//	images := g.Float32("images")
//	...
//	g.Compare(t, "latent", latent)   // fails when too far, logs how far
package goldens

import (
	"slices"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/core/internal/testdata"
	"maestudio/core/weights"
)

// File is a golden file and its bounds.
type File struct {
	t      testing.TB
	name   string
	state  *weights.State
	bounds func(tensor string) Bounds
}

// Open reads a golden file. Where the goldens are not there the test is skipped
// (see testdata.Shared). Whatever is wrong with the file later fails t.
func Open(t testing.TB, name string) *File {
	t.Helper()
	state, err := weights.ReadFile(testdata.Shared(t, "goldens/"+name))
	if err != nil {
		t.Fatal(err)
	}
	return &File{t: t, name: name, state: state, bounds: readBounds(t, name)}
}

// State is all that the file holds.
func (f *File) State() *weights.State { return f.state }

// Names lists the tensors in the file's order.
func (f *File) Names() []string { return f.state.Names }

// Has tells whether there is a tensor of that name.
func (f *File) Has(name string) bool {
	_, there := f.state.Tensors[name]
	return there
}

// Tensor returns a tensor; the test ends where there is none.
func (f *File) Tensor(name string) *tensor.Dense {
	f.t.Helper()
	t, there := f.state.Tensors[name]
	if !there {
		f.t.Fatalf("%s holds no %q", f.name, name)
	}
	return t
}

// Shape of a tensor.
func (f *File) Shape(name string) []int {
	f.t.Helper()
	return slices.Clone([]int(f.Tensor(name).Shape()))
}

// Float32 is the values of a float32 tensor.
func (f *File) Float32(name string) []float32 {
	f.t.Helper()
	return values[float32](f, name)
}

// Float64 is the values of a float64 tensor: rates and losses.
func (f *File) Float64(name string) []float64 {
	f.t.Helper()
	return values[float64](f, name)
}

// Int32 is the values of an int64 tensor, which all fit: places of patches.
func (f *File) Int32(name string) []int32 {
	f.t.Helper()
	var small []int32
	for _, v := range values[int64](f, name) {
		small = append(small, int32(v))
	}
	return small
}

// values is the numbers of a tensor, also of one that is a single number.
func values[T any](f *File, name string) []T {
	f.t.Helper()
	switch data := f.Tensor(name).Data().(type) {
	case []T:
		return data
	case T:
		return []T{data}
	}
	f.t.Fatalf("%s: %q holds %v, which is not what the test reads", f.name, name, f.Tensor(name).Dtype())
	return nil
}
