// Writing: the same state gives the same bytes.

package weights

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"gorgonia.org/tensor"
)

// Write writes a state as safetensors: the header in the order of s.Names, the
// values ordered by the size of their type so that all are aligned.
func Write(w io.Writer, s *State) error {
	parts, err := layOut(s)
	if err != nil {
		return err
	}
	text, err := headerText(s, parts)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, chunk)
	var length [8]byte
	le.PutUint64(length[:], uint64(len(text)))
	out.Write(length[:]) // bufio keeps the first error and Flush returns it
	out.Write(text)
	raw := make([]byte, chunk)
	for _, p := range inFileOrder(parts) {
		writeValues(out, p, raw)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("the weights cannot be written: %w", err)
	}
	return nil
}

// part is one tensor on its way out, with its place among the values.
type part struct {
	name   string
	shape  []int
	dtype  string
	values any
	n      int
	from   int64
}

func (p *part) bytes() int64 { return int64(p.n) * int64(dtypes[p.dtype].size) }

// layOut checks the tensors before a byte is written and gives each its place in
// the file. The parts keep the order of the names.
func layOut(s *State) ([]*part, error) {
	parts := make([]*part, 0, len(s.Names))
	for _, name := range s.Names {
		p, err := newPart(name, s.Tensors[name])
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	at := int64(0)
	for _, p := range inFileOrder(parts) {
		p.from = at
		at += p.bytes()
	}
	return parts, nil
}

func newPart(name string, t *tensor.Dense) (*part, error) {
	if name == "__metadata__" {
		return nil, errors.New("a tensor cannot be named __metadata__; the format keeps that name for itself")
	}
	if t == nil {
		return nil, fmt.Errorf("the tensor %q is listed but not there", name)
	}
	if t.RequiresIterator() {
		return nil, fmt.Errorf("the tensor %q is a view with gaps; copy it before it is written", name)
	}
	values := data(t)
	dtype, n := nameOf(values)
	if n == 0 {
		return nil, fmt.Errorf("the tensor %q holds %v, which is not written", name, t.Dtype())
	}
	return &part{name: name, shape: t.Shape(), dtype: dtype, values: values, n: n}, nil
}

// inFileOrder puts the widest type first: then each tensor starts at a multiple
// of its own width, and readers may map the file instead of copying it.
func inFileOrder(parts []*part) []*part {
	sorted := slices.Clone(parts)
	slices.SortStableFunc(sorted, func(a, b *part) int { return dtypes[b.dtype].size - dtypes[a.dtype].size })
	return sorted
}

// headerText is filled up with blanks to a multiple of 8 bytes.
func headerText(s *State, parts []*part) ([]byte, error) {
	var text bytes.Buffer
	field := func(name string, value any) error {
		if text.Len() > 1 {
			text.WriteByte(',')
		}
		if err := writeJSON(&text, name); err != nil {
			return err
		}
		text.WriteByte(':')
		return writeJSON(&text, value)
	}
	text.WriteByte('{')
	if len(s.Meta) > 0 {
		if err := field("__metadata__", s.Meta); err != nil {
			return nil, err
		}
	}
	for _, p := range parts {
		e := entry{DType: p.dtype, Shape: append([]int{}, p.shape...), Offsets: []int64{p.from, p.from + p.bytes()}}
		if err := field(p.name, e); err != nil {
			return nil, err
		}
	}
	text.WriteByte('}')
	for text.Len()%8 != 0 {
		text.WriteByte(' ')
	}
	return text.Bytes(), nil
}

// writeJSON does not escape <, > and &, which Python's writer leaves alone too.
func writeJSON(text *bytes.Buffer, value any) error {
	e := json.NewEncoder(text)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return fmt.Errorf("the header of the weights cannot be written: %w", err)
	}
	text.Truncate(text.Len() - 1) // the encoder's newline
	return nil
}

// writeValues converts a tensor piece by piece, each as long as raw.
func writeValues(out *bufio.Writer, p *part, raw []byte) {
	t := dtypes[p.dtype]
	for at := 0; at < p.n; at += chunk / t.size {
		piece := raw[:min(p.n-at, chunk/t.size)*t.size]
		t.encode(piece, p.values, at)
		out.Write(piece)
	}
}
