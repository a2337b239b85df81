package cpu

import (
	"fmt"
	"testing"
	"time"

	"maestudio/gpu"
)

// layers of the presets: rows, out, in.
var layers = []struct {
	name          string
	rows, out, in int
}{
	{"quick encoder qkv", 1088, 768, 256},
	{"quick encoder proj", 1088, 256, 256},
	{"quick encoder fc1", 1088, 1024, 256},
	{"quick encoder fc2", 1088, 256, 1024},
	{"quick decoder qkv", 4160, 384, 128},
	{"quick decoder proj", 4160, 128, 128},
	{"quick decoder fc1", 4160, 512, 128},
	{"quick decoder fc2", 4160, 128, 512},
	{"quick decoder pred", 4160, 192, 128},
	{"base qkv", 512, 2304, 768},
}

// BenchmarkLinear prints for each layer and product its rate and its share of what
// the processor's registers can do. Product and peak alternate, and the best of
// each counts, for what else runs on the machine only takes away.
func BenchmarkLinear(b *testing.B) {
	for _, f := range Families() {
		if !f.Available {
			continue
		}
		for _, matrix := range []gpu.DType{gpu.Float32, gpu.BFloat16} {
			benchmarkLinear(b, f.Name, matrix)
		}
	}
}

func benchmarkLinear(b *testing.B, family string, matrix gpu.DType) {
	d, err := open(Options{Family: family, Matrix: matrix})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	for _, l := range layers {
		for name, call := range d.products(b, l.rows, l.out, l.in) {
			b.Run(fmt.Sprintf("%s/%s/%s/%s", family, matrix, l.name, name), func(b *testing.B) {
				d.rate(b, 2*float64(l.rows)*float64(l.out)*float64(l.in), call)
			})
		}
	}
}

func (d *device) rate(b *testing.B, operations float64, call func()) {
	best, peak := 0.0, 0.0
	for b.Loop() {
		peak = max(peak, d.peak())
		for range 5 {
			start := time.Now()
			call()
			best = max(best, operations/time.Since(start).Seconds()/1e9)
		}
	}
	b.ReportMetric(0, "ns/op") // the mean would count the peak's loop
	b.ReportMetric(best, "GFLOP/s")
	b.ReportMetric(100*best/peak, "%peak")
}

// products are the three of a layer, each on its own buffers.
func (d *device) products(b *testing.B, rows, out, in int) map[string]func() {
	// Sums are of the size that they have in training: some processors are slow with GELU's
	// denormal tails.
	buffer := func(t gpu.DType, n int, value float32) gpu.Buffer {
		x, err := d.New(t, n)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(x.Free)
		ones := make([]float32, n)
		for i := range ones {
			ones[i] = value
		}
		if err := d.Write(x, ones); err != nil {
			b.Fatal(err)
		}
		return x
	}
	x, y := buffer(d.matrix, rows*in, 1), buffer(d.matrix, rows*out, 1)
	values, bias := buffer(gpu.Float32, out*in, 1/float32(in)), buffer(gpu.Float32, out, 1)
	dw, db := buffer(gpu.Float32, out*in, 0), buffer(gpu.Float32, out, 0)
	w, err := d.NewWeight(values, out, in)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(w.Free)
	check := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	return map[string]func(){
		"forward": func() { check(d.Linear(y, x, w, bias, rows, gpu.Epilogue{})) },
		"input":   func() { check(d.LinearInput(x, y, w, rows, gpu.GradEpilogue{})) },
		"weight":  func() { check(d.LinearWeight(dw, db, y, x, rows, out, in, false)) },
		"changed": func() { w.Changed(); check(d.Linear(y, x, w, bias, rows, gpu.Epilogue{})) },
		"gelu":    func() { check(d.Linear(y, x, w, bias, rows, gpu.Epilogue{GELU: true, Slope: y})) },
	}
}
