package goldens

import (
	"testing"

	"maestudio/gpu"
)

// bench is where one operation is tested: a device, and the operation's tensors.
type bench struct {
	t      *testing.T
	d      gpu.Device
	op     string
	golden *File
}

// results are buffers by the name of the tensor that they should equal.
type results map[string]gpu.Buffer

func newBench(t *testing.T, d gpu.Device, op string) *bench {
	return &bench{t: t, d: d, op: op, golden: Open(t, "ops.safetensors")}
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) shape(name string) []int { return b.golden.Shape(b.op + "." + name) }

func (b *bench) number(name string) float64 { return b.golden.Float64(b.op + "." + name)[0] }

// buffer holds a golden tensor.
func (b *bench) buffer(name string) gpu.Buffer { return b.fill(b.golden.Float32(b.op + "." + name)) }

func (b *bench) weight(name string, out, in int) gpu.Weight {
	w, err := b.d.NewWeight(b.buffer(name), out, in)
	b.must(err)
	b.t.Cleanup(w.Free)
	return w
}

func (b *bench) fill(values []float32) gpu.Buffer {
	buffer := b.empty(len(values))
	b.must(b.d.Write(buffer, values))
	return buffer
}

func (b *bench) empty(n int) gpu.Buffer { return b.make(gpu.Float32, n) }

func (b *bench) places(name string) gpu.Buffer {
	return b.fillPlaces(b.golden.Int32(b.op + "." + name))
}

// all is the places of all n patches of each picture, in order.
func (b *bench) all(batch, n int) gpu.Buffer {
	places := make([]int32, batch*n)
	for i := range places {
		places[i] = int32(i % n)
	}
	return b.fillPlaces(places)
}

func (b *bench) fillPlaces(places []int32) gpu.Buffer {
	buffer := b.make(gpu.Int32, len(places))
	b.must(b.d.WriteInt32(buffer, places))
	return buffer
}

func (b *bench) make(t gpu.DType, n int) gpu.Buffer {
	buffer, err := b.d.New(t, n)
	b.must(err)
	b.t.Cleanup(buffer.Free)
	return buffer
}

func (b *bench) compare(got results) {
	b.t.Helper()
	for name, buffer := range got {
		values := make([]float32, buffer.Len())
		b.must(b.d.Read(values, buffer))
		b.golden.Compare(b.t, b.op+"."+name, values)
	}
}
