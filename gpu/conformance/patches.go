package conformance

import "maestudio/gpu"

// patchCases: B, C, height, width, P, K.
var patchCases = []testCase{
	{"gather patches", dims{2, 3, 64, 64, 8, 16}, ""},    // quick
	{"gather patches", dims{1, 3, 224, 224, 16, 49}, ""}, // base
	{"gather patches", dims{1, 3, 224, 224, 14, 64}, ""}, // huge
	{"gather patches", dims{1, 3, 128, 128, 16, 64}, ""}, // small, all patches
	{"gather patches", dims{1, 1, 1, 1, 1, 1}, ""},
	{"gather patches", dims{3, 2, 6, 9, 3, 5}, ""},
	{"gather patches", dims{2, 3, 34, 51, 17, 6}, "wide"},
	{"gather patches", dims{2, 3, 8, 8, 4, 2}, "nan"},
	{"scatter patches", dims{2, 3, 64, 64, 8, 16}, ""},
	{"scatter patches", dims{1, 3, 28, 42, 14, 3}, ""},
	{"scatter patches", dims{1, 1, 1, 1, 1, 1}, ""},
	{"scatter patches", dims{3, 2, 6, 9, 3, 5}, ""},
	{"pixel target", dims{2, 3, 64, 64, 8, 64}, ""},
	{"pixel target", dims{2, 3, 64, 64, 8, 48}, "normalise"},
	{"pixel target", dims{1, 3, 224, 224, 16, 30}, "normalise"},
	{"pixel target", dims{1, 3, 224, 224, 14, 30}, ""},
	{"pixel target", dims{3, 1, 4, 6, 2, 6}, "normalise"},
	{"pixel target", dims{1, 2, 3, 3, 1, 4}, "normalise"},
	{"pixel target", dims{1, 3, 32, 32, 16, 4}, "normalise, offset"},
	{"pixel target", dims{1, 3, 32, 32, 16, 4}, "normalise, flat"},
	{"pixel target", dims{1, 3, 32, 32, 16, 4}, "normalise, nan"},
}

// patchSizes reads the sizes that the operations on patches share.
func patchSizes(c testCase) (b, channels, height, width, p, k int) {
	d := c.dims
	return d[0], d[1], d[2], d[3], d[4], d[5]
}

func gatherPatches(c testCase, r random) problem {
	b, ch, height, width, p, k := patchSizes(c)
	return problem{
		args: []arg{
			reads("images", r.values(b*ch*height*width)),
			ids("ids", r.distinct(b, height/p*(width/p), k)),
			writes("y", b*k*ch*p*p, exact).asMatrix(),
		},
		call: func(d gpu.Device, at buffers) error {
			return d.GatherPatches(at["y"], at["images"], at["ids"], b, ch, height, width, p, k)
		},
	}
}

func scatterPatches(c testCase, r random) problem {
	b, ch, height, width, p, k := patchSizes(c)
	return problem{
		args: []arg{
			reads("dy", r.values(b*k*ch*p*p)),
			ids("ids", r.distinct(b, height/p*(width/p), k)),
			updates("dimages", r.normal(b*ch*height*width), exact),
		},
		call: func(d gpu.Device, at buffers) error {
			return d.ScatterPatches(at["dimages"], at["dy"], at["ids"], b, ch, height, width, p, k)
		},
	}
}

func pixelTarget(c testCase, r random) problem {
	b, ch, height, width, p, k := patchSizes(c)
	images := r.values(b * ch * height * width)
	allowed := exact
	if c.has("normalise") {
		allowed = sumOf(p * p * ch)
	}
	switch {
	case c.has("flat"): // the variance is 0, and 1e-6 is all there is to divide by
		images = repeated(len(images), float32(0.3))
		allowed.abs = 1e-4
		allowed.why += ", and the mean's rounding error divided by 1e-3"
	case c.has("offset"):
		allowed = allowed.times(1000, "of values 1000 times their deviation")
	}
	return problem{
		args: []arg{
			reads("images", images),
			ids("ids", r.distinct(b, height/p*(width/p), k)),
			writes("y", b*k*p*p*ch, allowed),
		},
		call: func(d gpu.Device, at buffers) error {
			return d.PixelTarget(at["y"], at["images"], at["ids"], b, ch, height, width, p, k, c.has("normalise"))
		},
	}
}
