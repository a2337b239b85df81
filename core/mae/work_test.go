package mae

import (
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/reference"
)

// worker counts, beside what counter does, what else a training step does.
type worker struct {
	counter
	way                         float64 // operations of products on the way back
	embedded, predicted, copies int     // patches cut out, targets made, buffers copied or added
}

func (w *worker) LinearInput(dx, dy gpu.Buffer, m gpu.Weight, rows int, e gpu.GradEpilogue) error {
	out, in := m.Shape()
	w.way += 2 * float64(rows) * float64(out) * float64(in)
	return w.Device.LinearInput(dx, dy, m, rows, e)
}

func (w *worker) LinearWeight(dw, db, dy, x gpu.Buffer, rows, out, in int, add bool) error {
	w.way += 2 * float64(rows) * float64(out) * float64(in)
	return w.Device.LinearWeight(dw, db, dy, x, rows, out, in, add)
}

func (w *worker) GatherPatches(y, images, ids gpu.Buffer, b, c, height, width, p, k int) error {
	w.embedded += b * k
	return w.Device.GatherPatches(y, images, ids, b, c, height, width, p, k)
}

func (w *worker) PixelTarget(y, images, ids gpu.Buffer, b, c, height, width, p, k int, normalise bool) error {
	w.predicted += b * k
	return w.Device.PixelTarget(y, images, ids, b, c, height, width, p, k, normalise)
}

func (w *worker) Copy(dst, src gpu.Buffer) error {
	w.copies++
	return w.Device.Copy(dst, src)
}

func (w *worker) Add(y, x gpu.Buffer) error {
	w.copies++
	return w.Device.Add(y, x)
}

// A training step does no more than it must: only visible patches are cut out and
// embedded, only hidden ones predicted and made targets of; the way back has twice the
// products of the way there, less the pictures' gradient, which nobody wants; and
// nothing is copied or added by an operation of its own.
func TestWorkThatNeedNotBeDone(t *testing.T) {
	const batch = 2
	for name, c := range models {
		dev := &worker{counter: counter{Device: reference.Open[float32]()}}
		m := initialised(t, dev, c)
		x, noise := randomBatch(c, batch, 1)
		*dev = worker{counter: counter{Device: dev.Device}}
		_, err := m.Backward(x, noise, 1, false)
		must(t, err)
		keep := c.Keep()
		if dev.flops != batch*c.Forward() {
			t.Errorf("%s: the way there has %v operations, needed are %v", name, dev.flops, batch*c.Forward())
		}
		attention := 0.0
		for _, part := range []struct{ tokens, dim, depth int }{{1 + keep, c.Encoder.Dim, c.Encoder.Depth}, {1 + c.Patches(), c.Decoder.Dim, c.Decoder.Depth}} {
			attention += 4 * batch * float64(part.tokens*part.tokens*part.dim*part.depth)
		}
		pictures := 2 * batch * float64(keep*c.patchValues()*c.Encoder.Dim)
		if want := 2*(dev.flops-attention) - pictures; dev.way != want {
			t.Errorf("%s: the way back has %v operations in products of layers, needed are %v", name, dev.way, want)
		}
		if dev.embedded != batch*keep || dev.predicted != batch*(c.Patches()-keep) {
			t.Errorf("%s: %d patches were embedded and %d predicted, of %d pictures with %d patches of which %d are seen",
				name, dev.embedded, dev.predicted, batch, c.Patches(), keep)
		}
		if dev.copies != 0 {
			t.Errorf("%s: %d buffers were copied or added", name, dev.copies)
		}
	}
}
