// Reading back the weights that were written.

package onnx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"gorgonia.org/tensor"

	"maestudio/core/weights"
)

// Weights is File.Weights of a file that has them in itself.
func Weights(file []byte) (*weights.State, error) { return (&File{graph: file}).Weights() }

// Weights returns the parameters and the metadata of a file that this package wrote. The
// tensors lie in it where the processor takes them from there, until Close; beside these
// it takes no more memory than a small multiple of the file's size.
func (f *File) Weights() (*weights.State, error) {
	s := weights.NewState()
	err := each(f.graph, func(number int, sub []byte) error {
		switch number {
		case 7:
			return each(sub, func(number int, constant []byte) error {
				if number != 5 {
					return nil
				}
				return f.addConstant(s, constant)
			})
		case 14:
			return addNote(s.Meta, sub)
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("it is no sound ONNX model: %w", err)
	case len(s.Names) == 0:
		return nil, errors.New("it is no ONNX model of this program: there are no weights in it")
	}
	return s, nil
}

var errCut = errors.New("it was cut off or is damaged")

// each calls f for every field of a message; the value is that of bytes, and nil for
// numbers.
func each(b []byte, f func(number int, value []byte) error) error {
	return eachField(b, func(number int, value []byte, _ uint64) error {
		if value == nil {
			return nil
		}
		return f(number, value)
	})
}

func eachField(b []byte, f func(number int, value []byte, n uint64) error) error {
	for len(b) > 0 {
		key, length := binary.Uvarint(b)
		if length <= 0 {
			return errCut
		}
		b = b[length:]
		value, n, used, err := fieldValue(b, int(key&7))
		if err != nil {
			return err
		}
		b = b[used:]
		if err := f(int(key>>3), value, n); err != nil {
			return err
		}
	}
	return nil
}

func fieldValue(b []byte, wire int) (value []byte, n uint64, used int, err error) {
	switch wire {
	case wireVarint:
		n, used = binary.Uvarint(b)
		if used <= 0 {
			return nil, 0, 0, errCut
		}
		return nil, n, used, nil
	case wireFixed4:
		if len(b) < 4 {
			return nil, 0, 0, errCut
		}
		return nil, uint64(binary.LittleEndian.Uint32(b)), 4, nil
	case wireBytes:
		n, used = binary.Uvarint(b)
		if used <= 0 || n > uint64(len(b)-used) {
			return nil, 0, 0, errCut
		}
		return b[used : used+int(n) : used+int(n)], 0, used + int(n), nil
	}
	return nil, 0, 0, errCut
}

// constant is a tensor of a graph: a parameter, or a number of its own.
type constant struct {
	name  string
	kind  int // typeFloat or typeInt64
	shape []int
	raw   []byte  // of floats
	list  []int64 // of whole numbers
	at    *place  // of floats that lie elsewhere
}

// parseConstant reads one without its values' sizes being believed.
func parseConstant(b []byte) (c constant, err error) {
	err = eachField(b, func(number int, value []byte, n uint64) error {
		switch number {
		case 1:
			if n < 1 || n > mostValues || len(c.shape) > 8 {
				return errCut
			}
			c.shape = append(c.shape, int(n))
		case 2:
			c.kind = int(n)
		case 7:
			c.list = append(c.list, int64(n))
		case 8:
			c.name = string(value)
		case 9:
			c.raw = value
		case fieldBeside:
			if c.at == nil {
				c.at = &place{}
			}
			return c.at.say(value)
		}
		return nil
	})
	return c, err
}

// size is how many values there should be, no more than most.
func (c constant) size(most int) (n int, err error) {
	n = 1
	for _, d := range c.shape {
		if n > most/d {
			return 0, c.misfit()
		}
		n *= d
	}
	return n, nil
}

func (c constant) misfit() error {
	return fmt.Errorf("%q has %d bytes and the shape %v", c.name, max(len(c.raw), 8*len(c.list)), c.shape)
}

// floats are its values.
func (c constant) floats() ([]float32, error) {
	n, err := c.size(len(c.raw) / 4)
	if err != nil || len(c.raw) != 4*n {
		return nil, c.misfit()
	}
	return weights.Floats(c.raw), nil
}

// addConstant takes a tensor that is a parameter and not the graph's own.
func (f *File) addConstant(s *weights.State, b []byte) error {
	c, err := parseConstant(b)
	if err != nil || c.kind != typeFloat || strings.HasPrefix(c.name, "constant_") {
		return err
	}
	if err := f.fetch(&c); err != nil {
		return err
	}
	values, err := c.floats()
	if err != nil {
		return err
	}
	return s.Add(c.name, tensor.New(tensor.WithShape(c.shape...), tensor.WithBacking(values)))
}

func addNote(notes map[string]string, b []byte) error {
	var both [2]string
	err := each(b, func(number int, value []byte) error {
		if number == 1 || number == 2 {
			both[number-1] = string(value)
		}
		return nil
	})
	notes[both[0]] = both[1]
	return err
}
