// The plan: when each block lives, and where it lies.
//
// An activation lives from the node that writes it to the last one that reads
// it, there or back. A gradient lives from the first node on the way back that
// contributes to it until its own node has read it. A value that was added to
// another (a residual) has the same gradient: the block is passed on, and what
// comes later on the way back is added to it.

package autograd

import (
	"errors"
	"fmt"

	"maestudio/gpu"
)

// Plan ends recording: it lays everything out in memory. Its error is the first
// mistake made while recording, or that there is no room.
func (t *Tape) Plan() error {
	if t.err != nil {
		return t.err
	}
	if t.o.Train {
		if t.root == nil {
			return errors.New("a tape that trains needs a loss")
		}
		if err := t.planGradients(); err != nil {
			return err
		}
	}
	blocks := t.blocks()
	for _, dtype := range []gpu.DType{gpu.Float32, gpu.BFloat16} {
		if err := t.layOut(dtype, blocks); err != nil {
			return err
		}
	}
	t.spent = make([]Spent, len(t.nodes))
	return nil
}

// planGradients walks the way back and finds for every value who gives it its
// gradient first.
func (t *Tape) planGradients() error {
	for i := len(t.nodes) - 1; i >= 0; i-- {
		n := t.nodes[i]
		n.idle = n != t.root && n.writes.grad == nil
		if n.idle {
			continue
		}
		for _, f := range n.flows {
			if err := f.plan(); err != nil {
				return fmt.Errorf("%s: %w", n.name, err)
			}
		}
		n.pass() // last: what the node adds to itself must not lie on what it still reads
	}
	return nil
}

// pass hands the gradient of a sum to what was added.
func (n *node) pass() {
	switch {
	case n.passes == nil || !n.passes.trained:
	case n.passes.grad == nil:
		n.passes.grad = n.writes.grad
	default:
		n.addPassed = true
	}
}

// plan decides whether the gradient is wanted, and makes its block when this
// node is the first to write it.
func (f *flow) plan() error {
	if !f.to.trained {
		if f.required {
			return errors.New("nothing before it is trained, so it has no gradient to give")
		}
		return nil
	}
	f.wanted = true
	if f.add = f.to.grad != nil; f.add && !f.canAdd {
		return errors.New("its input is read by another operation too, and this one cannot add its gradient to the other's")
	}
	if f.to.grad == nil {
		f.to.grad = newBlock(f.to.Rows*f.to.Cols, f.to.gradType())
	}
	return nil
}

// blocks works after planGradients, when it is known which gradients there are.
// It says of every block when it lives and returns those in use, in the
// order of the tape.
func (t *Tape) blocks() []*block {
	m := &moments{seen: map[*block]bool{}, end: len(t.nodes) - 1}
	if t.o.Train {
		m.end = 2*len(t.nodes) - 1
	}
	for _, v := range t.inputs {
		m.touch(0, v.data)
	}
	if t.o.Train {
		m.touch(0, t.root.writes.data) // no input lies where the loss does: the next ones may be written before it is read
	}
	for i, n := range t.nodes {
		m.there(i, n)
		if t.o.Train && !n.idle {
			m.back(2*len(t.nodes)-1-i, n)
		}
	}
	return m.blocks
}

// moments collects blocks and their lives.
type moments struct {
	seen   map[*block]bool
	blocks []*block
	end    int
}

func (m *moments) touch(moment int, blocks ...*block) {
	for _, b := range blocks {
		b.touch(moment)
		if !m.seen[b] {
			m.seen[b] = true
			m.blocks = append(m.blocks, b)
		}
	}
}

// there marks what a node touches on the way there, back on the way back.
func (m *moments) there(moment int, n *node) {
	for _, v := range n.reads {
		m.value(moment, v)
	}
	m.value(moment, n.writes)
	m.touch(moment, n.beside...)
}

func (m *moments) value(moment int, v *Value) {
	m.touch(moment, v.data)
	if v.last {
		m.touch(m.end, v.data)
	}
}

func (m *moments) back(moment int, n *node) {
	m.touch(moment, n.kept...)
	m.touch(moment, n.local...)
	if n.writes.grad != nil {
		m.touch(moment, n.writes.grad)
	}
	if n.passes != nil && n.passes.grad != nil {
		m.touch(moment, n.passes.grad)
	}
	for _, f := range n.flows {
		if f.wanted {
			m.touch(moment, f.to.grad)
		}
	}
}
