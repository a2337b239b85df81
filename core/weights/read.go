// Reading: the header is believed only as far as the file's size bears it out,
// and nothing is allocated before that is known.

package weights

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
)

const (
	maxHeader = 100 << 20 // the format's own limit
	maxDims   = 16
	chunk     = 1 << 16 // bytes converted at a time
)

// ReadFile reads a safetensors file.
func ReadFile(path string) (*State, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, opening(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("the weights cannot be read: %w", err)
	}
	s, err := Read(f, info.Size())
	if err != nil {
		return nil, fmt.Errorf("%s is no sound safetensors file: %w", path, err)
	}
	return s, nil
}

// opening says what the system says of a file, without the name of its call.
func opening(path string, err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		err = of.Err
	}
	return fmt.Errorf("%s cannot be opened: %w", path, err)
}

// Read reads a safetensors file of size bytes. It never takes more memory than
// a small multiple of size, whatever the file claims.
func Read(r io.ReaderAt, size int64) (*State, error) {
	h, start, err := readHeader(r, size)
	if err != nil {
		return nil, err
	}
	if err := h.check(size - start); err != nil {
		return nil, err
	}
	s := NewState()
	s.Meta = h.meta
	raw := make([]byte, min(chunk, size))
	for i, e := range h.entries {
		if e.from == e.to {
			s.Empty = append(s.Empty, h.names[i])
			continue
		}
		values, err := readValues(io.NewSectionReader(r, start+e.from, e.to-e.from), e, raw)
		if err != nil {
			return nil, fmt.Errorf("the values of %q cannot be read: %w", h.names[i], err)
		}
		if err := s.addRead(h.names[i], e.DType, e.Shape, values); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// header is the JSON, in its own order.
type header struct {
	names   []string
	entries []entry
	meta    map[string]string
}

type entry struct {
	DType   string  `json:"dtype"`
	Shape   []int   `json:"shape"`
	Offsets []int64 `json:"data_offsets"`

	from, to int64 // Offsets, once they are known to be two
}

// readHeader also returns where the values start.
func readHeader(r io.ReaderAt, size int64) (h *header, start int64, err error) {
	var length [8]byte
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), length[:]); err != nil {
		return nil, 0, fmt.Errorf("it has %d bytes and ends before the header", size)
	}
	n := le.Uint64(length[:])
	if n > maxHeader || int64(n) > size-8 {
		return nil, 0, errors.New("its header does not fit into it; the file is damaged or of another kind")
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(io.NewSectionReader(r, 8, int64(n)), text); err != nil {
		return nil, 0, fmt.Errorf("the header cannot be read: %w", err)
	}
	h, err = parseHeader(text)
	return h, 8 + int64(n), err
}

// parseHeader reads the JSON key by key, so that order is kept and a name that
// stands twice is seen.
func parseHeader(text []byte) (*header, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("its header is not a JSON object; the file is damaged or of another kind")
	}
	most := bytes.Count(text, []byte(`"data_offsets"`))
	h := &header{meta: map[string]string{}, names: make([]string, 0, most), entries: make([]entry, 0, most)}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("its header is damaged: %w", WrongJSON(err))
		}
		if err := h.parseEntry(key.(string), d); err != nil { // in an object a key is a string
			return nil, err
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, fmt.Errorf("its header is damaged: %w", WrongJSON(err))
	}
	if rest := text[d.InputOffset():]; len(bytes.Trim(rest, " \t\r\n")) > 0 {
		return nil, fmt.Errorf("its header goes on for %d bytes after its end", len(rest))
	}
	return h, nil
}

// parseEntry reads what belongs to one name. The metadata is the only one that
// is no tensor.
func (h *header) parseEntry(name string, d *json.Decoder) error {
	if name == "__metadata__" {
		if err := d.Decode(&h.meta); err != nil {
			return fmt.Errorf("its metadata is not a list of texts: %w", WrongJSON(err))
		}
		return nil
	}
	h.names = append(h.names, name)
	h.entries = append(h.entries, entry{})
	if err := d.Decode(&h.entries[len(h.entries)-1]); err != nil {
		return fmt.Errorf("the description of %q is damaged: %w", name, WrongJSON(err))
	}
	return nil
}

// check makes sure that every tensor has a known type, a shape that fits its
// bytes, and that together they cover the size bytes of values exactly once.
func (h *header) check(size int64) error {
	order, seen := make([]int, len(h.entries)), make(map[string]bool, len(h.entries))
	for i := range h.entries {
		if order[i] = i; seen[h.names[i]] {
			return fmt.Errorf("the name %q stands twice in its header; the file is damaged", h.names[i])
		}
		seen[h.names[i]] = true
		if err := h.entries[i].check(size); err != nil {
			return fmt.Errorf("the tensor %q %w", h.names[i], err)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(h.entries[a].from, h.entries[b].from), cmp.Compare(h.entries[a].to, h.entries[b].to))
	})
	end := int64(0)
	for _, i := range order {
		if e := h.entries[i]; e.from != end {
			return fmt.Errorf("the tensor %q starts at byte %d, but the one before it ends at %d", h.names[i], e.from, end)
		} else {
			end = e.to
		}
	}
	if end != size {
		return fmt.Errorf("its tensors take %d bytes, but it holds %d; it was cut off or is damaged", end, size)
	}
	return nil
}

// widen is what to do about numbers of a type that is not read.
const widen = "In Python, make float32 of them, tensor.float(), and save them again"

// check looks at one tensor by itself; its errors go on after its name.
func (e *entry) check(size int64) error {
	t, known := dtypes[e.DType]
	if !known {
		return fmt.Errorf("has the type %q, which is not read here: F32, F64, F16, BF16, I64, I32, I16, I8, U8 and BOOL are. %s", e.DType, widen)
	}
	if len(e.Offsets) != 2 || e.Offsets[0] < 0 || e.Offsets[1] < e.Offsets[0] || e.Offsets[1] > size {
		return fmt.Errorf("lies at %v, outside the %d bytes of values", e.Offsets, size)
	}
	e.from, e.to = e.Offsets[0], e.Offsets[1]
	if len(e.Shape) > maxDims {
		return fmt.Errorf("has %d dimensions; at most %d are read", len(e.Shape), maxDims)
	}
	bytes := int64(t.size)
	for _, n := range e.Shape {
		// Divided instead of multiplied: a product could overflow.
		if n < 0 || bytes > 0 && int64(n) > size/bytes && !slices.Contains(e.Shape, 0) {
			return fmt.Errorf("has the shape %v, which does not fit into %d bytes", e.Shape, size)
		}
		bytes *= int64(n)
	}
	if slices.Contains(e.Shape, 0) { // without a value
		bytes = 0
	}
	if bytes != e.to-e.from {
		return fmt.Errorf("has the shape %v of %s, %d bytes, but %d are there", e.Shape, e.DType, bytes, e.to-e.from)
	}
	return nil
}

// readValues converts a tensor's bytes piece by piece, each as long as raw.
func readValues(r io.Reader, e entry, raw []byte) (any, error) {
	t := dtypes[e.DType]
	n, step := int(e.to-e.from)/t.size, len(raw)/t.size
	values := t.make(n)
	for at := 0; at < n; at += step {
		part := raw[:min(n-at, step)*t.size]
		if _, err := io.ReadFull(r, part); err != nil {
			return nil, err
		}
		t.decode(values, at, part)
	}
	return values, nil
}

// parseSafetensors is Read for a file that is in memory: its tensors lie in data.
func parseSafetensors(data []byte) (*State, error) {
	h, start, err := readHeader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	if err := h.check(int64(len(data)) - start); err != nil {
		return nil, err
	}
	s := NewState()
	s.Meta = h.meta
	copies := newBudget(len(data))
	for i, e := range h.entries {
		if e.from == e.to {
			s.Empty = append(s.Empty, h.names[i])
			continue
		}
		values, err := rows(data[start+e.from:start+e.to], e.DType, e.Shape).values(copies)
		if err != nil {
			return nil, fmt.Errorf("the tensor %q %w", h.names[i], err)
		}
		if err := s.addRead(h.names[i], e.DType, e.Shape, values); err != nil {
			return nil, err
		}
	}
	return s, nil
}
