package autograd

import (
	"math"
	"math/rand/v2"
	"testing"

	"maestudio/gpu/reference"
)

// Every operation against finite differences in float64, in one random
// direction of its parameters; a layer before it stands for its input.
func TestGradients(t *testing.T) {
	const rows, d = 2 * (1 + testN), testWidth
	input := func(t *Tape) *Value { return t.Linear(t.Input(rows, d), "a.proj") }
	cases := map[string]func(t *Tape) *Value{
		"linear":     func(t *Tape) *Value { return t.Linear(input(t), "b.proj") },
		"residual":   func(t *Tape) *Value { x := input(t); return t.LinearAdd(t.Linear(x, "a.qkv"), "a.mlp.fc2", x) },
		"layer norm": func(t *Tape) *Value { return t.LayerNorm(input(t), "last", 1e-6) },
		"mlp":        func(t *Tape) *Value { x := input(t); return t.MLP(x, "a.mlp", x) },
		"mlp alone":  func(t *Tape) *Value { return t.MLP(input(t), "a.mlp", nil) },
		"attention":  func(t *Tape) *Value { return t.Attention(t.Linear(input(t), "a.qkv"), 2, rows/2, testHeads) },
		"block":      func(t *Tape) *Value { return testBlock(t, input(t), "b") },
		"choosing rows": func(t *Tape) *Value { // the rest of x counts too
			x := t.LayerNorm(input(t), "last", 1e-6)
			a := t.GatherRows(x, filled(t, 2, 3, 5), 2)
			b := t.GatherRows(x, filled(t, 2, 3, 7), 2)
			return t.LinearAdd(a, "b.proj", b)
		},
		"unshuffling": func(t *Tape) *Value {
			x := t.GatherRows(input(t), filled(t, 2, 1+testKept, 1+testN), 2)
			return t.Unshuffle(x, "mask", "pos", filled(t, 2, testN, testN), 2)
		},
		"embedding": func(t *Tape) *Value {
			x := t.GatherRows(input(t), filled(t, 2, testKept, 1+testN), 2)
			return t.Embed(x, "cls", "pos2", filled(t, 2, testKept, testN), 2)
		},
		"patch embedding": func(t *Tape) *Value {
			g := Grid{Images: 2, Channels: 3, Side: testSide, Patch: testPatch}
			return t.PatchEmbed(t.Input(2, g.pixels()), filled(t, 2, testKept, testN), g, "patch")
		},
		"mean of rows": func(t *Tape) *Value { // the rest of x counts too
			x := t.LayerNorm(input(t), "last", 1e-6)
			a := t.GatherRows(x, filled(t, 2, 1, 1), 2)
			return t.LinearAdd(t.MeanRows(x, 2), "b.proj", a)
		},
		"dropping branches": func(t *Tape) *Value {
			x := input(t)
			scale := t.Input(2, 1)
			return t.DropPath(t.MLP(t.LayerNorm(x, "b.norm1", 1e-6), "b.mlp", nil), scale, x)
		},
		"added to itself": func(t *Tape) *Value { x := input(t); return t.LinearAdd(x, "b.proj", x) },
		// x is read by three: twice added to a result, once by a norm.
		"many readers": func(t *Tape) *Value {
			x := input(t)
			y := t.MLP(t.LayerNorm(x, "b.norm1", 1e-6), "b.mlp", x)
			return t.LinearAdd(y, "b.proj", x)
		},
		// ... and the one that adds it comes before one that multiplies it.
		"added, then read": func(t *Tape) *Value {
			x := input(t)
			y := t.LinearAdd(x, "b.proj", x)
			return t.MLP(x, "b.mlp", y)
		},
	}
	for name, record := range cases {
		t.Run(name, func(t *testing.T) { checkGradient(t, record) })
	}
}

func filled(t *Tape, images, k, n int) *Places {
	p := t.Places(images * k)
	r := rand.New(rand.NewPCG(uint64(k), uint64(n)))
	var ids []int32
	for range images {
		for _, place := range r.Perm(n)[:k] {
			ids = append(ids, int32(place))
		}
	}
	if t.err == nil {
		t.err = t.dev.WriteInt32(p.buf, ids)
	}
	return p
}

func TestEntropyGradient(t *testing.T) {
	dev := reference.Open[float64]()
	r := rand.New(rand.NewPCG(7, 8))
	p, err := NewParams(dev, testSpecs())
	must(t, err)
	for _, s := range p.Specs() {
		must(t, p.Set(s.Name, randoms(r, s.elements())))
	}
	tape := NewTape(dev, p, Options{Train: true})
	in := tape.Input(5, testWidth)
	logits := tape.Linear(in, "a.proj")
	target := tape.Input(5, testWidth)
	loss, _ := tape.CrossEntropy(logits, target)
	must(t, tape.Plan())
	f := func() float64 {
		must(t, tape.Write(in, randoms(rand.New(rand.NewPCG(1, 1)), 5*testWidth)))
		must(t, tape.Write(target, positives(rand.New(rand.NewPCG(2, 2)), 5*testWidth)))
		must(t, tape.Forward())
		return reference.Data[float64](loss.data.buf)[0]
	}
	f()
	must(t, tape.Backward(1, false))
	w, g := reference.Data[float64](p.values)[:p.trained], reference.Data[float64](p.gradients)
	if got, want := directional(r, w, g, f); !(math.Abs(got-want) <= 1e-8*math.Abs(want)) || want == 0 {
		t.Errorf("the derivative in a random direction is %.10g, finite differences give %.10g", got, want)
	}
}

func positives(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = r.Float32()
	}
	return x
}

// checkGradient compares <gradient, v> with (f(w+hv)-f(w-hv))/2h for a loss f
// that weighs every number of the result differently and masks some rows.
func checkGradient(t *testing.T, record func(t *Tape) *Value) {
	dev := reference.Open[float64]()
	r := rand.New(rand.NewPCG(5, 6))
	p, err := NewParams(dev, testSpecs())
	must(t, err)
	for _, s := range p.Specs() {
		must(t, p.Set(s.Name, randoms(r, s.elements())))
	}
	tape := NewTape(dev, p, Options{Train: true})
	y := record(tape)
	target, mask := tape.Input(y.Rows, y.Cols), tape.Input(y.Rows, 1)
	loss, _ := tape.MaskedMSE(y, target, mask)
	tape.apart = true // inputs are written once
	must(t, tape.Plan())
	for _, in := range tape.inputs {
		x := randoms(r, in.Rows*in.Cols)
		if in == mask {
			for i := range x {
				x[i] = float32(min(1, i%4))
			}
		}
		must(t, tape.Write(in, x))
	}
	f := func() float64 {
		must(t, tape.Forward())
		return reference.Data[float64](loss.data.buf)[0]
	}
	f()
	must(t, tape.Backward(1, false))
	w, g := reference.Data[float64](p.values)[:p.trained], reference.Data[float64](p.gradients)
	if got, want := directional(r, w, g, f); !(math.Abs(got-want) <= 1e-8*math.Abs(want)+1e-12) || want == 0 {
		t.Errorf("the derivative in a random direction is %.10g, finite differences give %.10g", got, want)
	}
}

// directional returns the derivative in a random direction v two ways: from the
// gradient, and from f at w+hv, w-hv, w+2hv and w-2hv.
func directional(r *rand.Rand, w, gradient []float64, f func() float64) (got, want float64) {
	v := make([]float64, len(w))
	for i := range v {
		v[i] = r.NormFloat64()
		got += v[i] * gradient[i]
	}
	at := func(h float64) float64 {
		for i := range w {
			w[i] += h * v[i]
		}
		y := f()
		for i := range w {
			w[i] -= h * v[i]
		}
		return y
	}
	const h = 1e-4
	return got, (8*(at(h)-at(-h)) - (at(2*h) - at(-2*h))) / (12 * h)
}
