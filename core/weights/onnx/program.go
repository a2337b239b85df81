// What a file of ONNX says: its graph, and what goes in and comes out.

package onnx

import (
	"errors"
	"fmt"
	"math"
)

// Program is a model as a file holds it, which Run runs.
type Program struct {
	Producer, Version string // of the program that wrote it
	Opset             int
	Inputs, Outputs   []Port
	Notes             map[string]string // metadata

	nodes     []node
	constants []constant
	most      int // values of a tensor
}

// Port is an input or an output.
type Port struct {
	Name  string
	Kind  string // of its values: "float32"
	Shape []int  // -1 where any size will do
}

// node is an operation of a graph.
type node struct {
	name, kind      string
	inputs, results []string
	settings        map[string]any // int, float32 or []int
}

// Parse is File.Program of a file that has its weights in itself.
func Parse(file []byte) (*Program, error) { return (&File{graph: file}).Program() }

// Program reads what a file says. It can be run until Close.
func (f *File) Program() (*Program, error) {
	p := &Program{Notes: map[string]string{}, most: mostValues}
	var graph []byte
	err := each(f.graph, func(number int, sub []byte) error {
		switch number {
		case 2:
			p.Producer = string(sub)
		case 3:
			p.Version = string(sub)
		case 7:
			graph = sub
		case 8:
			return p.addOpset(sub)
		case 14:
			return addNote(p.Notes, sub)
		}
		return nil
	})
	if err == nil && graph == nil {
		err = errors.New("there is no graph in it")
	}
	if err == nil {
		err = each(graph, p.addPart)
	}
	if err != nil {
		return nil, fmt.Errorf("it is no sound ONNX model: %w", err)
	}
	for i := range p.constants {
		if err := f.fetch(&p.constants[i]); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// addOpset takes the version of ONNX's own operations.
func (p *Program) addOpset(b []byte) error {
	var domain string
	var version int
	err := eachField(b, func(number int, value []byte, n uint64) error {
		switch number {
		case 1:
			domain = string(value)
		case 2:
			version = int(n)
		}
		return nil
	})
	if domain == "" {
		p.Opset = version
	}
	return err
}

// addPart takes a part of the graph.
func (p *Program) addPart(number int, b []byte) error {
	switch number {
	case 1:
		n, err := parseNode(b)
		p.nodes = append(p.nodes, n)
		return err
	case 5:
		c, err := parseConstant(b)
		p.constants = append(p.constants, c)
		return err
	case 11:
		port, err := parsePort(b)
		p.Inputs = append(p.Inputs, port)
		return err
	case 12:
		port, err := parsePort(b)
		p.Outputs = append(p.Outputs, port)
		return err
	}
	return nil
}

func parseNode(b []byte) (n node, err error) {
	n.settings = map[string]any{}
	err = each(b, func(number int, value []byte) error {
		switch number {
		case 1:
			n.inputs = append(n.inputs, string(value))
		case 2:
			n.results = append(n.results, string(value))
		case 3:
			n.name = string(value)
		case 4:
			n.kind = string(value)
		case 5:
			return n.addSetting(value)
		}
		return nil
	})
	return n, err
}

// addSetting takes an attribute. Of a kind that is not written here it keeps nothing,
// which is met where the node is run.
func (n *node) addSetting(b []byte) error {
	var name string
	var number int
	var float float32
	list, kind := []int{}, 0
	err := eachField(b, func(field int, value []byte, v uint64) error {
		switch field {
		case 1:
			name = string(value)
		case 2:
			float = math.Float32frombits(uint32(v))
		case 3:
			number = int(v)
		case 8:
			list = append(list, int(v))
		case 20:
			kind = int(v)
		}
		return nil
	})
	n.settings[name] = map[int]any{attributeFloat: float, attributeInt: number, attributeInts: list}[kind]
	return err
}

// kinds are the types of values that models of this program have.
var kinds = map[int]string{typeFloat: "float32", typeUint8: "uint8", typeInt64: "int64"}

// parsePort reads a name, and behind it type.tensor_type, its elem_type and shape.
func parsePort(b []byte) (p Port, err error) {
	var tensor, dims []byte
	err = each(b, func(number int, value []byte) error {
		switch number {
		case 1:
			p.Name = string(value)
		case 2:
			return each(value, func(number int, value []byte) error {
				if number == 1 {
					tensor = value
				}
				return nil
			})
		}
		return nil
	})
	if err != nil {
		return p, err
	}
	err = eachField(tensor, func(number int, value []byte, n uint64) error {
		switch number {
		case 1:
			if p.Kind = kinds[int(n)]; p.Kind == "" {
				p.Kind = fmt.Sprintf("values of type %d", n)
			}
		case 2:
			dims = value
		}
		return nil
	})
	if err != nil {
		return p, err
	}
	return p, each(dims, func(number int, dim []byte) error {
		size := -1
		if number == 1 {
			err = eachField(dim, func(number int, _ []byte, n uint64) error {
				if number == 1 {
					size = int(min(n, math.MaxInt32))
				}
				return nil
			})
			p.Shape = append(p.Shape, size)
		}
		return err
	})
}
