// Package weights reads named tensors from the files that tools of this field leave
// behind (Open: safetensors, whole or in shards, and PyTorch's .pth) and writes them
// as safetensors, the plain format that every one of these tools understands. Such a
// file is
//
//	bytes 0-7     n, the header's length, little-endian
//	8 .. 8+n      JSON: {"__metadata__": {"k": "v"},
//	                     "norm.bias": {"dtype": "F32", "shape": [768], "data_offsets": [0, 3072]}, ...}
//	8+n ..        the values, little-endian, row by row; offsets count from here
//
// and the offsets cover the values without a gap or an overlap. What the names
// mean is not this package's business.
package weights

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorgonia.org/tensor"
)

// State is a list of named tensors in an order that is kept, and free text
// about them. Its tensors hold float32, float64, int64, int32 or uint8.
type State struct {
	Names   []string
	Tensors map[string]*tensor.Dense
	Meta    map[string]string
	// Empty are the names of tensors without any value. There is nothing in them to read.
	Empty []string
	// Types are what a file calls the types of values that are kept as others, such as int8.
	Types map[string]string
	// Others are the keys of other sets of weights in a checkpoint, such as model_ema, and
	// Taken is that of the set that was read.
	Others []string
	Taken  string

	unmap []func() error // of the files that tensors lie in
}

// Close gives back the files that a state from Open lies in. Its tensors must not
// be used any more. Other states need no Close.
func (s *State) Close() error {
	var errs []error
	for _, unmap := range s.unmap {
		errs = append(errs, unmap())
	}
	s.unmap, s.Tensors = nil, nil
	return errors.Join(errs...)
}

// NewState returns a state without tensors.
func NewState() *State {
	return &State{Tensors: map[string]*tensor.Dense{}, Meta: map[string]string{}}
}

// Add appends a tensor under a name that is not there yet.
func (s *State) Add(name string, t *tensor.Dense) error {
	if _, twice := s.Tensors[name]; twice {
		return fmt.Errorf("the tensor %q is there twice; each name may stand once", name)
	}
	s.Names = append(s.Names, name)
	s.Tensors[name] = t
	return nil
}

// AddFloat32 appends values of a shape; the values are not copied. The shape
// of a single number is empty.
func (s *State) AddFloat32(name string, values []float32, shape ...int) error {
	if n := elements(shape); n != len(values) || n == 0 {
		return fmt.Errorf("the tensor %q has %d values, its shape %v wants %d", name, len(values), shape, n)
	}
	return s.Add(name, dense(shape, values))
}

// Float32 returns the values of a float32 tensor and checks that it has the
// shape. The values are the tensor's own, not a copy.
func (s *State) Float32(name string, shape ...int) ([]float32, error) {
	t, there := s.Tensors[name]
	if !there {
		return nil, fmt.Errorf("there is no tensor named %q", name)
	}
	if !slices.Equal([]int(t.Shape()), shape) {
		return nil, fmt.Errorf("the tensor %q has the shape %v, wanted is %v", name, []int(t.Shape()), shape)
	}
	values, ok := data(t).([]float32)
	if !ok {
		return nil, fmt.Errorf("the tensor %q %w", name, s.notFloat(name))
	}
	return values, nil
}

// notFloat says what a tensor holds instead of float32.
func (s *State) notFloat(name string) error {
	kind := fmt.Sprint(s.Tensors[name].Dtype())
	if short := s.Types[name]; short != "" {
		kind = short
	}
	if strings.Contains(kind, "int") {
		return fmt.Errorf("holds %s, whole numbers, as weights that were quantised do; wanted is float32: give them as they were trained", kind)
	}
	return fmt.Errorf("holds %s, wanted is float32", kind)
}

// Finite refuses tensors of float32 that hold what is no number: a model with one of
// these gives nothing else. Its errors go on after the file's name.
func (s *State) Finite() error {
	for _, name := range s.Names {
		values, _ := s.Tensors[name].Data().([]float32)
		for _, v := range values {
			if v-v != 0 { // as is true of NaN and the infinities alone
				return fmt.Errorf("holds %v in %q, which is no number: its training ran away, or it is damaged", v, name)
			}
		}
	}
	return nil
}

// addRead appends a tensor as a file has it.
func (s *State) addRead(name, dtype string, shape []int, values any) error {
	if kind, kept := map[string]string{"I8": "int8", "I16": "int16"}[dtype]; kept {
		if s.Types == nil {
			s.Types = map[string]string{}
		}
		s.Types[name] = kind
	}
	return s.Add(name, dense(shape, values))
}

func elements(shape []int) int {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return n
}

func dense(shape []int, backing any) *tensor.Dense {
	return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(backing))
}

// data returns a tensor's values as a slice, also those of a single number,
// which the library hands out bare.
func data(t *tensor.Dense) any {
	switch v := t.Data().(type) {
	case float32:
		return []float32{v}
	case float64:
		return []float64{v}
	case int64:
		return []int64{v}
	case int32:
		return []int32{v}
	case uint8:
		return []uint8{v}
	default:
		return v
	}
}
