package conformance

import (
	"math"

	"maestudio/gpu"
	"maestudio/gpu/reference"
)

// rowCases: rows, cols; or n.
var rowCases = []testCase{
	{"layer norm", dims{34, 256}, ""},  // quick
	{"layer norm", dims{197, 768}, ""}, // base
	{"layer norm", dims{17, 1280}, ""}, // huge
	{"layer norm", dims{130, 96}, ""},  // tiny: decoder
	{"layer norm", dims{1, 1}, ""},
	{"layer norm", dims{5, 15}, ""}, {"layer norm", dims{5, 16}, ""}, {"layer norm", dims{5, 17}, ""},
	{"layer norm", dims{2, 31}, ""}, {"layer norm", dims{2, 33}, ""}, {"layer norm", dims{3, 63}, ""}, {"layer norm", dims{3, 65}, ""},
	{"layer norm", dims{9, 100}, "offset"}, // a variance in one pass cancels here
	{"layer norm", dims{9, 100}, "flat"},
	{"layer norm", dims{9, 100}, "large"},
	{"layer norm", dims{9, 100}, "tiny"},
	{"layer norm", dims{9, 100}, "nan"},
	{"layer norm", dims{9, 100}, "infinite"},
	{"layer norm backward", dims{34, 256}, ""},
	{"layer norm backward", dims{197, 768}, "add x"},
	{"layer norm backward", dims{17, 1280}, "add parameters"},
	{"layer norm backward", dims{601, 128}, "add x, add parameters"},
	{"layer norm backward", dims{1, 1}, ""},
	{"layer norm backward", dims{5, 15}, ""}, {"layer norm backward", dims{5, 16}, "add x"}, {"layer norm backward", dims{5, 17}, ""},
	{"layer norm backward", dims{2, 31}, ""}, {"layer norm backward", dims{2, 33}, ""},
	{"layer norm backward", dims{33, 63}, ""}, {"layer norm backward", dims{33, 65}, "add x, add parameters"},
	{"layer norm backward", dims{1100, 24}, "add parameters"}, {"layer norm backward", dims{9, 100}, "wide"},
	{"layer norm backward", dims{9, 100}, "nan"}, {"layer norm backward", dims{9, 100}, "infinite"}, {"layer norm backward", dims{9, 100}, "tiny"},

	{"gelu", dims{1}, ""}, {"gelu", dims{15}, ""}, {"gelu", dims{16}, ""}, {"gelu", dims{17}, ""}, {"gelu", dims{33}, ""},
	{"gelu", dims{34816}, ""}, {"gelu", dims{1000}, "large"}, {"gelu", dims{1000}, "tiny"}, {"gelu", dims{1000}, "wide"},
	{"gelu", dims{4001}, "sweep"}, {"gelu", dims{100}, "nan"}, {"gelu", dims{100}, "infinite"},
	{"gelu backward", dims{1}, ""}, {"gelu backward", dims{15}, ""}, {"gelu backward", dims{17}, ""}, {"gelu backward", dims{34816}, ""},
	{"gelu backward", dims{1000}, "large"}, {"gelu backward", dims{1000}, "wide"}, {"gelu backward", dims{4001}, "sweep"},
	{"gelu backward", dims{1000}, "tiny"}, {"gelu backward", dims{100}, "nan"}, {"gelu backward", dims{100}, "infinite"},

	{"softmax", dims{34, 17}, ""}, {"softmax", dims{197, 197}, ""}, {"softmax", dims{1, 1}, ""}, {"softmax", dims{3, 15}, ""},
	{"softmax", dims{3, 16}, ""}, {"softmax", dims{3, 33}, ""}, {"softmax", dims{3, 65}, ""}, {"softmax", dims{3, 1000}, ""},
	{"softmax", dims{9, 100}, "large"}, {"softmax", dims{9, 100}, "offset"}, {"softmax", dims{9, 100}, "below"}, {"softmax", dims{9, 100}, "tiny"},
	{"softmax", dims{9, 100}, "nan"}, {"softmax", dims{9, 100}, "infinite"},
	{"softmax backward", dims{34, 17}, ""}, {"softmax backward", dims{197, 197}, ""}, {"softmax backward", dims{1, 1}, ""},
	{"softmax backward", dims{3, 15}, ""}, {"softmax backward", dims{3, 33}, ""}, {"softmax backward", dims{3, 1000}, ""},
	{"softmax backward", dims{9, 100}, "nan"}, {"softmax backward", dims{9, 100}, "infinite"}, {"softmax backward", dims{9, 100}, "tiny"},

	{"add", dims{1}, ""}, {"add", dims{17}, ""}, {"add", dims{34816}, ""}, {"add", dims{100}, "infinite"},
}

func layerNorm(c testCase, r random) problem {
	rows, cols := c.dims[0], c.dims[1]
	x, allowed := r.values(rows*cols), sumOf(cols)
	switch {
	case c.has("flat"): // the variance is 0: eps is all there is to divide by
		x = repeated(len(x), float32(0.3))
		allowed.abs = 1e-4
		allowed.why += ", and the mean's rounding error divided by 1e-3"
	case c.has("offset"):
		allowed = allowed.times(1000, "of values 1000 times their deviation")
	}
	return problem{
		args: []arg{
			reads("x", x), reads("w", r.normal(cols)), reads("b", r.normal(cols)),
			writes("y", rows*cols, allowed).asMatrix(),
			writes("mean", rows, sumOf(cols)),
			writes("rstd", rows, allowed),
		},
		call: func(d gpu.Device, b buffers) error {
			return d.LayerNorm(b["y"], b["mean"], b["rstd"], b["x"], b["w"], b["b"], rows, cols, 1e-6)
		},
	}
}

func layerNormBackward(c testCase, r random) problem {
	rows, cols := c.dims[0], c.dims[1]
	addX, addParams := c.has("add x"), c.has("add parameters")
	x, w, y := r.normal(rows*cols), r.normal(cols), make([]float32, rows*cols)
	mean, rstd := make([]float32, rows), make([]float32, rows)
	reference.LayerNorm(y, mean, rstd, x, w, w, rows, cols, 1e-6)
	return problem{
		args: []arg{
			reads("dy", r.values(rows*cols)), reads("x", x), reads("w", w), reads("mean", mean), reads("rstd", rstd),
			writesOrAdds(addX, "dx", r, rows*cols, sumOf(cols)),
			writesOrAdds(addParams, "dw", r, cols, sumOf(rows)),
			writesOrAdds(addParams, "db", r, cols, sumOf(rows)),
		},
		call: func(d gpu.Device, b buffers) error {
			return d.LayerNormBackward(b["dx"], b["dw"], b["db"], b["dy"], b["x"], b["w"], b["mean"], b["rstd"], rows, cols, addX, addParams)
		},
	}
}

// erfError is for what is made of erf or exp: a few units of the last place, and
// 1 + erf cancels at negative x.
var erfError = tolerance{abs: 5e-7, rel: 1e-6, why: "a few roundings, and 1 + erf(x) cancels at negative x"}

func gelu(c testCase, r random) problem {
	n := c.dims[0]
	return problem{
		args: []arg{reads("x", geluInput(c, r, n)), writes("y", n, erfError)},
		call: func(d gpu.Device, b buffers) error { return d.GELU(b["y"], b["x"], n) },
	}
}

func geluBackward(c testCase, r random) problem {
	n := c.dims[0]
	return problem{
		args: []arg{reads("x", geluInput(c, r, n)), reads("dy", r.normal(n)), writes("dx", n, erfError)},
		call: func(d gpu.Device, b buffers) error { return d.GELUBackward(b["dx"], b["dy"], b["x"], n) },
	}
}

// geluInput walks through all that is curved when the case is a sweep.
func geluInput(c testCase, r random, n int) []float32 {
	x := r.values(n)
	if c.has("sweep") {
		for i := range x {
			x[i] = -12 + 24*float32(i)/float32(n-1)
		}
	}
	return x
}

func softmax(c testCase, r random) problem {
	rows, cols := c.dims[0], c.dims[1]
	x, allowed := r.values(rows*cols), sumOf(cols)
	if c.has("large") || c.has("offset") || c.has("below") {
		allowed = allowed.times(100, "whose exponents are up to 1000")
	}
	return problem{
		args: []arg{reads("x", x), writes("y", rows*cols, allowed)},
		call: func(d gpu.Device, b buffers) error { return d.Softmax(b["y"], b["x"], rows, cols) },
	}
}

func softmaxBackward(c testCase, r random) problem {
	rows, cols := c.dims[0], c.dims[1]
	y := r.positive(rows * cols)
	for i := range y {
		y[i] = float32(math.Min(1, float64(y[i]/float32(cols))))
	}
	return problem{
		args: []arg{reads("dy", r.values(rows*cols)), reads("y", y), writes("dx", rows*cols, sumOf(cols))},
		call: func(d gpu.Device, b buffers) error { return d.SoftmaxBackward(b["dx"], b["dy"], b["y"], rows, cols) },
	}
}

func add(c testCase, r random) problem {
	n := c.dims[0]
	return problem{
		args: []arg{reads("x", r.values(n)), updates("y", r.normal(n), exact)},
		call: func(d gpu.Device, b buffers) error { return d.Add(b["y"], b["x"]) },
	}
}
