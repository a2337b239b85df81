package reference

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A gradient is one operation with its derivative, for inputs of given lengths.
// backward fills one gradient an input; accumulates tells which of them it adds
// to what is there when asked to.
type gradient struct {
	inputs      []int
	forward     func(x [][]float64) [][]float64
	backward    func(dx, x, dy [][]float64, add bool)
	accumulates []bool // nil: none
}

// check compares <v, backward(u)> with <(f(x+hv) - f(x-hv)) / 2h, u> for random
// directions u, v: two forward passes check all entries at once.
func (g gradient) check(t *testing.T) {
	t.Helper()
	const h = 1e-5 // h² times the third derivative and 1e-16/h both stay below 1e-9
	r := rand.New(rand.NewPCG(1, 2))
	for range 3 {
		x, v := randomAll(r, g.inputs), randomAll(r, g.inputs)
		up, down := g.forward(moved(x, v, h)), g.forward(moved(x, v, -h))
		u := randomLike(r, up)

		dx := filled(g.inputs, math.NaN())
		g.backward(dx, x, u, false)
		got, want := 0.0, 0.0
		for i := range v {
			got += dot(v[i], dx[i])
		}
		for i := range u {
			want += (dot(up[i], u[i]) - dot(down[i], u[i])) / (2 * h)
		}
		if !(math.Abs(got-want) <= 1e-7*(1+math.Abs(want))) {
			t.Errorf("the derivative is %v, finite differences say %v", got, want)
		}
		g.checkAdd(t, x, u, dx)
	}
}

// checkAdd wants 10 + gradient where gradients are added to 10.
func (g gradient) checkAdd(t *testing.T, x, u, dx [][]float64) {
	t.Helper()
	if g.accumulates == nil {
		return
	}
	added := filled(g.inputs, 10)
	g.backward(added, x, u, true)
	for i := range added {
		base := 0.0
		if g.accumulates[i] {
			base = 10
		}
		for j := range added[i] {
			if !(math.Abs(added[i][j]-base-dx[i][j]) <= 1e-12) {
				t.Fatalf("input %d[%d]: %v added to %v gives %v", i, j, dx[i][j], base, added[i][j])
			}
		}
	}
}

func TestGradients(t *testing.T) {
	for name, g := range map[string]gradient{
		"linear":         linearGradient(5, 3, 7),
		"linear of one":  linearGradient(1, 1, 1),
		"layer norm":     layerNormGradient(3, 7),
		"attention":      attentionGradient(2, 5, 3, 8),
		"attention of 1": attentionGradient(1, 1, 1, 3),
		"gelu": {
			inputs:  []int{33},
			forward: func(x [][]float64) [][]float64 { y := make([]float64, 33); GELU(y, x[0]); return [][]float64{y} },
			backward: func(dx, x, dy [][]float64, _ bool) {
				GELUBackward(dx[0], dy[0], x[0])
			},
		},
		"softmax": {
			inputs: []int{3 * 7},
			forward: func(x [][]float64) [][]float64 {
				y := make([]float64, 21)
				Softmax(y, x[0], 3, 7)
				return [][]float64{y}
			},
			backward: func(dx, x, dy [][]float64, _ bool) {
				y := make([]float64, 21)
				Softmax(y, x[0], 3, 7)
				SoftmaxBackward(dx[0], dy[0], y, 3, 7)
			},
		},
		"masked squares":    maskedGradient([]float64{1, 0, 1, 1, 0}, 5, 3),
		"unmasked squares":  maskedGradient(nil, 5, 3),
		"patches":           patchesGradient(),
		"embed":             embedGradient(),
		"unshuffle":         unshuffleGradient(true),
		"unshuffle, no pos": unshuffleGradient(false),
		"rows":              rowsGradient(),
		"cross-entropy":     entropyGradient(5, 7),
		"mean of rows":      meanGradient(3, 4, 5),
		"scaled rows":       scaleGradient(3, 7),
	} {
		t.Run(name, func(t *testing.T) { g.check(t) })
	}
}

func linearGradient(rows, out, in int) gradient {
	return gradient{
		inputs: []int{rows * in, out * in, out},
		forward: func(x [][]float64) [][]float64 {
			y := make([]float64, rows*out)
			Linear(y, x[0], x[1], x[2], rows, out, in)
			return [][]float64{y}
		},
		backward: func(dx, x, dy [][]float64, add bool) {
			LinearInput(dx[0], dy[0], x[1], rows, out, in, add)
			LinearWeight(dx[1], dx[2], dy[0], x[0], rows, out, in, add)
		},
		accumulates: []bool{true, true, true},
	}
}

func layerNormGradient(rows, cols int) gradient {
	forward := func(x [][]float64) (y, mean, rstd []float64) {
		y, mean, rstd = make([]float64, rows*cols), make([]float64, rows), make([]float64, rows)
		LayerNorm(y, mean, rstd, x[0], x[1], x[2], rows, cols, 1e-6)
		return y, mean, rstd
	}
	return gradient{
		inputs: []int{rows * cols, cols, cols},
		forward: func(x [][]float64) [][]float64 {
			y, _, _ := forward(x)
			return [][]float64{y}
		},
		backward: func(dx, x, dy [][]float64, add bool) {
			_, mean, rstd := forward(x)
			LayerNormBackward(dx[0], dx[1], dx[2], dy[0], x[0], x[1], mean, rstd, rows, cols, add, add)
		},
		accumulates: []bool{true, true, true},
	}
}

func attentionGradient(b, n, h, d int) gradient {
	forward := func(x [][]float64) (y, lse []float64) {
		y, lse = make([]float64, b*n*h*d), make([]float64, b*h*n)
		Attention(y, lse, x[0], b, n, h, d)
		return y, lse
	}
	return gradient{
		inputs: []int{b * n * 3 * h * d},
		forward: func(x [][]float64) [][]float64 {
			y, _ := forward(x)
			return [][]float64{y}
		},
		backward: func(dx, x, dy [][]float64, _ bool) {
			y, lse := forward(x)
			AttentionBackward(dx[0], dy[0], y, lse, x[0], b, n, h, d)
		},
	}
}

func maskedGradient(mask []float64, rows, cols int) gradient {
	target := randomAll(rand.New(rand.NewPCG(3, 4)), []int{rows * cols})[0]
	return gradient{
		inputs: []int{rows * cols},
		forward: func(x [][]float64) [][]float64 {
			return [][]float64{{MaskedMSE(nil, x[0], target, mask, rows, cols)}}
		},
		backward: func(dx, x, dy [][]float64, _ bool) {
			MaskedMSEBackward(dx[0], x[0], target, mask, rows, cols, dy[0][0])
		},
	}
}

func patchesGradient() gradient {
	g, ids := Grid{B: 2, C: 3, Height: 4, Width: 6, P: 2}, []int32{5, 0, 1, 2, 4, 5}
	return gradient{
		inputs: []int{2 * 3 * 4 * 6},
		forward: func(x [][]float64) [][]float64 {
			y := make([]float64, len(ids)*3*2*2)
			GatherPatches(y, x[0], ids, g, 3)
			return [][]float64{y}
		},
		backward: func(dx, x, dy [][]float64, add bool) {
			clearUnless(add, dx[0])
			ScatterPatches(dx[0], dy[0], ids, g, 3)
		},
		accumulates: []bool{true},
	}
}

func embedGradient() gradient {
	const b, k, n, d = 3, 2, 5, 7
	ids := []int32{4, 0, 1, 4, 2, 3}
	return gradient{
		inputs: []int{b * k * d, d, (1 + n) * d},
		forward: func(x [][]float64) [][]float64 {
			y := make([]float64, b*(1+k)*d)
			Embed(y, x[0], x[1], x[2], ids, b, k, d)
			return [][]float64{y}
		},
		backward: func(dx, x, dy [][]float64, add bool) {
			EmbedBackward(dx[0], dx[1], dx[2], dy[0], ids, b, k, n, d, add)
		},
		accumulates: []bool{false, true, true},
	}
}

func unshuffleGradient(withPos bool) gradient {
	const b, k, n, d = 2, 2, 5, 3
	restore := []int32{4, 0, 1, 3, 2, 2, 4, 3, 0, 1}
	var pos []float64
	if withPos {
		pos = randomAll(rand.New(rand.NewPCG(5, 6)), []int{(1 + n) * d})[0]
	}
	return gradient{
		inputs: []int{b * (1 + k) * d, d},
		forward: func(x [][]float64) [][]float64 {
			y := make([]float64, b*(1+n)*d)
			Unshuffle(y, x[0], x[1], pos, restore, b, k, n, d)
			return [][]float64{y}
		},
		backward: func(dx, x, dy [][]float64, add bool) {
			UnshuffleBackward(dx[0], dx[1], dy[0], restore, b, k, n, d, add)
		},
		accumulates: []bool{false, true},
	}
}

func rowsGradient() gradient {
	const b, n, k, d = 2, 5, 2, 3
	ids := []int32{3, 0, 4, 1}
	return gradient{
		inputs: []int{b * n * d},
		forward: func(x [][]float64) [][]float64 {
			y := make([]float64, b*k*d)
			GatherRows(y, x[0], ids, n, k, d)
			return [][]float64{y}
		},
		backward: func(dx, x, dy [][]float64, add bool) {
			ScatterRows(dx[0], dy[0], ids, n, k, d, add)
		},
		accumulates: []bool{true},
	}
}

func randomAll(r *rand.Rand, lengths []int) [][]float64 {
	all := make([][]float64, len(lengths))
	for i, n := range lengths {
		all[i] = make([]float64, n)
		for j := range all[i] {
			all[i][j] = r.NormFloat64()
		}
	}
	return all
}

func randomLike(r *rand.Rand, x [][]float64) [][]float64 {
	lengths := make([]int, len(x))
	for i := range x {
		lengths[i] = len(x[i])
	}
	return randomAll(r, lengths)
}

func filled(lengths []int, v float64) [][]float64 {
	all := make([][]float64, len(lengths))
	for i, n := range lengths {
		all[i] = make([]float64, n)
		for j := range all[i] {
			all[i][j] = v
		}
	}
	return all
}

// moved is x + h v.
func moved(x, v [][]float64, h float64) [][]float64 {
	all := make([][]float64, len(x))
	for i := range x {
		all[i] = make([]float64, len(x[i]))
		for j := range x[i] {
			all[i][j] = x[i][j] + h*v[i][j]
		}
	}
	return all
}

func entropyGradient(rows, cols int) gradient {
	target := make([]float64, rows*cols)
	for i := range target {
		target[i] = float64(i%4) / 3 // rows of any sum
	}
	return gradient{
		inputs: []int{rows * cols},
		forward: func(x [][]float64) [][]float64 {
			return [][]float64{{CrossEntropy(nil, x[0], target, rows, cols)}}
		},
		backward: func(dx, x, dy [][]float64, _ bool) {
			CrossEntropyBackward(dx[0], x[0], target, rows, cols, dy[0][0])
		},
	}
}

func meanGradient(b, n, d int) gradient {
	return gradient{
		inputs: []int{b * (1 + n) * d},
		forward: func(x [][]float64) [][]float64 {
			y := make([]float64, b*d)
			MeanRows(y, x[0], b, n, d)
			return [][]float64{y}
		},
		backward:    func(dx, _, dy [][]float64, add bool) { MeanRowsBackward(dx[0], dy[0], b, n, d, add) },
		accumulates: []bool{true},
	}
}

func scaleGradient(b, n int) gradient {
	scale := []float64{0, 1.25, 1.25}
	return gradient{
		inputs: []int{b * n, b * n},
		forward: func(x [][]float64) [][]float64 {
			y := make([]float64, b*n)
			ScaleRows(y, x[0], scale, x[1], b, n)
			return [][]float64{y}
		},
		backward: func(dx, _, dy [][]float64, _ bool) {
			ScaleRows(dx[0], dy[0], scale, nil, b, n)
			copy(dx[1], dy[0])
		},
	}
}
