// Values of any shape, and the one idea that most operations on shapes are: the places
// that are read, row by row, are a shape with a step for each of its dimensions.

package onnx

import (
	"fmt"
	"slices"
	"strings"

	"gorgonia.org/tensor"
)

// value is a tensor while a model runs; data is []float32, []int64, []uint8 or []bool.
type value struct {
	shape []int
	data  any
}

// mostValues is how many a tensor may have: more than those of the largest model that a
// file of ONNX can hold, and few enough for the memory of a computer.
const mostValues = 1 << 28

// size is how many values a shape has, at most so many.
func size(shape []int, most int) (int, error) {
	n := 1
	for _, d := range shape {
		if d < 1 || n > most/d {
			return 0, fmt.Errorf("there would be values of the shape %v", shape)
		}
		n *= d
	}
	return n, nil
}

// steps is how far it is from one place to the next of each dimension.
func steps(shape []int) []int {
	all := make([]int, len(shape))
	step := 1
	for i := len(shape) - 1; i >= 0; i-- {
		all[i] = step
		step *= shape[i]
	}
	return all
}

// walk lists the places of a shape with such steps, row by row, from the first on.
func walk(first int, shape, steps []int) []int32 {
	places := []int32{int32(first)}
	for d, n := range shape {
		next := make([]int32, 0, len(places)*n)
		for _, at := range places {
			for k := range n {
				next = append(next, at+int32(k*steps[d]))
			}
		}
		places = next
	}
	return places
}

// pick makes a value of those at places.
func (v value) pick(shape []int, places []int32) value {
	switch d := v.data.(type) {
	case []float32:
		return value{shape, pick(d, places)}
	case []int64:
		return value{shape, pick(d, places)}
	case []uint8:
		return value{shape, pick(d, places)}
	}
	return value{shape, pick(v.data.([]bool), places)}
}

func pick[T any](from []T, places []int32) []T {
	to := make([]T, len(places))
	for i, at := range places {
		to[i] = from[at]
	}
	return to
}

// over repeats v to a larger shape, which broadcast found.
func (v value) over(shape []int) value {
	if slices.Equal(v.shape, shape) {
		return v
	}
	own, by := steps(v.shape), make([]int, len(shape))
	for i := range v.shape {
		if v.shape[i] > 1 {
			by[len(shape)-len(v.shape)+i] = own[i]
		}
	}
	return v.pick(shape, walk(0, shape, by))
}

// broadcast is the shape that values of these shapes have together: from the last
// dimension on each is alike, or 1 and repeated.
func (c *call) broadcast(shapes ...[]int) (all []int, err error) {
	for _, s := range shapes {
		for len(all) < len(s) {
			all = append([]int{1}, all...)
		}
	}
	for _, s := range shapes {
		for i, n := range s {
			to := &all[len(all)-len(s)+i]
			if *to != n && *to != 1 && n != 1 {
				return nil, fmt.Errorf("values of the shapes %v do not go together", shapes)
			}
			*to = max(*to, n)
		}
	}
	_, err = size(all, c.most)
	return all, err
}

// kind is the type of its values, as ports say it.
func (v value) kind() string {
	switch v.data.(type) {
	case []float32:
		return "float32"
	case []int64:
		return "int64"
	case []uint8:
		return "uint8"
	}
	return "bool"
}

func (p Port) String() string {
	list := strings.Trim(strings.ReplaceAll(fmt.Sprint(p.Shape), " ", ", "), "[]")
	return fmt.Sprintf("%s %s (%s)", p.Name, p.Kind, strings.ReplaceAll(list, "-1", "any"))
}

// fits tells whether an input or an output may be v.
func (p Port) fits(v value) bool {
	return p.Kind == v.kind() && slices.EqualFunc(p.Shape, v.shape, func(want, have int) bool { return want == have || want < 0 })
}

// valueOf takes a tensor that is given to a model.
func valueOf(t *tensor.Dense) (value, error) {
	v := value{slices.Clone([]int(t.Shape())), t.Data()}
	n, err := size(v.shape, mostValues)
	if err != nil {
		return v, err
	}
	have := -1
	switch d := v.data.(type) {
	case []float32:
		have = len(d)
	case []uint8:
		have = len(d)
	}
	if have != n {
		return v, fmt.Errorf("a model takes no %v of the shape %v", t.Dtype(), v.shape)
	}
	return v, nil
}

func (v value) tensor() *tensor.Dense {
	return tensor.New(tensor.WithShape(v.shape...), tensor.WithBacking(v.data))
}
