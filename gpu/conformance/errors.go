package conformance

import (
	"maps"
	"slices"
	"testing"

	"maestudio/gpu"
)

// testErrors calls every operation with one buffer missing, too short or of the
// wrong type: an error each time, and nothing worse.
func testErrors(t *testing.T, d gpu.Device) {
	for _, c := range fullestCases() {
		t.Run(c.op, func(t *testing.T) {
			p := c.problem()
			for _, a := range p.args {
				for what, wrong := range wrongBuffers(t, d, a) {
					s := p.place(t, d, layouts[0])
					s.buffers[a.name] = wrong
					if p.call(d, s.buffers) == nil {
						t.Errorf("%s is %s, and there is no error", a.name, what)
					}
					s.free()
				}
			}
		})
	}
	t.Run("lengths", func(t *testing.T) { testLengths(t, d) })
}

// wrongBuffers is what the operation may not accept in the argument's place.
func wrongBuffers(t *testing.T, d gpu.Device, a arg) map[string]gpu.Buffer {
	t.Helper()
	wrong := map[string]gpu.Buffer{}
	put := func(what string, dtype gpu.DType, n int) {
		b, err := d.New(dtype, n)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.Free)
		wrong[what] = b
	}
	own, other := gpu.Float32, gpu.Int32
	if a.places != nil {
		own, other = other, own
	}
	put("of the wrong type", other, a.n)
	if !a.open {
		put("one element short", own, a.n-1)
	}
	if !a.optional {
		wrong["missing"] = nil
	}
	if own == gpu.Float32 && !a.matrix {
		put("bfloat16", gpu.BFloat16, a.n)
	}
	return wrong
}

// fullestCases is one case of each operation: of those with the most arguments
// the smallest.
func fullestCases() []testCase {
	type candidate struct {
		testCase
		args int
	}
	best := map[string]candidate{}
	for _, c := range allCases() {
		now, next := best[c.op], candidate{c, len(c.problem().args)}
		if next.args > now.args || next.args == now.args && next.size() < now.size() {
			best[c.op] = next
		}
	}
	var list []testCase
	for _, op := range slices.Sorted(maps.Keys(best)) {
		list = append(list, best[op].testCase)
	}
	return list
}

// size is some measure of how large a case is.
func (c testCase) size() int {
	n := 1
	for _, d := range c.dims {
		n *= 1 + d
	}
	return n
}

// testLengths: transfers of the wrong size.
func testLengths(t *testing.T, d gpu.Device) {
	four, five := newBuffer(t, d, gpu.Float32, make([]float32, 4)), newBuffer(t, d, gpu.Float32, make([]float32, 5))
	for what, err := range map[string]error{
		"writing 5 to 4":  d.Write(four, make([]float32, 5)),
		"reading 5 of 4":  d.Read(make([]float32, 5), four),
		"copying 4 to 5":  d.Copy(five, four),
		"adding 5 to 4":   d.Add(four, five),
		"places to float": d.WriteInt32(four, make([]int32, 4)),
	} {
		if err == nil {
			t.Errorf("%s is no error", what)
		}
	}
	if b, err := d.New(gpu.Float32, -1); err == nil {
		b.Free()
		t.Error("a buffer of -1 elements is no error")
	}
}
