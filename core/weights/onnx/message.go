// Protocol buffers, as much as ONNX needs: numbers, bytes and messages by the number
// of their field (https://protobuf.dev/programming-guides/encoding).

package onnx

import (
	"encoding/binary"
	"io"
	"math"
)

// message is a list of fields in their order.
type message []field

type field struct {
	number int
	value  any // uint64, float32, []byte, message, or []float32 as raw bytes
}

// The wire types that are written.
const (
	wireVarint = 0
	wireBytes  = 2
	wireFixed4 = 5
)

func (m *message) number(n int, v int64)      { *m = append(*m, field{n, uint64(v)}) }
func (m *message) float(n int, v float32)     { *m = append(*m, field{n, v}) }
func (m *message) text(n int, s string)       { *m = append(*m, field{n, []byte(s)}) }
func (m *message) floats(n int, v []float32)  { *m = append(*m, field{n, v}) }
func (m *message) message(n int, sub message) { *m = append(*m, field{n, sub}) }

// wire is how the value is written, and its length without what stands before it.
func (f field) wire() (kind, length int) {
	switch v := f.value.(type) {
	case uint64:
		return wireVarint, len(binary.AppendUvarint(nil, v))
	case float32:
		return wireFixed4, 4
	case []byte:
		return wireBytes, len(v)
	case []float32:
		return wireBytes, 4 * len(v)
	}
	return wireBytes, f.value.(message).size()
}

// size is how many bytes writeTo writes.
func (m message) size() (n int) {
	for _, f := range m {
		kind, length := f.wire()
		n += len(f.head(kind, length)) + length
	}
	return n
}

// head is the field's number and, for bytes, their length.
func (f field) head(kind, length int) []byte {
	b := binary.AppendUvarint(nil, uint64(f.number)<<3|uint64(kind))
	if kind == wireBytes {
		b = binary.AppendUvarint(b, uint64(length))
	}
	return b
}

// writeTo writes the message; w keeps its first error, as bufio.Writer does.
func (m message) writeTo(w io.Writer) {
	for _, f := range m {
		kind, length := f.wire()
		w.Write(f.head(kind, length))
		switch v := f.value.(type) {
		case uint64:
			w.Write(binary.AppendUvarint(nil, v))
		case float32:
			w.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)))
		case []byte:
			w.Write(v)
		case []float32:
			writeFloats(w, v)
		case message:
			v.writeTo(w)
		}
	}
}

func writeFloats(w io.Writer, values []float32) {
	var piece [4096]byte
	for len(values) > 0 {
		n := min(len(values), len(piece)/4)
		for i, v := range values[:n] {
			binary.LittleEndian.PutUint32(piece[4*i:], math.Float32bits(v))
		}
		w.Write(piece[:4*n])
		values = values[n:]
	}
}
