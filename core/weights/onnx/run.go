// Running a graph: plain code that does what the operations of ONNX say, for those that
// this package writes. It is there to show that an exported file is right, by itself and
// not by the model that it was made of.

package onnx

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gorgonia.org/tensor"
)

// operator is how a kind of node is run.
type operator struct {
	// takes has a letter for each input: f float32, i int64, u uint8, * anything. Behind
	// a ? they may be missing; + is any number of those before it.
	takes    string
	settings string // which each has to have, and no others: "axis keepdims"
	run      func(c *call) ([]value, error)
}

// call is a node with its inputs, which have the types that its operator takes.
type call struct {
	node
	in   []value
	most int // values of a result
}

// Run gives what the model makes of its inputs, by the names of its outputs. It stops
// when ctx is done.
func (p *Program) Run(ctx context.Context, inputs map[string]*tensor.Dense) (map[string]*tensor.Dense, error) {
	if p.Opset != Opset {
		return nil, fmt.Errorf("its operations are those of opset %d, and %d is run here", p.Opset, Opset)
	}
	values, err := p.given(inputs)
	if err != nil {
		return nil, err
	}
	last := p.lastUses()
	for i, n := range p.nodes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := n.run(values, p.most); err != nil {
			return nil, fmt.Errorf("its node %q, a %s, cannot be run: %w", n.name, n.kind, err)
		}
		for _, name := range n.inputs {
			if last[name] == i {
				delete(values, name)
			}
		}
	}
	results := map[string]*tensor.Dense{}
	for _, port := range p.Outputs {
		v, there := values[port.Name]
		if !there || !port.fits(v) {
			return nil, fmt.Errorf("its output %q is said to be %s %v, and is %s %v", port.Name, port.Kind, port.Shape, v.kind(), v.shape)
		}
		results[port.Name] = v.tensor()
	}
	return results, nil
}

// given are the inputs and the constants.
func (p *Program) given(inputs map[string]*tensor.Dense) (map[string]value, error) {
	values := map[string]value{}
	for _, c := range p.constants {
		v, err := c.value()
		if err != nil {
			return nil, err
		}
		values[c.name] = v
	}
	for _, port := range p.Inputs {
		t, there := inputs[port.Name]
		if !there {
			return nil, fmt.Errorf("it wants an input %q, which there is none for", port.Name)
		}
		v, err := valueOf(t)
		if err != nil {
			return nil, err
		}
		if !port.fits(v) {
			return nil, fmt.Errorf("its input %q takes %s %v, and it is given %s %v", port.Name, port.Kind, port.Shape, v.kind(), v.shape)
		}
		values[port.Name] = v
	}
	return values, nil
}

func (c constant) value() (value, error) {
	switch c.kind {
	case typeFloat:
		list, err := c.floats()
		return value{c.shape, list}, err
	case typeInt64:
		if n, err := c.size(len(c.list)); err != nil || n != len(c.list) {
			return value{}, c.misfit()
		}
		return value{c.shape, c.list}, nil
	}
	return value{}, fmt.Errorf("its constant %q has values of type %d, which are not read here", c.name, c.kind)
}

// lastUses tells behind which node a value is needed no more.
func (p *Program) lastUses() map[string]int {
	last := map[string]int{}
	for i, n := range p.nodes {
		for _, name := range n.inputs {
			last[name] = i
		}
	}
	for _, port := range p.Outputs {
		delete(last, port.Name)
	}
	return last
}

// run puts the results of a node to the values.
func (n node) run(values map[string]value, most int) error {
	o, known := operators[n.kind]
	if !known {
		return fmt.Errorf("%q is none of the operators that this program writes", n.kind)
	}
	if have := strings.Join(slices.Sorted(maps.Keys(n.settings)), " "); have != o.settings {
		return fmt.Errorf("it has the attributes %q, and should have %q", have, o.settings)
	}
	c := &call{node: n, most: most}
	for _, name := range n.inputs {
		v, there := values[name]
		if !there {
			return fmt.Errorf("nothing before it gives %q", name)
		}
		c.in = append(c.in, v)
	}
	if !o.accepts(c.in) {
		return fmt.Errorf("it does not take %s", kindsOf(c.in))
	}
	results, err := o.run(c)
	if err != nil {
		return err
	}
	if len(results) != len(n.results) {
		return fmt.Errorf("it gives %d results, and %d are wanted", len(results), len(n.results))
	}
	for i, name := range n.results {
		if _, twice := values[name]; twice {
			return fmt.Errorf("its result %q is there already", name)
		}
		values[name] = results[i]
	}
	return nil
}

// accepts tells whether inputs have the number and the types that are taken.
func (o operator) accepts(in []value) bool {
	takes, many := strings.CutSuffix(o.takes, "+")
	needed, more, _ := strings.Cut(takes, "?")
	all := needed + more
	if len(in) < len(needed) || len(in) > len(all) && !many {
		return false
	}
	for i, v := range in {
		want := all[min(i, len(all)-1)]
		if want != '*' && want != v.kind()[0] {
			return false
		}
	}
	return true
}

func kindsOf(in []value) string {
	var list []string
	for _, v := range in {
		list = append(list, fmt.Sprintf("%s %v", v.kind(), v.shape))
	}
	return strings.Join(list, ", ")
}

// Settings, whose presence is known; what they are is not.

var errSetting = fmt.Errorf("an attribute of it is of another type than it should be")

func (c *call) number(name string) (int, error) {
	n, ok := c.settings[name].(int)
	if !ok {
		return 0, errSetting
	}
	return n, nil
}

// axis is a dimension of the first input, counted from the last one where it is less
// than 0.
func (c *call) axis(n, dims int) (int, error) {
	if n < 0 {
		n += dims
	}
	if n < 0 || n >= dims {
		return 0, fmt.Errorf("it wants dimension %d of %v", n, c.in[0].shape)
	}
	return n, nil
}

// axisOf is the setting axis as a dimension of the first input.
func (c *call) axisOf() (int, error) {
	n, err := c.number("axis")
	if err != nil {
		return 0, err
	}
	return c.axis(n, len(c.in[0].shape))
}

// one is an input that is a single whole number.
func (c *call) one(i int) (int, error) {
	list := c.in[i].data.([]int64)
	if len(list) != 1 {
		return 0, fmt.Errorf("it wants a single number where there is %v", c.in[i].shape)
	}
	return int(list[0]), nil
}
