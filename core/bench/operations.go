package bench

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"maestudio/core/mae"
	"maestudio/gpu"
)

// Operation is what one kind of operation takes of a step, all layers together.
type Operation struct {
	Name         string  `json:"name"`
	Calls        int     `json:"calls"`
	Milliseconds float64 `json:"milliseconds"`
	OfStep       float64 `json:"share_of_step"`
	FLOP         float64 `json:"flop,omitempty"` // of matrix products
	Share        float64 `json:"share_of_peak,omitempty"`
}

// timed is a device that notes what each operation takes. Names of layers follow from
// the sizes of their products.
type timed struct {
	gpu.Device
	c     mae.Config
	batch int
	spent map[string]*Operation
	wait  func() error // nil, or called after each
}

func (d *timed) note(name string, flop float64, call func() error) error {
	start := time.Now()
	err := call()
	if d.wait != nil && err == nil {
		err = d.wait()
	}
	took := time.Since(start)
	o := d.spent[name]
	if o == nil {
		o = &Operation{Name: name}
		d.spent[name] = o
	}
	o.Calls++
	o.Milliseconds += 1e3 * took.Seconds()
	o.FLOP += flop
	return err
}

// alone notes what no device does.
func (d *timed) alone(name string, work func()) {
	_ = d.note(name, 0, func() error { work(); return nil })
}

func longestFirst(a, b Operation) int { return cmp.Compare(b.Milliseconds, a.Milliseconds) }

// operations is what was noted, the longest first, compared with the whole step.
func (d *timed) operations(step time.Duration) (all []Operation) {
	ms := 1e3 * step.Seconds()
	rest := ms
	for _, o := range d.spent {
		o.OfStep = o.Milliseconds / ms
		rest -= o.Milliseconds
		all = append(all, *o)
	}
	slices.SortFunc(all, longestFirst)
	return append(all, Operation{Name: "between operations", Calls: 1, Milliseconds: rest, OfStep: rest / ms})
}

// layer is the name of the layer with products of such sizes.
func (d *timed) layer(rows, out, in int) string {
	part, width := d.part(rows)
	switch e, p := d.c.Encoder.Dim, 3*d.c.PatchSize*d.c.PatchSize; {
	case part == "head":
		return part
	case in == width && out == 3*width:
		return part + " qkv"
	case in == width && out == width:
		return part + " proj"
	case in == width && out == 4*width:
		return part + " fc1"
	case in == 4*width && out == width:
		return part + " fc2"
	case in == p && out == e:
		return "patch embedding"
	case in == e && out == d.c.Decoder.Dim:
		return "encoder to decoder"
	case in == d.c.Decoder.Dim && out == p:
		return "prediction"
	}
	return fmt.Sprintf("%dx%dx%d", rows, in, out)
}

// part tells by the number of tokens who works on them: the decoder on all, and in
// the end on hidden ones only; a classifier's head on one.
func (d *timed) part(rows int) (name string, width int) {
	tokens := rows / d.batch
	if tokens == 1 {
		return "head", 0
	}
	if tokens == 1+mae.Keep(d.c.Patches(), d.c.MaskRatio) {
		return "encoder", d.c.Encoder.Dim
	}
	return "decoder", d.c.Decoder.Dim
}

func flop(rows, out, in int) float64 { return 2 * float64(rows) * float64(out) * float64(in) }

func (d *timed) Linear(y, x gpu.Buffer, w gpu.Weight, b gpu.Buffer, rows int, e gpu.Epilogue) error {
	out, in := w.Shape()
	return d.note(d.layer(rows, out, in)+" forward", flop(rows, out, in), func() error { return d.Device.Linear(y, x, w, b, rows, e) })
}

func (d *timed) LinearInput(dx, dy gpu.Buffer, w gpu.Weight, rows int, e gpu.GradEpilogue) error {
	out, in := w.Shape()
	return d.note(d.layer(rows, out, in)+" input gradient", flop(rows, out, in), func() error { return d.Device.LinearInput(dx, dy, w, rows, e) })
}

func (d *timed) LinearWeight(dw, db, dy, x gpu.Buffer, rows, out, in int, add bool) error {
	return d.note(d.layer(rows, out, in)+" weight gradient", flop(rows, out, in), func() error {
		return d.Device.LinearWeight(dw, db, dy, x, rows, out, in, add)
	})
}

func (d *timed) Attention(y, lse, qkv gpu.Buffer, b, n, h, dim int) error {
	part, _ := d.part(b * n)
	return d.note(part+" attention forward", 2*float64(b*h)*flop(n, n, dim), func() error { return d.Device.Attention(y, lse, qkv, b, n, h, dim) })
}

// AttentionBackward makes the scores again: five products for two.
func (d *timed) AttentionBackward(dqkv, dy, y, lse, qkv gpu.Buffer, b, n, h, dim int) error {
	part, _ := d.part(b * n)
	return d.note(part+" attention backward", 5*float64(b*h)*flop(n, n, dim), func() error {
		return d.Device.AttentionBackward(dqkv, dy, y, lse, qkv, b, n, h, dim)
	})
}

func (d *timed) LayerNorm(y, mean, rstd, x, w, b gpu.Buffer, rows, cols int, eps float32) error {
	return d.note("layer norm forward", 0, func() error { return d.Device.LayerNorm(y, mean, rstd, x, w, b, rows, cols, eps) })
}

func (d *timed) LayerNormBackward(dx, dw, db, dy, x, w, mean, rstd gpu.Buffer, rows, cols int, addX, addParams bool) error {
	return d.note("layer norm backward", 0, func() error {
		return d.Device.LayerNormBackward(dx, dw, db, dy, x, w, mean, rstd, rows, cols, addX, addParams)
	})
}

func (d *timed) AdamW(w, g, m, v gpu.Buffer, n int, s gpu.AdamW) error {
	return d.note("AdamW", 0, func() error { return d.Device.AdamW(w, g, m, v, n, s) })
}

func (d *timed) SumSquares(out, x gpu.Buffer, n int) error {
	return d.note("gradients' norm", 0, func() error { return d.Device.SumSquares(out, x, n) })
}
