package conformance

import (
	"math"
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/reference"
)

// A layout is how buffers lie when a case runs: the width of the bands on both
// sides, and what outputs hold before.
type layout struct {
	band    int
	garbage float32
}

// layouts: on the alignment of New, and off it.
var layouts = [2]layout{
	{band: 64, garbage: float32(math.NaN())},
	{band: 37, garbage: 1e30},
}

const (
	bandValue = 7777.5  // a kernel that adds a band to a sum is found
	bandPlace = 1 << 30 // one that follows a band falls off the world
)

// results are the outputs of a call by name.
type results map[string][]float32

// expect is what the reference says.
func (p problem) expect(t testing.TB, yardstick gpu.Device) map[string][]float64 {
	t.Helper()
	s := p.place(t, yardstick, layouts[0])
	if err := p.call(yardstick, s.buffers); err != nil {
		t.Fatalf("%s: the reference refuses: %v", p.name, err)
	}
	want := map[string][]float64{}
	for _, a := range p.args {
		if a.output {
			want[a.name] = reference.Data[float64](s.buffers[a.name])
		}
	}
	return want
}

// run makes the call on a device and returns its outputs, after a look at all
// that it must not have touched.
func (p problem) run(t testing.TB, d gpu.Device, l layout) results {
	t.Helper()
	s := p.place(t, d, l)
	defer s.free()
	before := s.snapshot(t)
	if err := p.call(d, s.buffers); err != nil {
		t.Fatalf("%s: %v", p.name, err)
	}
	after, got := s.snapshot(t), results{}
	for _, a := range p.args {
		if a.places != nil {
			continue // a device has no way to read places back
		}
		end := l.band + a.n
		wantUntouched(t, p.name+": before "+a.name, before[a.name][:l.band], after[a.name][:l.band])
		wantUntouched(t, p.name+": after "+a.name, before[a.name][end:], after[a.name][end:])
		if a.output {
			got[a.name] = after[a.name][l.band:end]
		} else {
			wantUntouched(t, p.name+": the input "+a.name, before[a.name], after[a.name])
		}
	}
	return got
}

// stage is the buffers of a call, each in the middle of a larger one.
type stage struct {
	device  gpu.Device
	buffers buffers
	whole   buffers
}

func (p problem) place(t testing.TB, d gpu.Device, l layout) stage {
	t.Helper()
	s := stage{device: d, buffers: buffers{}, whole: buffers{}}
	for _, a := range p.args {
		whole, err := s.fill(a, l)
		if err != nil {
			t.Fatalf("%s: %s: %v", p.name, a.name, err)
		}
		s.whole[a.name] = whole
		s.buffers[a.name] = whole.Slice(l.band, l.band+a.n)
	}
	return s
}

// fill makes a buffer that holds a band, the argument's values and a band.
func (s stage) fill(a arg, l layout) (gpu.Buffer, error) {
	n := a.n + 2*l.band
	if a.places != nil {
		b, err := s.device.New(gpu.Int32, n)
		if err != nil {
			return nil, err
		}
		return b, s.device.WriteInt32(b, surround(a.places, l.band, bandPlace))
	}
	values := a.values
	if values == nil {
		values = repeated(a.n, l.garbage)
	}
	dtype := gpu.Float32
	if a.half {
		dtype = gpu.BFloat16
	}
	b, err := s.device.New(dtype, n)
	if err != nil {
		return nil, err
	}
	return b, s.device.Write(b, surround(values, l.band, bandValue))
}

// snapshot reads back every buffer with its bands, but for places.
func (s stage) snapshot(t testing.TB) results {
	t.Helper()
	all := results{}
	for name, b := range s.whole {
		if b.DType() == gpu.Int32 {
			continue
		}
		all[name] = make([]float32, b.Len())
		if err := s.device.Read(all[name], b); err != nil {
			t.Fatalf("read %s: %v", name, err)
		}
	}
	return all
}

func (s stage) free() {
	for _, b := range s.whole {
		b.Free()
	}
}

func surround[T any](x []T, band int, value T) []T {
	edge := repeated(band, value)
	return append(append(append(make([]T, 0, len(x)+2*band), edge...), x...), edge...)
}

func repeated[T any](n int, value T) []T {
	x := make([]T, n)
	for i := range x {
		x[i] = value
	}
	return x
}
