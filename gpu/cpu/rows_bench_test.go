package cpu

import (
	"fmt"
	"testing"
	"time"

	"maestudio/gpu"
)

// heads of the presets: images, tokens, heads, size of a head.
var heads = []struct {
	name       string
	b, n, h, d int
}{
	{"quick encoder", 64, 17, 8, 32},
	{"quick decoder", 64, 65, 4, 32},
	{"tiny encoder", 16, 50, 3, 64},
	{"tiny decoder", 16, 197, 4, 24},
	{"base encoder", 8, 50, 12, 64},
	{"base decoder", 8, 197, 16, 32},
}

// BenchmarkAttention counts the products only: two on the way there, five back.
func BenchmarkAttention(b *testing.B) {
	forFamilies(b, func(b *testing.B, d *device) {
		for _, s := range heads {
			size := s.b * s.n * s.h * s.d
			y, qkv, dqkv := d.noise(b, size), d.noise(b, 3*size), d.noise(b, 3*size)
			lse, dy := d.noise(b, s.b*s.h*s.n), d.noise(b, size)
			product := 2 * float64(s.n) * float64(size)
			b.Run(s.name+"/there", func(b *testing.B) {
				d.rate(b, 2*product, func() { must(b, d.Attention(y, lse, qkv, s.b, s.n, s.h, s.d)) })
			})
			b.Run(s.name+"/back", func(b *testing.B) {
				d.rate(b, 5*product, func() { must(b, d.AttentionBackward(dqkv, dy, y, lse, qkv, s.b, s.n, s.h, s.d)) })
			})
		}
	})
}

// BenchmarkRows prints for each operation that only streams through memory how
// many bytes it has to move in a second, and what share that is of what Add moves
// in as much memory.
func BenchmarkRows(b *testing.B) {
	forFamilies(b, func(b *testing.B, d *device) {
		for _, s := range []struct {
			name       string
			rows, cols int
		}{{"quick encoder", 64 * 17, 256}, {"quick decoder", 64 * 65, 128}, {"base encoder", 64 * 50, 768}} {
			d.benchmarkNorm(b, s.name, s.rows, s.cols)
		}
		d.benchmarkLoss(b, 64*64, 192)
		for _, n := range []int{200_000, 7_000_000} {
			d.benchmarkOptimizer(b, n)
		}
		d.benchmarkTokens(b, 64, 16, 64, 128)
	})
}

func (d *device) benchmarkNorm(b *testing.B, name string, rows, cols int) {
	n := rows * cols
	x, y, dy, dx := d.noise(b, n), d.noise(b, n), d.noise(b, n), d.noise(b, n)
	w, bias, dw, db := d.noise(b, cols), d.noise(b, cols), d.noise(b, cols), d.noise(b, cols)
	mean, rstd := d.noise(b, rows), d.noise(b, rows)
	b.Run("norm "+name+"/there", func(b *testing.B) {
		d.bandwidth(b, 8*n, 8*n, func() { must(b, d.LayerNorm(y, mean, rstd, x, w, bias, rows, cols, 1e-6)) })
	})
	b.Run("norm "+name+"/back", func(b *testing.B) {
		d.bandwidth(b, 16*n, 12*n, func() {
			must(b, d.LayerNormBackward(dx, dw, db, dy, x, w, mean, rstd, rows, cols, true, false))
		})
	})
	b.Run("gelu "+name, func(b *testing.B) {
		d.bandwidth(b, 8*n, 8*n, func() { must(b, d.GELU(y, x, n)) })
	})
	b.Run("softmax "+name, func(b *testing.B) {
		d.bandwidth(b, 8*n, 8*n, func() { must(b, d.Softmax(y, x, rows, cols)) })
	})
}

func (d *device) benchmarkLoss(b *testing.B, rows, cols int) {
	n := rows * cols
	pred, target, dpred, loss := d.noise(b, n), d.noise(b, n), d.noise(b, n), d.noise(b, 1)
	b.Run("mse/there", func(b *testing.B) {
		d.bandwidth(b, 8*n, 8*n, func() { must(b, d.MaskedMSE(loss, nil, pred, target, nil, rows, cols)) })
	})
	b.Run("mse/back", func(b *testing.B) {
		d.bandwidth(b, 12*n, 12*n, func() { must(b, d.MaskedMSEBackward(dpred, pred, target, nil, rows, cols, 1)) })
	})
}

func (d *device) benchmarkOptimizer(b *testing.B, n int) {
	w, g, m, v, sum := d.noise(b, n), d.noise(b, n), d.noise(b, n), d.noise(b, n), d.noise(b, 1)
	b.Run(fmt.Sprint("adamw ", n), func(b *testing.B) {
		s := gpu.AdamW{Rate: 1e-3, Beta1: .9, Beta2: .95, Eps: 1e-8, Decay: .05, Step: 3}
		d.bandwidth(b, 28*n, 16*n, func() { must(b, d.AdamW(w, g, m, v, n, s)) })
	})
	b.Run(fmt.Sprint("sum squares ", n), func(b *testing.B) {
		d.bandwidth(b, 4*n, 4*n, func() { must(b, d.SumSquares(sum, g, n)) })
	})
}

func (d *device) benchmarkTokens(b *testing.B, images, k, n, dim int) {
	const side, p = 64, 8
	x, y := d.noise(b, images*(1+k)*dim), d.noise(b, images*(1+n)*dim)
	mask, pos, restore := d.noise(b, dim), d.noise(b, (1+n)*dim), d.order(b, images, n)
	pictures, patches := d.noise(b, images*3*side*side), d.noise(b, images*n*3*p*p)
	b.Run("unshuffle/there", func(b *testing.B) {
		bytes := 4 * images * (2 + k + n) * dim
		d.bandwidth(b, bytes, bytes, func() { must(b, d.Unshuffle(y, x, mask, pos, restore, images, k, n, dim)) })
	})
	b.Run("unshuffle/back", func(b *testing.B) {
		bytes := 4 * images * (2 + k + n) * dim
		d.bandwidth(b, bytes, bytes, func() { must(b, d.UnshuffleBackward(x, mask, y, restore, images, k, n, dim, false)) })
	})
	b.Run("gather patches", func(b *testing.B) {
		bytes := 8 * images * 3 * side * side
		d.bandwidth(b, bytes, bytes, func() {
			must(b, d.GatherPatches(patches, pictures, restore, images, 3, side, side, p, n))
		})
	})
	b.Run("pixel target", func(b *testing.B) {
		bytes := 8 * images * 3 * side * side
		d.bandwidth(b, bytes, bytes, func() {
			must(b, d.PixelTarget(patches, pictures, restore, images, 3, side, side, p, n, true))
		})
	})
}

// bandwidth prints the rate of a call that moves so many bytes, `memory` of them
// different ones, beside that of Add.
func (d *device) bandwidth(b *testing.B, bytes, memory int, call func()) {
	x, y := d.noise(b, memory/8), d.noise(b, memory/8)
	own, limit := 0.0, 0.0
	for b.Loop() {
		for range 5 {
			limit = max(limit, rateOf(12*memory/8, func() { must(b, d.Add(y, x)) }))
			own = max(own, rateOf(bytes, call))
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(own, "GB/s")
	b.ReportMetric(100*own/limit, "%add")
}

func rateOf(bytes int, call func()) float64 {
	call() // what it needs is now where it would be in a step
	start := time.Now()
	call()
	return float64(bytes) / time.Since(start).Seconds() / 1e9
}

func forFamilies(b *testing.B, run func(b *testing.B, d *device)) {
	for _, f := range Families() {
		if !f.Available {
			continue
		}
		b.Run(f.Name, func(b *testing.B) {
			d, err := open(Options{Family: f.Name, Threads: 1})
			must(b, err)
			defer d.Close()
			run(b, d)
		})
	}
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// noise is a buffer of numbers from 0 to 2.
func (d *device) noise(b *testing.B, n int) gpu.Buffer {
	x, err := d.New(gpu.Float32, n)
	must(b, err)
	b.Cleanup(x.Free)
	values, state := make([]float32, n), uint32(1)
	for i := range values {
		state = state*1664525 + 1013904223
		values[i] = float32(state) / (1 << 31)
	}
	must(b, d.Write(x, values))
	return x
}

// order is the places 0 to n-1 of each image, in an order of no meaning.
func (d *device) order(b *testing.B, images, n int) gpu.Buffer {
	x, err := d.New(gpu.Int32, images*n)
	must(b, err)
	b.Cleanup(x.Free)
	places := make([]int32, images*n)
	for i := range places {
		places[i] = int32(i % n * 29 % n)
	}
	must(b, d.WriteInt32(x, places))
	return x
}
