package conformance

import "maestudio/gpu"

// stored is the case's problem with its matrix buffers as a device may be given
// them: float32, and where the device multiplies bfloat16 also such, and every second
// one such, for a kernel reads and writes each by its own type.
func (c testCase) stored(matrix gpu.DType) []problem {
	plain := c.problem()
	if matrix != gpu.BFloat16 {
		return []problem{plain}
	}
	plain.flush(c)
	all := []problem{plain}
	c.flags += ", rounded"
	for _, mix := range []struct {
		name string
		half func(i int) bool
	}{
		{"bfloat16", func(int) bool { return true }},
		{"bfloat16 and float32", func(i int) bool { return i%2 == 0 }},
		{"float32 and bfloat16", func(i int) bool { return i%2 == 1 }},
	} {
		p, i, any := c.problem(), 0, false
		p.name += " (" + mix.name + ")"
		p.flush(c)
		for n := range p.args {
			if a := &p.args[n]; a.matrix {
				a.half = mix.half(i)
				any = any || a.half
				i++
			}
		}
		if any {
			all = append(all, p)
		}
		if c.size() > 1_000_000 {
			break // the reference is slow
		}
	}
	return all
}

// flush allows what denormals are taken for: a dot product of bfloat16 may read and
// write them as 0.
func (p problem) flush(c testCase) {
	if !c.has("tiny") {
		return
	}
	for i := range p.args {
		p.args[i].allowed.abs += 1000 * 0x1p-126
	}
}
