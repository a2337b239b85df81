package conformance

import "maestudio/gpu"

// tokenCases: B, K, N, D for embed and unshuffle; B, N, K, D for rows.
var tokenCases = []testCase{
	{"embed", dims{2, 16, 64, 256}, ""}, // quick
	{"embed", dims{1, 49, 196, 768}, ""},
	{"embed", dims{1, 1, 1, 1}, ""},
	{"embed", dims{3, 2, 5, 7}, ""},
	{"embed", dims{3, 5, 5, 33}, ""},
	{"embed", dims{2, 3, 9, 17}, "nan"},
	{"embed backward", dims{2, 16, 64, 256}, ""},
	{"embed backward", dims{5, 16, 64, 96}, "add"},
	{"embed backward", dims{1, 1, 1, 1}, ""},
	{"embed backward", dims{3, 2, 5, 7}, "no positions"},
	{"embed backward", dims{3, 2, 5, 7}, "no positions, add"},
	{"embed backward", dims{3, 5, 5, 33}, ""},
	{"embed backward", dims{3, 5, 5, 33}, "add"},
	{"unshuffle", dims{2, 16, 64, 128}, ""}, // quick
	{"unshuffle", dims{1, 49, 196, 512}, ""},
	{"unshuffle", dims{1, 1, 1, 1}, ""},
	{"unshuffle", dims{3, 2, 5, 7}, ""},
	{"unshuffle", dims{3, 2, 5, 7}, "no positions"},
	{"unshuffle", dims{2, 4, 4, 33}, ""}, // nothing hidden
	{"unshuffle", dims{2, 3, 9, 17}, "nan"},
	{"unshuffle backward", dims{2, 16, 64, 128}, ""},
	{"unshuffle backward", dims{3, 49, 196, 64}, "add"},
	{"unshuffle backward", dims{1, 1, 1, 1}, ""},
	{"unshuffle backward", dims{3, 2, 5, 7}, "add"},
	{"unshuffle backward", dims{2, 4, 4, 33}, ""},
	{"gather rows", dims{2, 65, 64, 128}, ""},
	{"gather rows", dims{1, 1, 1, 1}, ""},
	{"gather rows", dims{3, 9, 4, 33}, "wide"},
	{"gather rows", dims{3, 9, 4, 33}, "nan"},
	{"scatter rows", dims{2, 65, 64, 128}, ""},
	{"scatter rows", dims{2, 65, 64, 128}, "add"},
	{"scatter rows", dims{1, 1, 1, 1}, ""},
	{"scatter rows", dims{3, 9, 4, 33}, ""},
	{"scatter rows", dims{3, 9, 4, 33}, "add"},
}

func embed(c testCase, r random) problem {
	b, k, n, d := c.dims[0], c.dims[1], c.dims[2], c.dims[3]
	return problem{
		args: []arg{
			reads("x", r.values(b*k*d)),
			reads("cls", r.normal(d)),
			reads("pos", r.normal((1+n)*d)).asOpen(),
			ids("ids", r.distinct(b, n, k)),
			writes("y", b*(1+k)*d, exact),
		},
		call: func(dev gpu.Device, at buffers) error {
			return dev.Embed(at["y"], at["x"], at["cls"], at["pos"], at["ids"], b, k, d)
		},
	}
}

func embedBackward(c testCase, r random) problem {
	b, k, n, d := c.dims[0], c.dims[1], c.dims[2], c.dims[3]
	args := []arg{
		reads("dy", r.values(b*(1+k)*d)),
		ids("ids", r.distinct(b, n, k)),
		writes("dx", b*k*d, exact),
		writesOrAdds(c.has("add"), "dcls", r, d, sumOf(b)),
	}
	if !c.has("no positions") {
		args = append(args, writesOrAdds(c.has("add"), "dpos", r, (1+n)*d, sumOf(b)).asOptional())
	}
	return problem{args: args, call: func(dev gpu.Device, at buffers) error {
		return dev.EmbedBackward(at["dx"], at["dcls"], at["dpos"], at["dy"], at["ids"], b, k, n, d, c.has("add"))
	}}
}

func unshuffle(c testCase, r random) problem {
	b, k, n, d := c.dims[0], c.dims[1], c.dims[2], c.dims[3]
	args := []arg{
		reads("x", r.values(b*(1+k)*d)),
		reads("mask", r.normal(d)),
		ids("restore", r.permutations(b, n)),
		writes("y", b*(1+n)*d, exact),
	}
	if !c.has("no positions") {
		args = append(args, reads("pos", r.normal((1+n)*d)).asOptional())
	}
	return problem{args: args, call: func(dev gpu.Device, at buffers) error {
		return dev.Unshuffle(at["y"], at["x"], at["mask"], at["pos"], at["restore"], b, k, n, d)
	}}
}

func unshuffleBackward(c testCase, r random) problem {
	b, k, n, d := c.dims[0], c.dims[1], c.dims[2], c.dims[3]
	return problem{
		args: []arg{
			reads("dy", r.values(b*(1+n)*d)),
			ids("restore", r.permutations(b, n)),
			writes("dx", b*(1+k)*d, exact),
			writesOrAdds(c.has("add"), "dmask", r, d, sumOf(b*n)),
		},
		call: func(dev gpu.Device, at buffers) error {
			return dev.UnshuffleBackward(at["dx"], at["dmask"], at["dy"], at["restore"], b, k, n, d, c.has("add"))
		},
	}
}

func gatherRows(c testCase, r random) problem {
	b, n, k, d := c.dims[0], c.dims[1], c.dims[2], c.dims[3]
	return problem{
		args: []arg{
			reads("x", r.values(b*n*d)),
			ids("ids", r.distinct(b, n, k)),
			writes("y", b*k*d, exact),
		},
		call: func(dev gpu.Device, at buffers) error {
			return dev.GatherRows(at["y"], at["x"], at["ids"], b, n, k, d)
		},
	}
}

func scatterRows(c testCase, r random) problem {
	b, n, k, d := c.dims[0], c.dims[1], c.dims[2], c.dims[3]
	return problem{
		args: []arg{
			reads("dy", r.values(b*k*d)),
			ids("ids", r.distinct(b, n, k)),
			writesOrAdds(c.has("add"), "dx", r, b*n*d, exact),
		},
		call: func(dev gpu.Device, at buffers) error {
			return dev.ScatterRows(at["dx"], at["dy"], at["ids"], b, n, k, d, c.has("add"))
		},
	}
}
