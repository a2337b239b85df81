package onnx

import (
	"fmt"
	"math"
	"slices"

	"maestudio/core/weights"
)

// graph is a model while it is put together. What goes wrong is kept, and ends it.
type graph struct {
	state  *weights.State
	file   string           // in which its weights lie, "" where they are its own
	places map[string]int64 // where in it

	nodes, constants, inputs, outputs message
	count                             int
	used                              map[string]string // weights that are constants, by the name of their transposed
	err                               error
}

func newGraph(m Model) *graph {
	g := &graph{state: m.State, file: m.Beside, used: map[string]string{}}
	if g.file != "" {
		g.places = m.places()
	}
	return g
}

// The numbers of ONNX's fields and types (onnx.proto, IR version 8).
const (
	typeFloat = 1
	typeUint8 = 2
	typeInt64 = 7

	attributeFloat = 1
	attributeInt   = 2
	attributeInts  = 7
)

// attribute is a named setting of a node: an int, a float32 or []int.
type attribute struct {
	name  string
	value any
}

func (a attribute) message() (m message) {
	m.text(1, a.name)
	switch v := a.value.(type) {
	case int:
		m.number(3, int64(v))
		m.number(20, attributeInt)
	case float32:
		m.float(2, v)
		m.number(20, attributeFloat)
	case []int:
		for _, n := range v {
			m.number(8, int64(n))
		}
		m.number(20, attributeInts)
	}
	return m
}

// op adds a node and returns the name of its result.
func (g *graph) op(kind string, inputs []string, attributes ...attribute) string {
	g.count++
	result := fmt.Sprintf("%s_%d", kind, g.count)
	g.node(kind, inputs, []string{result}, attributes...)
	return result
}

func (g *graph) node(kind string, inputs, results []string, attributes ...attribute) {
	var n message
	for _, in := range inputs {
		n.text(1, in)
	}
	for _, out := range results {
		n.text(2, out)
	}
	n.text(3, fmt.Sprintf("%s %s", kind, results[0]))
	n.text(4, kind)
	for _, a := range attributes {
		n.message(5, a.message())
	}
	g.nodes.message(1, n)
}

// numbers adds whole numbers as a constant; a single one without dimensions where
// none are wanted.
func (g *graph) numbers(list ...int64) string { return g.wholes([]int{len(list)}, list) }
func (g *graph) scalar(n int64) string        { return g.wholes(nil, []int64{n}) }

func (g *graph) wholes(shape []int, list []int64) string {
	g.count++
	name := fmt.Sprintf("constant_%d", g.count)
	var t message
	for _, d := range shape {
		t.number(1, int64(d))
	}
	t.number(2, typeInt64)
	for _, n := range list {
		t.number(7, n)
	}
	t.text(8, name)
	g.constants.message(5, t)
	return name
}

// floats adds numbers as a constant; without a shape it is a single one.
func (g *graph) floats(shape []int, values ...float32) string {
	g.count++
	name := fmt.Sprintf("constant_%d", g.count)
	g.constant(name, shape, values)
	return name
}

func (g *graph) constant(name string, shape []int, values []float32) {
	var t message
	for _, d := range shape {
		t.number(1, int64(d))
	}
	t.number(2, typeFloat)
	t.text(8, name)
	t.floats(9, values)
	g.constants.message(5, t)
}

// weight adds a parameter under its own name, bit for bit, or where it lies.
func (g *graph) weight(name string) string {
	if _, there := g.used[name]; there {
		return name
	}
	g.used[name] = ""
	t, there := g.state.Tensors[name]
	if !there {
		g.fail(fmt.Errorf("the model has no %q", name))
		return name
	}
	shape := slices.Clone([]int(t.Shape()))
	values, err := g.state.Float32(name, shape...)
	g.fail(err)
	if g.file != "" {
		g.beside(name, shape, len(values))
	} else {
		g.constant(name, shape, values)
	}
	return name
}

func (g *graph) fail(err error) {
	if g.err == nil {
		g.err = err
	}
}

// transposed is a weight (out, in) as (in, out); programs that run the model do that
// once, when they load it.
func (g *graph) transposed(name string) string {
	weight := g.weight(name)
	if g.used[name] == "" {
		g.used[name] = g.op("Transpose", []string{weight}, attribute{"perm", []int{1, 0}})
	}
	return g.used[name]
}

// batch is the name of a dimension of any size.
const batch = "batch"

// describe says what an input or an output is; -1 stands for batch.
func describe(name string, kind int, shape ...int) (v message) {
	var dims, tensor, outer message
	for _, d := range shape {
		var dim message
		if d < 0 {
			dim.text(2, batch)
		} else {
			dim.number(1, int64(d))
		}
		dims.message(1, dim)
	}
	tensor.number(1, int64(kind))
	tensor.message(2, dims)
	outer.message(1, tensor)
	v.text(1, name)
	v.message(2, outer)
	return v
}

func (g *graph) input(name string, kind int, shape ...int) string {
	g.inputs.message(11, describe(name, kind, shape...))
	return name
}

// output gives a result its own name.
func (g *graph) output(name, result string, kind int, shape ...int) {
	g.node("Identity", []string{result}, []string{name})
	g.outputs.message(12, describe(name, kind, shape...))
}

// Shorthands for what models are made of.

func (g *graph) add(a, b string) string { return g.op("Add", []string{a, b}) }
func (g *graph) mul(a, b string) string { return g.op("Mul", []string{a, b}) }

func (g *graph) reshape(x string, shape ...int64) string {
	return g.op("Reshape", []string{x, g.numbers(shape...)})
}

func (g *graph) transpose(x string, order ...int) string {
	return g.op("Transpose", []string{x}, attribute{"perm", order})
}

func (g *graph) concat(axis int, parts ...string) string {
	return g.op("Concat", parts, attribute{"axis", axis})
}

// slice takes from..to of an axis; to may be the largest number.
func (g *graph) slice(x string, axis, from, to int64) string {
	return g.op("Slice", []string{x, g.numbers(from), g.numbers(to), g.numbers(axis)})
}

const end = math.MaxInt64

// at takes one index of an axis, which is gone then.
func (g *graph) at(x string, axis int, index int64) string {
	return g.op("Gather", []string{x, g.scalar(index)}, attribute{"axis", axis})
}

// expand repeats x to (batch, more...). of is a value whose first dimension is batch.
func (g *graph) expand(x, of string, more ...int64) string {
	size := g.op("Slice", []string{g.op("Shape", []string{of}), g.numbers(0), g.numbers(1)})
	return g.op("Expand", []string{x, g.concat(0, size, g.numbers(more...))})
}
