// Linear layers and the two of them that make a block's MLP.

package autograd

import "maestudio/gpu"

// layer is y = x Wᵀ + b with its gradients, which are nil without training.
type layer struct {
	w             gpu.Weight
	bias, dw, db  gpu.Buffer
	rows, out, in int
}

// layer finds NAME.weight and NAME.bias and checks that x fits.
func (t *Tape) layer(op, name string, x *Value) (l layer, ok bool) {
	if t.err != nil {
		return l, false
	}
	if l.w, t.err = t.params.weight(name + ".weight"); t.err != nil {
		return l, false
	}
	l.rows = x.Rows
	l.out, l.in = l.w.Shape()
	l.bias = t.vector(op, name+".bias", l.out)
	if x.Cols != l.in {
		t.fail("%s %s: x is %v, weight wants %d columns", op, name, x, l.in)
	}
	l.dw, l.db = t.gradient(name+".weight"), t.gradient(name+".bias")
	return l, t.err == nil
}

// vector finds a parameter of n numbers.
func (t *Tape) vector(op, name string, n int) gpu.Buffer {
	b := t.params.Value(name)
	if b == nil || b.Len() != n {
		t.fail("%s: there is no parameter %s of %d numbers", op, name, n)
	}
	return b
}

// gradient is nil for a fixed parameter and where nothing is trained. Each
// parameter may be used once, because its gradient is overwritten.
func (t *Tape) gradient(name string) gpu.Buffer {
	if !t.o.Train {
		return nil
	}
	if t.used[name] {
		t.fail("the parameter %s is used twice on one tape", name)
	}
	t.used[name] = true
	return t.params.Gradient(name)
}

func (l *layer) flops() float64 { return 2 * float64(l.rows) * float64(l.out) * float64(l.in) }

// forward, backwardWeight and backwardInput are the layer's three products.
func (l *layer) forward(d gpu.Device, y, x gpu.Buffer, e gpu.Epilogue) error {
	return d.Linear(y, x, l.w, l.bias, l.rows, e)
}

func (l *layer) backwardWeight(d gpu.Device, dy, x gpu.Buffer, add bool) error {
	return d.LinearWeight(l.dw, l.db, dy, x, l.rows, l.out, l.in, add)
}

func (l *layer) backwardInput(d gpu.Device, dx, dy gpu.Buffer, e gpu.GradEpilogue) error {
	return d.LinearInput(dx, dy, l.w, l.rows, e)
}

// linear is one layer, perhaps with a residual. It keeps its input for the
// weight's gradient; the residual needs nothing kept.
type linear struct {
	layer
	y, x, residual *Value
	dx             flow
}

// Linear records y (rows, out) = x (rows, in) Wᵀ + b with the parameters
// NAME.weight and NAME.bias.
func (t *Tape) Linear(x *Value, name string) *Value { return t.LinearAdd(x, name, nil) }

// LinearAdd is Linear plus a value of the same shape, which may be nil.
func (t *Tape) LinearAdd(x *Value, name string, residual *Value) *Value {
	l, ok := t.layer("linear", name, x)
	if !ok {
		return new(Value)
	}
	o := &linear{layer: l, x: x, residual: residual, y: t.newValue(x.Rows, l.out)}
	o.y.trained = true
	o.dx = flow{to: x, canAdd: true}
	n := &node{operation: o, name: "linear " + name, reads: []*Value{x}, writes: o.y,
		kept: []*block{x.data}, flows: []*flow{&o.dx}, flops: l.flops()}
	return t.recordAdd(n, residual)
}

// recordAdd records a node that adds a residual, if there is one. Sums are
// float32: rounding a residual in every block would add up.
func (t *Tape) recordAdd(n *node, residual *Value) *Value {
	if residual == nil {
		return t.record(n)
	}
	if residual.Rows != n.writes.Rows || residual.Cols != n.writes.Cols {
		return t.fail("%s: the result is %v, what is added to it %v", n.name, n.writes, residual)
	}
	n.writes.widen()
	n.reads = append(n.reads, residual.widen())
	n.passes = residual
	return t.record(n)
}

func (o *linear) forward(d gpu.Device) error {
	return o.layer.forward(d, o.y.data.buf, o.x.data.buf, adding(o.residual))
}

func adding(residual *Value) (e gpu.Epilogue) {
	if residual != nil {
		e.Residual = residual.data.buf
	}
	return e
}

func (o *linear) backward(d gpu.Device, s seed) error {
	dy := o.y.grad.buf
	if err := o.backwardWeight(d, dy, o.x.data.buf, s.add); err != nil || !o.dx.wanted {
		return err
	}
	return o.backwardInput(d, o.dx.buf(), dy, gpu.GradEpilogue{Add: o.dx.add})
}

// mlp is two layers with GELU between them, one operation so that GELU and what
// GELU' does are folded into the products. What lies between the layers is four times
// as wide as all else and kept twice, as GELU made it and its slope there: making
// either again would cost a product or an erf for each number.
type mlp struct {
	fc1, fc2       layer
	y, x, residual *Value
	slope, hidden  *block // GELU's and what it gives
	dpre           *block // of what goes into GELU
	dx             flow
}

// MLP records y = fc2(GELU(fc1(x))) + residual, with the parameters NAME.fc1
// and NAME.fc2. x, y: (rows, D).
func (t *Tape) MLP(x *Value, name string, residual *Value) *Value {
	fc1, ok := t.layer("mlp", name+".fc1", x)
	if !ok {
		return new(Value)
	}
	hidden := t.newValue(x.Rows, fc1.out)
	fc2, ok := t.layer("mlp", name+".fc2", hidden)
	if !ok {
		return new(Value)
	}
	o := &mlp{fc1: fc1, fc2: fc2, x: x, residual: residual, y: t.newValue(x.Rows, fc2.out), hidden: hidden.data}
	o.y.trained = true
	o.dx = flow{to: x, canAdd: true}
	n := &node{operation: o, name: "mlp " + name, reads: []*Value{x}, writes: o.y,
		beside: []*block{o.hidden}, flows: []*flow{&o.dx}, flops: fc1.flops() + fc2.flops()}
	if t.o.Train {
		o.slope, o.dpre = newBlock(o.hidden.n, o.hidden.dtype), newBlock(o.hidden.n, o.hidden.dtype)
		n.beside = append(n.beside, o.slope)
		n.kept = []*block{x.data, o.hidden, o.slope}
		n.local = []*block{o.dpre}
	}
	return t.recordAdd(n, residual)
}

func (o *mlp) forward(d gpu.Device) error {
	e := gpu.Epilogue{GELU: true}
	if o.slope != nil {
		e.Slope = o.slope.buf
	}
	if err := o.fc1.forward(d, o.hidden.buf, o.x.data.buf, e); err != nil {
		return err
	}
	return o.fc2.forward(d, o.y.data.buf, o.hidden.buf, adding(o.residual))
}

func (o *mlp) backward(d gpu.Device, s seed) error {
	dy := o.y.grad.buf
	if err := o.fc2.backwardWeight(d, dy, o.hidden.buf, s.add); err != nil {
		return err
	}
	if err := o.fc2.backwardInput(d, o.dpre.buf, dy, gpu.GradEpilogue{Slope: o.slope.buf}); err != nil {
		return err
	}
	if err := o.fc1.backwardWeight(d, o.dpre.buf, o.x.data.buf, s.add); err != nil || !o.dx.wanted {
		return err
	}
	return o.fc1.backwardInput(d, o.dx.buf(), o.dpre.buf, gpu.GradEpilogue{Add: o.dx.add})
}
