// Package autograd records what a model computes, once, and then runs it and
// its derivative step after step.
//
//	tape       the recorded list of operations, for fixed shapes
//	node       one operation on the tape, with what it reads and writes
//	value      a matrix (rows, cols) that a node writes or that comes from outside
//	way there  the nodes in their order: from the input to the loss
//	way back   the nodes in reverse order: each turns the gradient of what it
//	           wrote into gradients of what it read and of its parameters
//	gradient   the loss's derivative by a value or a parameter; a value's is
//	           gone once its node has been passed, a parameter's stays
//	block      a stretch of device memory that lives from one moment to another
//	arena      the memory in which blocks lie; those that never live at the same
//	           moment share a place
//	plan       the decision, made once after recording, where every block lies
//
// There is no graph compiler: an operation is a small struct that holds its
// buffers and calls the device. A step therefore allocates nothing.
package autograd

import (
	"errors"
	"fmt"
	"time"

	"maestudio/gpu"
)

// Options of a tape.
type Options struct {
	Train bool // record the way back too; without it memory is reused sooner
}

// Tape is recorded by its methods (Linear, LayerNorm, ...), laid out by Plan and
// run by Forward and Backward. The first mistake made while recording is
// remembered and returned by Plan, so that a recording reads like the model.
type Tape struct {
	dev    gpu.Device
	params *Params
	o      Options
	err    error

	nodes  []*node
	inputs []*Value
	places []*Places
	used   map[string]bool // parameters that have their place on the way back
	apart  bool            // no block shares memory, for tests
	root   *node
	arenas []*arena
	spent  []Spent
	timed  bool
}

// NewTape returns an empty tape over the parameters p.
func NewTape(dev gpu.Device, p *Params, o Options) *Tape {
	t := &Tape{dev: dev, params: p, o: o, used: map[string]bool{}}
	if o.Train {
		t.err = p.needGradients()
	}
	return t
}

// operation is what a device does for a node. Both ways are called with all
// buffers in place.
type operation interface {
	forward(d gpu.Device) error
	backward(d gpu.Device, s seed) error
}

// seed is what the way back starts with.
type seed struct {
	scale float32 // the loss's own gradient
	add   bool    // add to the gradients of parameters instead of overwriting
}

// node is one operation and its claims on memory, from which Plan works.
type node struct {
	operation
	name   string
	reads  []*Value
	writes *Value
	beside []*block // written on the way there next to the value
	kept   []*block // read on the way back
	local  []*block // used on the way back only
	flows  []*flow  // the gradients it hands on

	// passes is a value that was added to what this node wrote: it gets the same
	// gradient. addPassed says that it already had one, so that this one is added.
	passes    *Value
	addPassed bool

	idle  bool    // nothing on the way back leads here
	flops float64 // of its matrix products on the way there
}

// record puts a node on the tape and returns what it writes.
func (t *Tape) record(n *node) *Value {
	for _, v := range n.reads {
		n.writes.trained = n.writes.trained || v.trained
	}
	t.nodes = append(t.nodes, n)
	return n.writes
}

// fail remembers the first mistake; its value lets recording go on.
func (t *Tape) fail(format string, args ...any) *Value {
	if t.err == nil {
		t.err = fmt.Errorf(format, args...)
	}
	return new(Value)
}

// Forward runs the way there.
func (t *Tape) Forward() error {
	if len(t.spent) != len(t.nodes) {
		return errors.New("this tape was not planned")
	}
	for i, n := range t.nodes {
		start := t.now()
		if err := n.forward(t.dev); err != nil {
			return fmt.Errorf("%s: %w", n.name, err)
		}
		t.took(&t.spent[i].Forward, start)
	}
	return nil
}

// Backward runs the way back after Forward: the gradients of scale times the
// loss go into the parameters' gradients, added to what is there or not.
func (t *Tape) Backward(scale float32, add bool) error {
	if t.root == nil || !t.o.Train {
		return errors.New("this tape has no way back: it was recorded without training or without a loss")
	}
	s := seed{scale: scale, add: add}
	for i := len(t.nodes) - 1; i >= 0; i-- {
		n := t.nodes[i]
		if n.idle {
			continue
		}
		start := t.now()
		if err := t.back(n, s); err != nil {
			return fmt.Errorf("%s, way back: %w", n.name, err)
		}
		t.took(&t.spent[i].Backward, start)
	}
	return nil
}

func (t *Tape) back(n *node, s seed) error {
	if err := n.backward(t.dev, s); err != nil || !n.addPassed {
		return err
	}
	return t.dev.Add(n.passes.grad.buf, n.writes.grad.buf)
}

// Write fills an input. After Backward those of the next run may be written at once, before
// the loss is read: a device that is still at work then has them when it is done.
func (t *Tape) Write(v *Value, values []float32) error {
	if len(values) != v.Rows*v.Cols {
		return fmt.Errorf("the input takes %dx%d numbers, given are %d", v.Rows, v.Cols, len(values))
	}
	return t.dev.Write(v.data.buf, values)
}

// Read copies out a value that Keep or a loss made last until the end.
func (t *Tape) Read(values []float32, v *Value) error {
	if len(values) != v.Rows*v.Cols {
		return fmt.Errorf("the value has %dx%d numbers, room is for %d", v.Rows, v.Cols, len(values))
	}
	return t.dev.Read(values, v.data.buf)
}

// WritePlaces fills an input of places.
func (t *Tape) WritePlaces(p *Places, ids []int32) error {
	if len(ids) != p.n {
		return fmt.Errorf("the input takes %d places, given are %d", p.n, len(ids))
	}
	return t.dev.WriteInt32(p.buf, ids)
}

// Free gives the tape's memory back; the parameters stay.
func (t *Tape) Free() {
	for _, a := range t.arenas {
		a.buf.Free()
	}
	for _, p := range t.places {
		if p.buf != nil {
			p.buf.Free()
		}
	}
	t.arenas, t.places, t.nodes = nil, nil, nil
}

// Spent is what an operation took since Measure was called. FLOPs are those of
// its matrix products, once there; the way back has twice as many.
type Spent struct {
	Name              string
	Forward, Backward time.Duration
	FLOPs             float64
}

// Measure starts to time every operation, from nothing.
func (t *Tape) Measure() {
	t.timed = true
	for i, n := range t.nodes {
		t.spent[i] = Spent{Name: n.name, FLOPs: n.flops}
	}
}

// Times returns what each operation took, in order.
func (t *Tape) Times() []Spent { return t.spent }

func (t *Tape) now() (start time.Time) {
	if t.timed {
		start = time.Now()
	}
	return start
}

func (t *Tape) took(sum *time.Duration, start time.Time) {
	if t.timed {
		*sum += time.Since(start)
	}
}
