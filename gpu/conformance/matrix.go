package conformance

import (
	"math"

	"maestudio/gpu"
)

// matrixCases: rows, out, in.
var matrixCases = []testCase{
	// Layers of the presets, with the tokens of one or two pictures.
	{"linear", dims{34, 768, 256}, ""},                // quick: query, key, value
	{"linear", dims{34, 256, 1024}, "in place"},       // quick: the second layer of the MLP
	{"linear", dims{34, 1024, 256}, "gelu, slope"},    // quick: the first
	{"linear", dims{130, 384, 128}, ""},               // quick: decoder
	{"linear", dims{64, 256, 192}, ""},                // quick: patch embedding
	{"linear", dims{50, 768, 768}, "residual"},        // base: projection
	{"linear", dims{50, 2304, 768}, ""},               // base: query, key, value
	{"linear", dims{17, 1280, 588}, ""},               // huge: patch embedding
	{"linear", dims{197, 96, 192}, ""},                // tiny: to the decoder
	{"linear input", dims{34, 768, 256}, ""},          // quick
	{"linear input", dims{34, 256, 1024}, "slope"},    // quick
	{"linear input", dims{50, 768, 768}, "add"},       // base
	{"linear input", dims{17, 2304, 768}, ""},         // base
	{"linear weight", dims{130, 128, 512}, ""},        // quick: decoder
	{"linear weight", dims{34, 768, 256}, "add"},      // quick
	{"linear weight", dims{17, 588, 1280}, "no bias"}, // huge
	{"linear weight", dims{50, 768, 768}, ""},         // base

	// Every way to end a product, small.
	{"linear", dims{7, 33, 19}, "no bias"},
	{"linear", dims{7, 33, 19}, "gelu"},
	{"linear", dims{7, 33, 19}, "gelu, no bias"},
	{"linear", dims{7, 33, 19}, "gelu, slope, residual"},
	{"linear", dims{7, 33, 19}, "gelu, slope, in place"},
	{"linear", dims{7, 33, 19}, "no bias, in place"},
	{"linear input", dims{7, 19, 33}, "slope"},
	{"linear input", dims{7, 19, 33}, "slope, add"},
	{"linear weight", dims{7, 19, 33}, "add, no bias"},

	// Around the widths of vectors, tiles and blocks.
	{"linear", dims{1, 1, 1}, ""}, {"linear input", dims{1, 1, 1}, ""}, {"linear weight", dims{1, 1, 1}, ""},
	{"linear", dims{1, 64, 64}, ""}, {"linear input", dims{1, 64, 64}, ""}, {"linear weight", dims{1, 64, 64}, ""},
	{"linear", dims{64, 1, 64}, ""}, {"linear input", dims{64, 1, 64}, ""}, {"linear weight", dims{64, 1, 64}, ""},
	{"linear", dims{64, 64, 1}, ""}, {"linear input", dims{64, 64, 1}, ""}, {"linear weight", dims{64, 64, 1}, ""},
	{"linear", dims{3, 5, 2}, ""}, {"linear input", dims{3, 5, 2}, ""}, {"linear weight", dims{3, 5, 2}, ""},
	{"linear", dims{13, 15, 17}, ""}, {"linear input", dims{13, 15, 17}, ""}, {"linear weight", dims{13, 15, 17}, ""},
	{"linear", dims{14, 16, 16}, ""}, {"linear input", dims{14, 16, 16}, ""}, {"linear weight", dims{14, 16, 16}, ""},
	{"linear", dims{15, 17, 15}, ""}, {"linear input", dims{15, 17, 15}, ""}, {"linear weight", dims{15, 17, 15}, ""},
	{"linear", dims{27, 31, 33}, ""}, {"linear input", dims{27, 31, 33}, ""}, {"linear weight", dims{27, 31, 33}, ""},
	{"linear", dims{29, 33, 31}, ""}, {"linear input", dims{29, 33, 31}, ""}, {"linear weight", dims{29, 33, 31}, ""},
	{"linear", dims{32, 32, 32}, ""}, {"linear input", dims{32, 32, 32}, ""}, {"linear weight", dims{32, 32, 32}, ""},
	{"linear", dims{63, 65, 64}, ""}, {"linear input", dims{63, 65, 64}, ""}, {"linear weight", dims{63, 65, 64}, ""},
	{"linear", dims{65, 63, 63}, ""}, {"linear input", dims{65, 63, 63}, ""}, {"linear weight", dims{65, 63, 63}, ""},
	{"linear", dims{9, 97, 255}, ""}, {"linear input", dims{9, 255, 97}, "add"}, {"linear weight", dims{255, 9, 97}, "add"},
	{"linear", dims{9, 95, 257}, "in place"}, {"linear input", dims{9, 257, 95}, ""}, {"linear weight", dims{257, 9, 95}, ""},
	{"linear", dims{5, 33, 1025}, "gelu, slope"}, {"linear input", dims{5, 1025, 33}, "slope"}, {"linear weight", dims{1025, 5, 33}, ""},
	{"linear", dims{601, 7, 9}, ""}, {"linear input", dims{601, 7, 9}, ""}, {"linear weight", dims{3, 601, 9}, ""},
	{"linear", dims{7, 1201, 9}, ""}, {"linear input", dims{7, 9, 1201}, ""}, {"linear weight", dims{3, 9, 1201}, ""},

	{"linear", dims{11, 25, 23}, ""}, {"linear input", dims{11, 25, 23}, ""}, {"linear weight", dims{23, 11, 25}, ""},
	{"linear", dims{24, 32, 36}, ""}, {"linear input", dims{36, 24, 32}, ""}, {"linear weight", dims{64, 24, 32}, ""},
	{"linear", dims{12, 13, 128}, ""}, {"linear input", dims{6, 127, 8}, ""}, {"linear weight", dims{129, 12, 15}, ""},
	{"linear", dims{1501, 49, 33}, ""}, {"linear input", dims{1501, 33, 49}, ""}, {"linear weight", dims{40, 1501, 33}, ""},

	// Unusual values.
	{"linear", dims{33, 65, 40}, "wide"}, {"linear input", dims{33, 65, 40}, "wide"}, {"linear weight", dims{33, 65, 40}, "wide"},
	{"linear", dims{33, 65, 40}, "tiny"}, {"linear input", dims{33, 65, 40}, "tiny"}, {"linear weight", dims{33, 65, 40}, "tiny"},
	{"linear", dims{33, 65, 40}, "nan"}, {"linear input", dims{33, 65, 40}, "nan"}, {"linear weight", dims{33, 65, 40}, "nan"},
	{"linear", dims{33, 65, 40}, "infinite"}, {"linear input", dims{33, 65, 40}, "infinite"}, {"linear weight", dims{33, 65, 40}, "infinite"},
	{"linear", dims{33, 65, 40}, "gelu, slope, nan"}, {"linear input", dims{33, 65, 40}, "slope, nan"},
}

func linear(c testCase, r random) problem {
	rows, out, in := c.dims[0], c.dims[1], c.dims[2]
	allowed := sumOf(in)
	args := []arg{
		reads("x", r.values(rows*in)).asMatrix(),
		reads("w", r.normal(out*in)),
		writesOrAdds(c.has("in place"), "y", r, rows*out, allowed).asMatrix(),
	}
	if !c.has("no bias") {
		args = append(args, reads("b", r.normal(out)).asOptional())
	}
	if c.has("slope") {
		args = append(args, writes("slope", rows*out, slopeOfSum(in)).asMatrix().asOptional())
	}
	if c.has("residual") {
		args = append(args, reads("residual", r.normal(rows*out)).asMatrix().asOptional())
	}
	return problem{args: args, call: func(d gpu.Device, b buffers) error {
		w, err := d.NewWeight(b["w"], out, in)
		if err != nil {
			return err
		}
		defer w.Free()
		e := gpu.Epilogue{GELU: c.has("gelu"), Slope: b["slope"], Residual: b["residual"]}
		if c.has("in place") {
			e.Residual = b["y"]
		}
		return d.Linear(b["y"], b["x"], w, b["b"], rows, e)
	}}
}

// slopeOfSum is for GELU' of a sum of products of normal numbers. The sum may be off
// by what sumOf allows of its root mean square, and GELU bends by 0.8 at most.
func slopeOfSum(terms int) tolerance {
	size := math.Sqrt(float64(terms + 1)) // and the bias
	return sumOf(terms).plus(0.8*sumOf(terms).rel*size, "in GELU'")
}

func linearInput(c testCase, r random) problem {
	rows, out, in := c.dims[0], c.dims[1], c.dims[2]
	args := []arg{
		reads("dy", r.values(rows*out)).asMatrix(),
		reads("w", r.normal(out*in)),
		writesOrAdds(c.has("add"), "dx", r, rows*in, sumOf(out)).asMatrix(),
	}
	if c.has("slope") {
		args = append(args, reads("slope", r.slopes(rows*in)).asMatrix().asOptional())
	}
	return problem{args: args, call: func(d gpu.Device, b buffers) error {
		w, err := d.NewWeight(b["w"], out, in)
		if err != nil {
			return err
		}
		defer w.Free()
		return d.LinearInput(b["dx"], b["dy"], w, rows, gpu.GradEpilogue{Slope: b["slope"], Add: c.has("add")})
	}}
}

func linearWeight(c testCase, r random) problem {
	rows, out, in := c.dims[0], c.dims[1], c.dims[2]
	args := []arg{
		reads("dy", r.values(rows*out)).asMatrix(),
		reads("x", r.normal(rows*in)).asMatrix(),
		writesOrAdds(c.has("add"), "dw", r, out*in, sumOf(rows)),
	}
	if !c.has("no bias") {
		args = append(args, writesOrAdds(c.has("add"), "db", r, out, sumOf(rows)).asOptional())
	}
	return problem{args: args, call: func(d gpu.Device, b buffers) error {
		return d.LinearWeight(b["dw"], b["db"], b["dy"], b["x"], rows, out, in, c.has("add"))
	}}
}
