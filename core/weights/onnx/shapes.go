// Operators that move values and leave them as they are.

package onnx

import (
	"cmp"
	"fmt"
	"slices"
)

func transpose(c *call) ([]value, error) {
	x := c.in[0]
	order, ok := c.settings["perm"].([]int)
	if sorted := slices.Sorted(slices.Values(order)); !ok || len(order) != len(x.shape) || slices.ContainsFunc(sorted, func(d int) bool { return d < 0 || d >= len(sorted) || sorted[d] != d }) {
		return nil, fmt.Errorf("%v is no order of the dimensions of %v", order, x.shape)
	}
	own := steps(x.shape)
	var shape, by []int
	for _, d := range order {
		shape, by = append(shape, x.shape[d]), append(by, own[d])
	}
	return []value{x.pick(shape, walk(0, shape, by))}, nil
}

// reshape takes a shape in which 0 is the dimension as it was.
func reshape(c *call) ([]value, error) {
	x := c.in[0]
	var shape []int
	for i, n := range c.in[1].data.([]int64) {
		if n == 0 && i < len(x.shape) {
			n = int64(x.shape[i])
		}
		shape = append(shape, int(n))
	}
	was, err := size(x.shape, c.most)
	if err != nil {
		return nil, err
	}
	if n, err := size(shape, c.most); err != nil || n != was {
		return nil, fmt.Errorf("%v cannot be given the shape %v", x.shape, c.in[1].data)
	}
	return []value{{shape, x.data}}, nil
}

func unsqueeze(c *call) ([]value, error) {
	at, err := c.one(1)
	if err != nil {
		return nil, err
	}
	if at, err = c.axis(at, len(c.in[0].shape)+1); err != nil {
		return nil, err
	}
	return []value{{slices.Insert(slices.Clone(c.in[0].shape), at, 1), c.in[0].data}}, nil
}

// slice takes from..to of one dimension, the first where none is named; both are
// counted from the end where they are less than 0.
func slice(c *call) ([]value, error) {
	x := c.in[0]
	from, err := c.one(1)
	if err != nil {
		return nil, err
	}
	to, err := c.one(2)
	if err != nil {
		return nil, err
	}
	axis := 0
	if len(c.in) > 3 {
		if axis, err = c.one(3); err != nil {
			return nil, err
		}
	}
	if axis, err = c.axis(axis, len(x.shape)); err != nil {
		return nil, err
	}
	n := x.shape[axis]
	inside := func(at int) int {
		if at < 0 {
			at += n
		}
		return min(max(0, at), n)
	}
	from, to = inside(from), inside(to)
	if from >= to {
		return nil, fmt.Errorf("nothing is left of %v", x.shape)
	}
	shape, own := slices.Clone(x.shape), steps(x.shape)
	shape[axis] = to - from
	return []value{x.pick(shape, walk(from*own[axis], shape, own))}, nil
}

// gather takes one index of a dimension, which is gone then.
func gather(c *call) ([]value, error) {
	x := c.in[0]
	axis, err := c.axisOf()
	if err != nil {
		return nil, err
	}
	at, err := c.one(1)
	if err != nil {
		return nil, err
	}
	if len(c.in[1].shape) != 0 || at < 0 || at >= x.shape[axis] {
		return nil, fmt.Errorf("there is no index %d in dimension %d of %v", at, axis, x.shape)
	}
	own := steps(x.shape)
	first := at * own[axis]
	shape := slices.Delete(slices.Clone(x.shape), axis, axis+1)
	return []value{x.pick(shape, walk(first, shape, slices.Delete(own, axis, axis+1)))}, nil
}

// gatherElements takes for each place the value whose index in a dimension is there.
func gatherElements(c *call) ([]value, error) {
	x, ids := c.in[0], c.in[1]
	axis, err := c.axisOf()
	if err != nil {
		return nil, err
	}
	fits := len(ids.shape) == len(x.shape)
	for d := 0; fits && d < len(x.shape); d++ {
		fits = d == axis || ids.shape[d] <= x.shape[d]
	}
	if !fits {
		return nil, fmt.Errorf("indices %v do not go with %v", ids.shape, x.shape)
	}
	by := steps(x.shape)
	step := by[axis]
	by[axis] = 0
	places := walk(0, ids.shape, by)
	for i, id := range ids.data.([]int64) {
		if id < 0 || id >= int64(x.shape[axis]) {
			return nil, fmt.Errorf("there is no index %d in dimension %d of %v", id, axis, x.shape)
		}
		places[i] += int32(int(id) * step)
	}
	return []value{x.pick(ids.shape, places)}, nil
}

func expand(c *call) ([]value, error) {
	var wanted []int
	for _, n := range c.in[1].data.([]int64) {
		wanted = append(wanted, int(n))
	}
	if _, err := size(wanted, c.most); err != nil {
		return nil, err
	}
	shape, err := c.broadcast(c.in[0].shape, wanted)
	if err != nil {
		return nil, err
	}
	return []value{c.in[0].over(shape)}, nil
}

func shapeOf(c *call) ([]value, error) {
	var list []int64
	for _, n := range c.in[0].shape {
		list = append(list, int64(n))
	}
	if list == nil {
		return nil, fmt.Errorf("a single number has no shape")
	}
	return []value{{[]int{len(list)}, list}}, nil
}

func concat(c *call) ([]value, error) {
	axis, err := c.axisOf()
	if err != nil {
		return nil, err
	}
	shape := slices.Clone(c.in[0].shape)
	shape[axis] = 0
	for _, x := range c.in {
		if x.kind() != c.in[0].kind() || len(x.shape) != len(shape) || !slices.Equal(x.shape[:axis], shape[:axis]) || !slices.Equal(x.shape[axis+1:], shape[axis+1:]) {
			return nil, fmt.Errorf("%s cannot be put together", kindsOf(c.in))
		}
		shape[axis] += x.shape[axis]
	}
	n, err := size(shape, c.most)
	if err != nil {
		return nil, err
	}
	switch c.in[0].data.(type) {
	case []float32:
		return []value{{shape, join[float32](c.in, axis, n)}}, nil
	case []int64:
		return []value{{shape, join[int64](c.in, axis, n)}}, nil
	}
	return nil, fmt.Errorf("values of %s are not put together here", c.in[0].kind())
}

// join writes n values: for all before the dimension the rows of each part in turn.
func join[T any](parts []value, axis, n int) []T {
	all := make([]T, 0, n)
	for row := 0; len(all) < n; row++ {
		for _, p := range parts {
			length := steps(p.shape)[axis] * p.shape[axis]
			all = append(all, p.data.([]T)[row*length:][:length]...)
		}
	}
	return all
}

// topK sorts the rows of (rows, n), the smallest first and of equal ones the first, and
// says where they stood.
func topK(c *call) ([]value, error) {
	x := c.in[0]
	k, err := c.one(1)
	if err != nil {
		return nil, err
	}
	axis, err := c.axisOf()
	if err != nil {
		return nil, err
	}
	if len(x.shape) != 2 || axis != 1 || k != x.shape[1] || c.settings["largest"] != 0 || c.settings["sorted"] != 1 {
		return nil, fmt.Errorf("only whole rows of %v are sorted here, the smallest first", x.shape)
	}
	var places []int64
	switch d := x.data.(type) {
	case []float32:
		places = order(d, k)
	case []int64:
		places = order(d, k)
	default:
		return nil, fmt.Errorf("values of %s are not sorted here", x.kind())
	}
	at := make([]int32, len(places))
	for i, p := range places {
		at[i] = int32(i/k*k) + int32(p)
	}
	return []value{x.pick(x.shape, at), {x.shape, places}}, nil
}

func order[T cmp.Ordered](values []T, k int) []int64 {
	places := make([]int64, len(values))
	for from := 0; from < len(values); from += k {
		row, at := values[from:from+k], places[from:from+k]
		for i := range at {
			at[i] = int64(i)
		}
		slices.SortStableFunc(at, func(a, b int64) int { return cmp.Compare(row[a], row[b]) })
	}
	return places
}
