package conformance

import (
	"maestudio/gpu"
	"maestudio/gpu/reference"
)

// attentionCases: B, N, H, D.
var attentionCases = []testCase{
	{"attention", dims{2, 17, 8, 32}, ""},  // quick: encoder
	{"attention", dims{2, 65, 4, 32}, ""},  // quick: decoder
	{"attention", dims{1, 197, 2, 32}, ""}, // base: decoder, two of its heads
	{"attention", dims{1, 50, 3, 64}, ""},  // tiny: encoder
	{"attention", dims{1, 197, 1, 24}, ""}, // tiny: decoder
	{"attention", dims{1, 65, 2, 80}, ""},  // huge: encoder
	{"attention", dims{1, 1, 1, 1}, ""}, {"attention", dims{1, 1, 3, 8}, ""}, {"attention", dims{3, 2, 1, 5}, ""},
	{"attention", dims{2, 15, 2, 8}, ""}, {"attention", dims{2, 16, 2, 16}, ""}, {"attention", dims{1, 17, 3, 6}, ""},
	{"attention", dims{1, 31, 1, 24}, ""}, {"attention", dims{1, 32, 1, 20}, ""}, {"attention", dims{1, 33, 1, 32}, ""},
	{"attention", dims{1, 63, 1, 64}, ""}, {"attention", dims{1, 64, 1, 17}, ""}, {"attention", dims{1, 129, 1, 8}, ""},
	{"attention", dims{1, 257, 1, 16}, ""}, {"attention", dims{1, 600, 1, 4}, ""},
	{"attention", dims{2, 33, 2, 32}, "large"}, {"attention", dims{2, 33, 2, 32}, "opposite"}, {"attention", dims{2, 33, 2, 32}, "tiny"},
	{"attention", dims{3, 33, 2, 24}, "nan"}, {"attention", dims{3, 33, 2, 24}, "infinite"},
	{"attention backward", dims{2, 17, 8, 32}, ""},
	{"attention backward", dims{2, 65, 4, 32}, ""},
	{"attention backward", dims{1, 197, 2, 32}, ""},
	{"attention backward", dims{1, 50, 3, 64}, ""},
	{"attention backward", dims{1, 197, 1, 24}, ""},
	{"attention backward", dims{1, 65, 2, 80}, ""},
	{"attention backward", dims{1, 1, 1, 1}, ""}, {"attention backward", dims{1, 1, 3, 8}, ""}, {"attention backward", dims{3, 2, 1, 5}, ""},
	{"attention backward", dims{2, 15, 2, 8}, ""}, {"attention backward", dims{2, 16, 2, 16}, ""}, {"attention backward", dims{1, 17, 3, 6}, ""},
	{"attention backward", dims{1, 31, 1, 24}, ""}, {"attention backward", dims{1, 32, 1, 20}, ""}, {"attention backward", dims{1, 33, 1, 32}, ""},
	{"attention backward", dims{1, 63, 1, 64}, ""}, {"attention backward", dims{1, 64, 1, 17}, ""}, {"attention backward", dims{1, 129, 1, 8}, ""},
	{"attention backward", dims{1, 257, 1, 16}, ""}, {"attention backward", dims{1, 600, 1, 4}, ""},
	{"attention backward", dims{2, 33, 2, 32}, "large"}, {"attention backward", dims{2, 33, 2, 32}, "opposite"},
	{"attention backward", dims{2, 33, 2, 32}, "tiny"}, {"attention backward", dims{3, 33, 2, 24}, "nan"}, {"attention backward", dims{3, 33, 2, 24}, "infinite"},
}

// attentionError grows with the keys that are summed over and the size of a head;
// an error in a score is an error in its exponential.
func attentionError(c testCase) tolerance {
	allowed := sumOf(c.dims[1]+c.dims[3]).times(2, "and an exponential")
	if c.has("large") || c.has("opposite") {
		return allowed.times(100, "of scores of hundreds")
	}
	return allowed
}

// queries makes qkv (B, N, 3, H, D). "large" is 15 times as large here: scores
// of hundreds. "opposite" has queries and keys that point away from each other:
// all scores are some -140, so what is beyond the last key must not count as 0.
func queries(c testCase, r random) []float32 {
	x := freeQueries(c, r)
	if c.has("rounded") { // what belongs to them shall belong to what bfloat16 keeps of them
		for i := range x {
			x[i] = reference.RoundBFloat16(x[i])
		}
	}
	return x
}

func freeQueries(c testCase, r random) []float32 {
	width := c.dims[2] * c.dims[3]
	n := c.dims[0] * c.dims[1] * 3 * width
	switch {
	case c.has("large"):
		x := r.normal(n)
		for i := range x {
			x[i] *= 15
		}
		return x
	case c.has("opposite"):
		x, push := r.normal(n), []float32{5, -5, 0}
		for i := range x {
			x[i] += push[i/width%3]
		}
		return x
	}
	return r.values(n)
}

func attention(c testCase, r random) problem {
	b, n, h, d := c.dims[0], c.dims[1], c.dims[2], c.dims[3]
	allowed := attentionError(c)
	return problem{
		args: []arg{
			reads("qkv", queries(c, r)).asMatrix(),
			writes("y", b*n*h*d, allowed).asMatrix(),
			writes("lse", b*h*n, allowed),
		},
		call: func(dev gpu.Device, at buffers) error {
			return dev.Attention(at["y"], at["lse"], at["qkv"], b, n, h, d)
		},
	}
}

func attentionBackward(c testCase, r random) problem {
	b, n, h, d := c.dims[0], c.dims[1], c.dims[2], c.dims[3]
	qkv := queries(c, r)
	y, lse := make([]float32, b*n*h*d), make([]float32, b*h*n)
	reference.Attention(y, lse, qkv, b, n, h, d)
	allowed := attentionError(c)
	return problem{
		args: []arg{
			reads("dy", r.normal(b*n*h*d)).asMatrix(),
			reads("y", y).asMatrix(), reads("lse", lse), reads("qkv", qkv).asMatrix(),
			writes("dqkv", b*n*3*h*d, allowed).asMatrix(),
		},
		call: func(dev gpu.Device, at buffers) error {
			return dev.AttentionBackward(at["dqkv"], at["dy"], at["y"], at["lse"], at["qkv"], b, n, h, d)
		},
	}
}
