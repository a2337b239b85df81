package cpu

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/reference"
)

// TestTiles walks through all sizes around the edges of tiles, panels, pieces and
// strips, which the conformance suite only samples, against sums in float64.
func TestTiles(t *testing.T) {
	rows, outs, ins := []int{1, 3, 5, 11, 12, 13, 25, 191, 193, 385}, []int{1, 7, 12, 31, 33, 65}, []int{1, 9, 31, 32, 33, 63, 65, 129}
	onFamilies(t, func(t *testing.T, d *device) {
		for _, r := range rows {
			for _, out := range outs {
				for _, in := range ins {
					if testing.Short() && (r+out+in)%5 != 0 {
						continue
					}
					newProducts(t, d, r, out, in).check(t)
				}
			}
		}
	})
}

// TestTilesOfPairs does so with pairs of bfloat16, from numbers that are such already:
// their products are exact, so sums are as near as those of float32.
func TestTilesOfPairs(t *testing.T) {
	for _, f := range Families() {
		t.Run(f.Name, func(t *testing.T) {
			d, err := open(Options{Family: f.Name, Threads: 2, Matrix: gpu.BFloat16})
			if err != nil {
				t.Skip(err)
			}
			defer d.Close()
			for _, r := range []int{1, 15, 16, 17, 31, 32, 33, 65, 257} {
				for _, out := range []int{1, 31, 32, 33, 97} {
					for _, in := range []int{1, 2, 31, 32, 33, 64, 96, 130} {
						if testing.Short() && (r+out+in)%5 != 0 {
							continue
						}
						newProducts(t, d, r, out, in).check(t)
					}
				}
			}
			newProducts(t, d, 33, 40, 2048).check(t) // rows that collide in L1
			newProducts(t, d, 600, 300, 64).check(t) // several strips and blocks
		})
	}
}

// TestLongRows: rows that are copied before they are multiplied, and several groups
// of panels.
func TestLongRows(t *testing.T) {
	onFamilies(t, func(t *testing.T, d *device) {
		for _, s := range [][3]int{{29, 70, 1024}, {26, 1024, 70}, {14, 300, 2048}, {400, 270, 530}} {
			newProducts(t, d, s[0], s[1], s[2]).check(t)
		}
	})
}

// TestRowsAreIndependent: a row of a product has the same bits whatever rows are
// beside it, so a picture's prediction does not depend on its batch.
func TestRowsAreIndependent(t *testing.T) {
	const rows, out, in = 40, 100, 70
	onFamilies(t, func(t *testing.T, d *device) {
		p := newProducts(t, d, rows, out, in)
		check(t, d.Linear(p.y, p.x, p.w, p.b, rows, gpu.Epilogue{GELU: true}))
		check(t, d.LinearInput(p.dx, p.dy, p.w, rows, gpu.GradEpilogue{}))
		ys, dxs := d.values(t, p.y), d.values(t, p.dx)
		for _, part := range [][2]int{{0, 1}, {7, 8}, {11, 30}, {39, 40}} {
			from, to := part[0], part[1]
			check(t, d.Linear(p.y, p.x.Slice(from*in, to*in), p.w, p.b, to-from, gpu.Epilogue{GELU: true}))
			check(t, d.LinearInput(p.dx, p.dy.Slice(from*out, to*out), p.w, to-from, gpu.GradEpilogue{}))
			wantEqual(t, "y", d.values(t, p.y)[:(to-from)*out], ys[from*out:to*out])
			wantEqual(t, "dx", d.values(t, p.dx)[:(to-from)*in], dxs[from*in:to*in])
		}
	})
}

// TestPackedTwice: a weight is copied when it is first needed after a change, and kept
// when it is needed again; then its values are not looked at before the next change.
func TestPackedTwice(t *testing.T) {
	onFamilies(t, func(t *testing.T, d *device) {
		p := newProducts(t, d, 5, 6, 7)
		check(t, d.Linear(p.y, p.x, p.w, nil, 5, gpu.Epilogue{}))
		check(t, d.Linear(p.y, p.x, p.w, nil, 5, gpu.Epilogue{}))
		before := d.values(t, p.y)
		check(t, d.Zero(p.values))
		check(t, d.Linear(p.y, p.x, p.w, nil, 5, gpu.Epilogue{}))
		wantEqual(t, "y of a weight that nobody called changed", d.values(t, p.y), before)
		p.w.Changed()
		check(t, d.Linear(p.y, p.x, p.w, nil, 5, gpu.Epilogue{}))
		wantEqual(t, "y of a weight that is now 0", d.values(t, p.y), make([]float32, 5*6))
	})
}

func TestTooWide(t *testing.T) {
	d, err := open(Options{Threads: 1})
	check(t, err)
	defer d.Close()
	p := newProducts(t, d, 1, 1, 40000)
	if err := d.Linear(p.y, p.x, p.w, nil, 1, gpu.Epilogue{}); err == nil || !strings.Contains(err.Error(), "40000 numbers") {
		t.Errorf("rows of 40000 give the error %v", err)
	}
	check(t, d.LinearInput(p.dx, p.dy, p.w, 1, gpu.GradEpilogue{}))
}

// products is a layer with random inputs, and NaN in what the device computes.
type products struct {
	d                               *device
	rows, out, in                   int
	x, dy, values, b, y, dx, dw, db gpu.Buffer
	w                               gpu.Weight
	xs, dys, ws, bs                 []float32
}

func newProducts(t *testing.T, d *device, rows, out, in int) *products {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(rows), uint64(out*1000+in)))
	p := &products{d: d, rows: rows, out: out, in: in,
		xs: normal(r, rows*in), dys: normal(r, rows*out), ws: normal(r, out*in), bs: normal(r, out)}
	stored := gpu.Float32
	if d.matrix == gpu.BFloat16 {
		for _, x := range [][]float32{p.xs, p.dys, p.ws} {
			roundBFloat16(x)
		}
		if rows%2 == 0 || rows%3 == 0 { // both are multiplied
			stored = gpu.BFloat16
		}
	}
	p.x, p.dy, p.values, p.b = d.holdAs(t, stored, p.xs), d.holdAs(t, stored, p.dys), d.hold(t, p.ws), d.hold(t, p.bs)
	p.y, p.dx, p.dw, p.db = d.hold(t, nans(rows*out)), d.hold(t, nans(rows*in)), d.hold(t, nans(out*in)), d.hold(t, nans(out))
	w, err := d.NewWeight(p.values, out, in)
	check(t, err)
	t.Cleanup(w.Free)
	p.w = w
	return p
}

// check compares all three products with sums in float64: all elements of small
// products, of large ones some in every row and column.
func (p *products) check(t *testing.T) {
	t.Helper()
	check(t, p.d.Linear(p.y, p.x, p.w, p.b, p.rows, gpu.Epilogue{}))
	check(t, p.d.LinearInput(p.dx, p.dy, p.w, p.rows, gpu.GradEpilogue{}))
	check(t, p.d.LinearWeight(p.dw, p.db, p.dy, p.x, p.rows, p.out, p.in, false))
	y, dx, dw, db := p.d.values(t, p.y), p.d.values(t, p.dx), p.d.values(t, p.dw), p.d.values(t, p.db)
	rows, out, in := p.rows, p.out, p.in
	p.some(rows, out, func(r, o int) {
		wantSum(t, "y", y[r*out+o], float64(p.bs[o]), in, func(k int) (a, b float32) { return p.xs[r*in+k], p.ws[o*in+k] })
	})
	p.some(rows, in, func(r, i int) {
		wantSum(t, "dx", dx[r*in+i], 0, out, func(k int) (a, b float32) { return p.dys[r*out+k], p.ws[k*in+i] })
	})
	p.some(out, in, func(o, i int) {
		wantSum(t, "dw", dw[o*in+i], 0, rows, func(k int) (a, b float32) { return p.dys[k*out+o], p.xs[k*in+i] })
	})
	p.some(out, 1, func(o, _ int) {
		wantSum(t, "db", db[o], 0, rows, func(k int) (a, b float32) { return p.dys[k*out+o], 1 })
	})
}

func (p *products) some(rows, cols int, f func(r, c int)) {
	every := 1 + p.rows*p.out*p.in/50_000
	for r := range rows {
		for c := r % every; c < cols; c += every {
			f(r, c)
		}
	}
}

// wantSum allows the rounding of n additions of terms as large as these, each half
// a unit in the last place.
func wantSum(t *testing.T, what string, got float32, start float64, n int, term func(k int) (a, b float32)) {
	t.Helper()
	want, size := start, math.Abs(start)
	for k := range n {
		a, b := term(k)
		want += float64(a) * float64(b)
		size += math.Abs(float64(a) * float64(b))
	}
	if allowed := size * float64(n+2) * 0x1p-24; !(math.Abs(float64(got)-want) <= allowed) {
		t.Fatalf("%s is %v, want %v within %.1e", what, got, want, allowed)
	}
}

func wantEqual(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

func normal(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

func roundBFloat16(x []float32) {
	for i := range x {
		x[i] = reference.RoundBFloat16(x[i])
	}
}

func nans(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(math.NaN())
	}
	return x
}
