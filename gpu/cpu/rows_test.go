package cpu

import (
	"math"
	"testing"

	"maestudio/gpu"
)

// TestGELUAccuracy walks through the float32s in small steps. The bounds are those
// that vmath.h names.
func TestGELUAccuracy(t *testing.T) {
	x := everyFloat(101, func(v float64) bool { return v > -12.5 && v < 100 })
	onFamilies(t, func(t *testing.T, d *device) {
		in, y, dx := d.hold(t, x), d.hold(t, x), d.hold(t, x)
		check(t, d.GELU(y, in, len(x)))
		check(t, d.GELUBackward(dx, d.hold(t, ones(len(x))), in, len(x)))
		got, slope := d.values(t, y), d.values(t, dx)
		for i, v := range x {
			v := float64(v)
			bell, below := math.Exp(-v*v/2)/math.Sqrt(2*math.Pi), math.Erfc(-v/math.Sqrt2)/2
			if v > -1 {
				wantUlps(t, "gelu", v, got[i], v*below, 5)
			} else {
				wantWithin(t, "gelu", v, got[i], v*below, 8e-6*math.Abs(v*below))
			}
			wantWithin(t, "gelu's slope", v, slope[i], below+v*bell, 2e-7)
		}
	})
}

// TestExpAccuracy: of a row (x, 0), softmax gives two numbers whose quotient is e^x.
func TestExpAccuracy(t *testing.T) {
	some := everyFloat(1009, func(v float64) bool { return v > -80 && v < 0 })
	x := make([]float32, 0, 2*len(some))
	for _, v := range some {
		x = append(x, v, 0)
	}
	onFamilies(t, func(t *testing.T, d *device) {
		y := d.hold(t, x)
		check(t, d.Softmax(y, d.hold(t, x), len(some), 2))
		got := d.values(t, y)
		for i, v := range some {
			wantUlps(t, "exp", float64(v), got[2*i], math.Exp(float64(v))/(1+math.Exp(float64(v))), 4)
		}
	})
}

// TestLogAccuracy: where all scores are 0, lse is the logarithm of the number of keys.
func TestLogAccuracy(t *testing.T) {
	onFamilies(t, func(t *testing.T, d *device) {
		for n := 1; n < 300; n++ {
			y, lse, qkv := d.hold(t, make([]float32, n)), d.hold(t, make([]float32, n)), d.hold(t, make([]float32, 3*n))
			check(t, d.Attention(y, lse, qkv, 1, n, 1, 1))
			for _, got := range d.values(t, lse) {
				wantUlps(t, "log", float64(n), got, math.Log(float64(n)), 1)
			}
		}
	})
}

// TestNothing: sizes may be 0, and then nothing is touched.
func TestNothing(t *testing.T) {
	onFamilies(t, func(t *testing.T, d *device) {
		x, ids := d.hold(t, []float32{7}), d.places(t, 0)
		for name, call := range map[string]func() error{
			"layer norm":          func() error { return d.LayerNorm(x, x, x, x, x, x, 0, 0, 1e-6) },
			"layer norm backward": func() error { return d.LayerNormBackward(x, x, x, x, x, x, x, x, 0, 0, false, false) },
			"gelu":                func() error { return d.GELU(x, x, 0) },
			"softmax":             func() error { return d.Softmax(x, x, 0, 5) },
			"softmax of nothing":  func() error { return d.Softmax(x, x, 5, 0) },
			"attention":           func() error { return d.Attention(x, x, x, 0, 5, 2, 3) },
			"no tokens":           func() error { return d.Attention(x, x, x, 5, 0, 2, 3) },
			"no heads":            func() error { return d.AttentionBackward(x, x, x, x, x, 2, 3, 0, 5) },
			"no numbers":          func() error { return d.AttentionBackward(x, x, x, x, x, 1, 1, 1, 0) },
			"gather patches":      func() error { return d.GatherPatches(x, x, ids, 0, 3, 8, 8, 4, 2) },
			"no patches":          func() error { return d.PixelTarget(x, x, ids, 2, 0, 8, 8, 4, 0, true) },
			"embed backward":      func() error { return d.EmbedBackward(x, x, nil, x, ids, 0, 3, 4, 0, false) },
			"unshuffle backward":  func() error { return d.UnshuffleBackward(x, x, x, ids, 0, 3, 4, 0, false) },
			"scatter rows":        func() error { return d.ScatterRows(x, x, ids, 0, 3, 4, 5, false) },
			"adamw":               func() error { return d.AdamW(x, x, x, x, 0, gpu.AdamW{Step: 1}) },
		} {
			check(t, call())
			if got := d.values(t, x)[0]; got != 7 {
				t.Fatalf("%s of nothing wrote %v", name, got)
			}
		}
	})
}

// TestAttentionLong has more tokens than fit into the scratch that a thread starts
// with. Each row of probabilities adds up to 1, so dv adds up to what dy does, and
// equal values come out as they are.
func TestAttentionLong(t *testing.T) {
	const n, dim = 4097, 32
	qkv, dy := make([]float32, 3*n*dim), make([]float32, n*dim)
	want := 0.0
	for i := range dy {
		dy[i] = float32(math.Sin(float64(i)))
		want += float64(dy[i])
		token, c := i/dim, i%dim
		qkv[token*3*dim+c], qkv[token*3*dim+dim+c], qkv[token*3*dim+2*dim+c] = dy[i], dy[len(dy)-1-i], 3
	}
	onFamilies(t, func(t *testing.T, d *device) {
		y, lse, in, dqkv := d.hold(t, dy), d.hold(t, dy[:n]), d.hold(t, qkv), d.hold(t, qkv)
		check(t, d.Attention(y, lse, in, 1, n, 1, dim))
		for i, got := range d.values(t, y) {
			wantWithin(t, "y", float64(i), got, 3, 5e-5) // rounded 4097 times
		}
		check(t, d.AttentionBackward(dqkv, d.hold(t, dy), y, lse, in, 1, n, 1, dim))
		sum := 0.0
		for i, v := range d.values(t, dqkv) {
			if i/dim%3 == 2 {
				sum += float64(v)
			}
		}
		wantWithin(t, "the sum of dv", 0, float32(sum), want, 1e-3)
	})
}

// TestNoAllocation: what a step calls over and over leaves Go's heap alone.
func TestNoAllocation(t *testing.T) {
	d, err := open(Options{Threads: 1})
	check(t, err)
	defer d.Close()
	const rows, cols = 34, 64
	x, y, z, w := d.hold(t, ones(rows*cols*3)), d.hold(t, ones(rows*cols*3)), d.hold(t, ones(rows*cols*3)), d.hold(t, ones(rows*cols))
	mean, rstd, ids := d.hold(t, ones(rows*2)), d.hold(t, ones(rows*2)), d.places(t, 2)
	for name, call := range map[string]func() error{
		"layer norm":          func() error { return d.LayerNorm(y, mean, rstd, x, w, w, rows, cols, 1e-6) },
		"layer norm backward": func() error { return d.LayerNormBackward(y, z, z, x, x, w, mean, rstd, rows, cols, true, false) },
		"gelu backward":       func() error { return d.GELUBackward(y, x, x, rows) },
		"attention":           func() error { return d.Attention(y, mean, x, 2, 17, 2, 32) },
		"attention backward":  func() error { return d.AttentionBackward(y, x, w, mean, z, 2, 17, 2, 32) },
		"gather rows":         func() error { return d.GatherRows(y, x, ids, 1, 2, 2, cols) },
		"unshuffle backward":  func() error { return d.UnshuffleBackward(y, z, x, ids, 1, 2, 2, cols, false) },
		"masked mse":          func() error { return d.MaskedMSE(mean, rstd, x, y, nil, rows, cols) },
		"adamw":               func() error { return d.AdamW(x, y, z, w, rows*cols, gpu.AdamW{Step: 1}) },
		"sum squares":         func() error { return d.SumSquares(mean, x, rows*cols) },
	} {
		if n := testing.AllocsPerRun(10, func() { check(t, call()) }); n > 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

// everyFloat is every step-th float32 that a condition holds for.
func everyFloat(step uint32, holds func(v float64) bool) []float32 {
	var x []float32
	for bits := uint64(0); bits < 1<<32; bits += uint64(step) * 256 {
		if v := math.Float32frombits(uint32(bits)); holds(float64(v)) {
			x = append(x, v)
		}
	}
	return x
}

func wantWithin(t *testing.T, what string, x float64, got float32, want, bound float64) {
	t.Helper()
	if !(math.Abs(float64(got)-want) <= bound+0x1p-126) {
		t.Fatalf("%s of %v is %v, want %v within %.2g", what, x, got, want, bound)
	}
}

func wantUlps(t *testing.T, what string, x float64, got float32, want, ulps float64) {
	t.Helper()
	near := float32(math.Abs(want))
	wantWithin(t, what, x, got, want, ulps*float64(math.Nextafter32(near, math.MaxFloat32)-near))
}

func onFamilies(t *testing.T, test func(t *testing.T, d *device)) {
	for _, f := range Families() {
		t.Run(f.Name, func(t *testing.T) {
			d, err := open(Options{Family: f.Name, Threads: 2})
			if err != nil {
				t.Skip(err)
			}
			defer d.Close()
			test(t, d)
		})
	}
}

func (d *device) hold(t testing.TB, x []float32) gpu.Buffer {
	t.Helper()
	return d.holdAs(t, gpu.Float32, x)
}

func (d *device) holdAs(t testing.TB, as gpu.DType, x []float32) gpu.Buffer {
	t.Helper()
	b, err := d.New(as, len(x))
	check(t, err)
	t.Cleanup(b.Free)
	check(t, d.Write(b, x))
	return b
}

// places is a buffer of the places 0 to n-1.
func (d *device) places(t testing.TB, n int) gpu.Buffer {
	t.Helper()
	b, err := d.New(gpu.Int32, n)
	check(t, err)
	t.Cleanup(b.Free)
	places := make([]int32, n)
	for i := range places {
		places[i] = int32(i)
	}
	check(t, d.WriteInt32(b, places))
	return b
}

func (d *device) values(t testing.TB, b gpu.Buffer) []float32 {
	t.Helper()
	x := make([]float32, b.Len())
	check(t, d.Read(x, b))
	return x
}

func ones(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = 1
	}
	return x
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
