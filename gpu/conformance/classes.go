package conformance

import "maestudio/gpu"

// classCases are what telling classes apart needs beside the encoder: rows, cols
// for the loss; B, N, D for means; B, N for scaled rows.
var classCases = []testCase{
	{"cross entropy", dims{64, 18}, "each"},
	{"cross entropy", dims{64, 1000}, "each"},
	{"cross entropy", dims{1, 1}, ""}, {"cross entropy", dims{5, 2}, "each"},
	{"cross entropy", dims{7, 15}, ""}, {"cross entropy", dims{7, 17}, "each, one class"}, {"cross entropy", dims{33, 65}, "each, one class"},
	{"cross entropy", dims{9, 100}, "large, each"}, {"cross entropy", dims{9, 20}, "offset, each"}, {"cross entropy", dims{9, 20}, "below"},
	{"cross entropy", dims{9, 20}, "nan"},
	{"cross entropy backward", dims{64, 18}, ""},
	{"cross entropy backward", dims{64, 1000}, ""},
	{"cross entropy backward", dims{1, 1}, ""}, {"cross entropy backward", dims{5, 2}, "one class"},
	{"cross entropy backward", dims{7, 15}, ""}, {"cross entropy backward", dims{7, 17}, "one class"}, {"cross entropy backward", dims{33, 65}, ""},
	{"cross entropy backward", dims{9, 100}, "large"}, {"cross entropy backward", dims{9, 20}, "nan"},

	{"mean rows", dims{4, 64, 256}, ""}, {"mean rows", dims{2, 196, 768}, ""},
	{"mean rows", dims{1, 1, 1}, ""}, {"mean rows", dims{3, 5, 7}, ""}, {"mean rows", dims{3, 9, 33}, "offset"}, {"mean rows", dims{2, 3, 17}, "nan"},
	{"mean rows backward", dims{4, 64, 256}, ""}, {"mean rows backward", dims{4, 64, 256}, "add"},
	{"mean rows backward", dims{1, 1, 1}, ""}, {"mean rows backward", dims{3, 5, 7}, "add"}, {"mean rows backward", dims{3, 9, 33}, ""},

	{"scale rows", dims{4, 65 * 256}, "residual"}, {"scale rows", dims{4, 65 * 256}, ""},
	{"scale rows", dims{1, 1}, "residual"}, {"scale rows", dims{3, 15}, ""}, {"scale rows", dims{5, 33}, "residual"}, {"scale rows", dims{5, 17}, "residual, nan"},
}

// shares are rows of a target: of one class each, or of all, summing to 1.
func (r random) shares(c testCase, rows, cols int) []float32 {
	target := r.zeros(rows * cols)
	for row := range rows {
		at := target[row*cols : (row+1)*cols]
		if c.has("one class") {
			at[r.IntN(cols)] = 1
			continue
		}
		sum := 0.0
		for i := range at {
			at[i] = r.Float32() + 1e-3
			sum += float64(at[i])
		}
		for i := range at {
			at[i] = float32(float64(at[i]) / sum)
		}
	}
	return target
}

// entropyOf allows a sum of cols terms, each of an exponential and a logarithm.
func entropyOf(cols int) tolerance {
	return sumOf(cols).times(2, "of exponentials and a logarithm")
}

func crossEntropy(c testCase, r random) problem {
	rows, cols := c.dims[0], c.dims[1]
	args := []arg{
		reads("logits", r.values(rows*cols)), reads("target", r.shares(c, rows, cols)),
		writes("loss", 1, entropyOf(cols).plus(1e-7, "a logarithm near 0")),
	}
	if c.has("each") {
		args = append(args, writes("each", rows, entropyOf(cols).plus(1e-7, "a logarithm near 0")).asOptional())
	}
	return problem{args: args, call: func(d gpu.Device, b buffers) error {
		return d.CrossEntropy(b["loss"], b["each"], b["logits"], b["target"], rows, cols)
	}}
}

func crossEntropyBackward(c testCase, r random) problem {
	rows, cols := c.dims[0], c.dims[1]
	return problem{
		args: []arg{
			reads("logits", r.values(rows*cols)), reads("target", r.shares(c, rows, cols)),
			writes("dlogits", rows*cols, entropyOf(cols).plus(1e-7, "a difference near 0")),
		},
		call: func(d gpu.Device, b buffers) error {
			return d.CrossEntropyBackward(b["dlogits"], b["logits"], b["target"], rows, cols, 0.7)
		},
	}
}

func meanRows(c testCase, r random) problem {
	b, n, d := c.dims[0], c.dims[1], c.dims[2]
	return problem{
		args: []arg{reads("x", r.values(b*(1+n)*d)), writes("y", b*d, sumOf(n))},
		call: func(dev gpu.Device, at buffers) error { return dev.MeanRows(at["y"], at["x"], b, n, d) },
	}
}

func meanRowsBackward(c testCase, r random) problem {
	b, n, d := c.dims[0], c.dims[1], c.dims[2]
	add := c.has("add")
	return problem{
		args: []arg{reads("dy", r.values(b*d)), writesOrAdds(add, "dx", r, b*(1+n)*d, sumOf(1))},
		call: func(dev gpu.Device, at buffers) error {
			return dev.MeanRowsBackward(at["dx"], at["dy"], b, n, d, add)
		},
	}
}

func scaleRows(c testCase, r random) problem {
	b, n := c.dims[0], c.dims[1]
	scale := r.mask(b)
	for i := range scale {
		scale[i] *= 1.25
	}
	args := []arg{reads("x", r.values(b*n)), reads("scale", scale), writes("y", b*n, sumOf(2))}
	if c.has("residual") {
		args = append(args, reads("residual", r.normal(b*n)).asOptional())
	}
	return problem{args: args, call: func(dev gpu.Device, at buffers) error {
		return dev.ScaleRows(at["y"], at["x"], at["scale"], at["residual"], b, n)
	}}
}
