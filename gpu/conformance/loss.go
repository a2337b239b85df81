package conformance

import "maestudio/gpu"

// lossCases: rows, cols; or n and the step for AdamW.
var lossCases = []testCase{
	{"masked mse", dims{128, 192}, "each"}, // quick
	{"masked mse", dims{196, 768}, "each"}, // base
	{"masked mse", dims{1, 1}, ""},
	{"masked mse", dims{7, 15}, ""}, {"masked mse", dims{7, 17}, "each"}, {"masked mse", dims{33, 65}, "no mask, each"},
	{"masked mse", dims{33, 65}, "no mask"}, {"masked mse", dims{9, 100}, "large"}, {"masked mse", dims{9, 100}, "no mask, nan"},
	{"masked mse backward", dims{128, 192}, ""},
	{"masked mse backward", dims{196, 768}, ""},
	{"masked mse backward", dims{1, 1}, ""},
	{"masked mse backward", dims{7, 15}, ""}, {"masked mse backward", dims{7, 17}, "no mask"}, {"masked mse backward", dims{33, 65}, ""},
	{"masked mse backward", dims{9, 100}, "no mask, nan"},

	{"adamw", dims{1, 1}, ""}, {"adamw", dims{15, 1}, ""}, {"adamw", dims{17, 2}, ""}, {"adamw", dims{33, 3}, "no decay"},
	{"adamw", dims{70001, 7}, ""}, {"adamw", dims{1000, 100000}, ""}, {"adamw", dims{1000, 1}, "start"},
	{"adamw", dims{1000, 1}, "start, no decay, wide"}, {"adamw", dims{1000, 5}, "tiny"}, {"adamw", dims{100, 5}, "nan"},
	{"adamw", dims{1000, 1}, "start, no gradient"}, {"adamw", dims{1000, 3}, "rate 0"},
	{"sum squares", dims{1}, ""}, {"sum squares", dims{15}, ""}, {"sum squares", dims{17}, ""}, {"sum squares", dims{100003}, ""},
	{"sum squares", dims{1000}, "wide"}, {"sum squares", dims{1000}, "tiny"}, {"sum squares", dims{100}, "nan"}, {"sum squares", dims{100}, "infinite"},
}

func maskedMSE(c testCase, r random) problem {
	rows, cols := c.dims[0], c.dims[1]
	args := []arg{
		reads("pred", r.values(rows*cols)), reads("target", r.normal(rows*cols)),
		writes("loss", 1, sumOf(rows+cols)),
	}
	if c.has("each") {
		args = append(args, writes("each", rows, sumOf(cols)).asOptional())
	}
	if !c.has("no mask") {
		args = append(args, reads("mask", r.mask(rows)).asOptional())
	}
	return problem{args: args, call: func(d gpu.Device, b buffers) error {
		return d.MaskedMSE(b["loss"], b["each"], b["pred"], b["target"], b["mask"], rows, cols)
	}}
}

func maskedMSEBackward(c testCase, r random) problem {
	rows, cols := c.dims[0], c.dims[1]
	args := []arg{
		reads("pred", r.values(rows*cols)), reads("target", r.normal(rows*cols)),
		writes("dpred", rows*cols, sumOf(2)),
	}
	if !c.has("no mask") {
		args = append(args, reads("mask", r.mask(rows)).asOptional())
	}
	return problem{args: args, call: func(d gpu.Device, b buffers) error {
		return d.MaskedMSEBackward(b["dpred"], b["pred"], b["target"], b["mask"], rows, cols, 0.7)
	}}
}

func adamW(c testCase, r random) problem {
	n := c.dims[0]
	s := gpu.AdamW{Rate: 1e-2, Beta1: .9, Beta2: .95, Eps: 1e-8, Decay: .05, Step: c.dims[1]}
	w, g, m, v := r.normal(n), r.values(n), r.normal(n), r.positive(n)
	if c.has("start") { // then the step itself is all there is to see
		w, m, v = r.zeros(n), r.zeros(n), r.zeros(n)
	}
	if c.has("no gradient") {
		g = r.zeros(n)
	}
	if c.has("no decay") {
		s.Decay = 0
	}
	if c.has("rate 0") { // the first step of a warm-up: the weights stay as they are
		s.Rate = 0
	}
	allowed := tolerance{rel: 1e-6, why: "a dozen roundings"}
	return problem{
		args: []arg{reads("g", g), updates("w", w, allowed), updates("m", m, allowed), updates("v", v, allowed)},
		call: func(d gpu.Device, b buffers) error { return d.AdamW(b["w"], b["g"], b["m"], b["v"], n, s) },
	}
}

func sumSquares(c testCase, r random) problem {
	n := c.dims[0]
	return problem{
		args: []arg{reads("x", r.values(n)), writes("out", 1, sumOf(n))},
		call: func(d gpu.Device, b buffers) error { return d.SumSquares(b["out"], b["x"], n) },
	}
}
