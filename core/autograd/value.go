// What nodes read and write, before it is known where it lies.

package autograd

import (
	"fmt"

	"maestudio/gpu"
)

// Value is a matrix of numbers on the device.
type Value struct {
	Rows, Cols int

	data    *block
	grad    *block // nil where no gradient passes
	float   bool   // its node reads its gradient as float32, whatever data is
	trained bool   // a parameter that is trained has a part in it
	last    bool   // read after the run
}

func (v *Value) String() string { return fmt.Sprintf("(%d, %d)", v.Rows, v.Cols) }

// newValue is of the device's matrix type until a reader is recorded that needs
// float32 and widens it.
func (t *Tape) newValue(rows, cols int) *Value {
	return &Value{Rows: rows, Cols: cols, data: newBlock(rows*cols, t.dev.Info().Matrix)}
}

// widen is said by whoever does more with a value than multiply matrices.
func (v *Value) widen() *Value {
	v.data.dtype = gpu.Float32
	return v
}

func (v *Value) gradType() gpu.DType {
	if v.float {
		return gpu.Float32
	}
	return v.data.dtype
}

// Places is an input of whole numbers: which patch, which row.
type Places struct {
	n   int
	buf gpu.Buffer
}

// Input is a value that comes from outside before each run.
func (t *Tape) Input(rows, cols int) *Value {
	v := t.newValue(rows, cols).widen()
	t.inputs = append(t.inputs, v)
	return v
}

// Places is an input of n whole numbers.
func (t *Tape) Places(n int) *Places {
	p := &Places{n: n}
	if t.err == nil {
		p.buf, t.err = t.dev.New(gpu.Int32, n)
	}
	t.places = append(t.places, p)
	return p
}

// Keep makes a value last until the end of the way there, or, on a tape that
// trains, of the way back, so that it can be read.
func (t *Tape) Keep(v *Value) {
	if t.err == nil {
		v.widen().last = true
	}
}

// flow is a gradient on its way to a value that a node read. Plan fills it in.
type flow struct {
	to       *Value
	canAdd   bool // the operation can add instead of overwriting
	required bool // the operation cannot leave it out
	wanted   bool
	add      bool // another node was here first
}

func (f *flow) buf() gpu.Buffer { return f.to.grad.buf }

// block is a stretch of memory. Moments are counted from 0: the nodes on the
// way there, then those on the way back.
type block struct {
	dtype    gpu.DType
	n        int // elements
	from, to int // the first and the last moment at which it holds something
	offset   int // in the arena, elements
	buf      gpu.Buffer
}

func newBlock(n int, t gpu.DType) *block { return &block{dtype: t, n: n, from: -1, to: -1} }

// touch makes the block live at a moment, and from the first moment to the last.
func (b *block) touch(moment int) {
	if b.from < 0 || moment < b.from {
		b.from = moment
	}
	b.to = max(b.to, moment)
}
