// Reading back what was written: the weights, not the graph.

package onnx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"

	"gorgonia.org/tensor"

	"maestudio/core/weights"
)

// Weights returns the parameters and the metadata of a file that this package wrote.
// It takes no more memory than a small multiple of the file's size.
func Weights(file []byte) (*weights.State, error) {
	s := weights.NewState()
	err := each(file, func(number int, sub []byte) error {
		switch number {
		case 7:
			return each(sub, func(number int, constant []byte) error {
				if number != 5 {
					return nil
				}
				return addConstant(s, constant)
			})
		case 14:
			return addNote(s, sub)
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

// addConstant takes a tensor that is a parameter and not the graph's own.
func addConstant(s *weights.State, b []byte) error {
	var name string
	var raw []byte
	var shape []int
	elements, kind := 1, uint64(0)
	err := eachField(b, func(number int, value []byte, n uint64) error {
		switch number {
		case 1:
			if n < 1 || n > uint64(len(b)) || elements > len(b) || len(shape) > 8 {
				return errCut
			}
			shape = append(shape, int(n))
			elements *= int(n)
		case 2:
			kind = n
		case 8:
			name = string(value)
		case 9:
			raw = value
		}
		return nil
	})
	if err != nil || kind != typeFloat || strings.HasPrefix(name, "constant_") {
		return err
	}
	if len(raw) != 4*elements {
		return fmt.Errorf("%q has %d bytes and the shape %v", name, len(raw), shape)
	}
	values := make([]float32, elements)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return s.Add(name, tensor.New(tensor.WithShape(shape...), tensor.WithBacking(values)))
}

func addNote(s *weights.State, b []byte) error {
	var both [2]string
	err := each(b, func(number int, value []byte) error {
		if number == 1 || number == 2 {
			both[number-1] = string(value)
		}
		return nil
	})
	s.Meta[both[0]] = both[1]
	return err
}
