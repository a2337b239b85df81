// Weights that lie in a file beside the graph. Protocol buffers hold 2 GB; the values of
// a larger model are written one behind the other, and the graph says where each begins
// (https://onnx.ai/onnx/repo-docs/ExternalData.html).

package onnx

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strconv"

	"maestudio/core/weights"
)

// besideAlign is where each tensor of such a file begins at a multiple of: that of a page
// of memory, so that programs can map it.
const besideAlign = 4096

// The fields of a tensor whose values lie elsewhere, and how it says so.
const (
	fieldBeside   = 13
	fieldLocation = 14
	isBeside      = 1
)

// places says where the values of each tensor of the state begin in the file beside the
// graph, which has them in the order of their names.
func (m Model) places() map[string]int64 {
	all, at := map[string]int64{}, int64(0)
	for _, name := range m.State.Names {
		at = (at + besideAlign - 1) / besideAlign * besideAlign
		all[name] = at
		at += 4 * int64(m.State.Tensors[name].DataSize())
	}
	return all
}

// WriteBeside writes the file m.Beside: the weights, which a graph that is written of the
// same model looks for in it.
func WriteBeside(w io.Writer, m Model) error {
	out := bufio.NewWriterSize(w, 1<<16)
	places, at := m.places(), int64(0)
	for _, name := range m.State.Names {
		values, err := m.State.Float32(name, m.State.Tensors[name].Shape()...)
		if err != nil {
			return fmt.Errorf("the model cannot be written as ONNX: %w", err)
		}
		out.Write(make([]byte, places[name]-at)) // bufio keeps the first error and Flush returns it
		writeFloats(out, values)
		at = places[name] + 4*int64(len(values))
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("the weights cannot be written: %w", err)
	}
	return nil
}

// beside is a constant whose values lie elsewhere.
func (g *graph) beside(name string, shape []int, n int) {
	var t message
	for _, d := range shape {
		t.number(1, int64(d))
	}
	t.number(2, typeFloat)
	t.text(8, name)
	for _, e := range [][2]string{{"location", g.file}, {"offset", fmt.Sprint(g.places[name])}, {"length", fmt.Sprint(4 * n)}} {
		var entry message
		entry.text(1, e[0])
		entry.text(2, e[1])
		t.message(fieldBeside, entry)
	}
	t.number(fieldLocation, isBeside)
	g.constants.message(5, t)
}

// place is where a file says that the values of a tensor lie.
type place struct {
	file         string
	from, length string // numbers in words; "" for the beginning, and for all there is
}

// say takes an entry of it.
func (p *place) say(b []byte) error {
	var both [2]string
	err := each(b, func(number int, value []byte) error {
		if number == 1 || number == 2 {
			both[number-1] = string(value)
		}
		return nil
	})
	switch both[0] {
	case "location":
		p.file = both[1]
	case "offset":
		p.from = both[1]
	case "length":
		p.length = both[1]
	}
	return err
}

// cut is the part of a file's bytes that a place names. Its errors go on after the
// tensor's name.
func (p *place) cut(data []byte) ([]byte, error) {
	have := uint64(len(data))
	from, length := uint64(0), have
	for _, n := range []struct {
		words string
		to    *uint64
	}{{p.from, &from}, {p.length, &length}} {
		if n.words == "" {
			continue
		}
		v, err := strconv.ParseUint(n.words, 10, 63)
		if err != nil {
			return nil, fmt.Errorf("is said to lie at byte %q of %s, which is no number", n.words, p.file)
		}
		*n.to = v
	}
	if p.length == "" && from <= have {
		length = have - from
	}
	if from > have || length > have-from {
		return nil, fmt.Errorf("is said to have %d bytes from byte %d of %s on, which has %d: that is cut short, or of another model", length, from, p.file, have)
	}
	return data[from : from+length : from+length], nil
}

// File is a model of ONNX on the disk, with what lies beside it.
type File struct {
	dir    string // "" where nothing is looked for
	graph  []byte
	beside map[string][]byte // by name
	unmap  []func() error
}

// Open maps a file of ONNX. Neither it nor what lies beside it may be changed before
// Close; weights.Guard is for what others may change.
func Open(path string) (*File, error) {
	data, unmap, err := weights.Map(path)
	if err != nil {
		return nil, err
	}
	return &File{filepath.Dir(path), data, map[string][]byte{}, []func() error{unmap}}, nil
}

// Close ends the use of all that was read.
func (f *File) Close() error {
	var all []error
	for _, unmap := range f.unmap {
		all = append(all, unmap())
	}
	f.unmap = nil
	return errors.Join(all...)
}

// Size is how many bytes it has, with what was read of what lies beside it.
func (f *File) Size() (n int64) {
	n = int64(len(f.graph))
	for _, data := range f.beside {
		n += int64(len(data))
	}
	return n
}

// Beside names the files beside it that hold weights and were read.
func (f *File) Beside() []string { return slices.Sorted(maps.Keys(f.beside)) }

// fetch finds the values of a constant that lie beside the graph.
func (f *File) fetch(c *constant) error {
	if c.at == nil {
		return nil
	}
	name := c.at.file
	if name == "." || name != filepath.Base(name) || !filepath.IsLocal(name) {
		return fmt.Errorf("it says that %q is in %q, which does not lie beside it", c.name, name)
	}
	data, there := f.beside[name]
	if !there {
		if f.dir == "" {
			return fmt.Errorf("its weights are in %q, and it stands alone", name)
		}
		var unmap func() error
		var err error
		if data, unmap, err = weights.Map(filepath.Join(f.dir, name)); err != nil {
			return fmt.Errorf("its weights are in %s, which has to lie beside it: %w", name, err)
		}
		f.beside[name], f.unmap = data, append(f.unmap, unmap)
	}
	raw, err := c.at.cut(data)
	if err != nil {
		return fmt.Errorf("%q %w", c.name, err)
	}
	c.raw = raw
	return nil
}
