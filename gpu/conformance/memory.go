package conformance

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/reference"
)

// testMemory: buffers are zeroed, keep what is written, convert as they should.
func testMemory(t *testing.T, d gpu.Device) {
	if info := d.Info(); info.Name == "" || info.Family == "" || info.Detail == "" || info.Threads < 1 {
		t.Errorf("the device does not say what it is: %+v", info)
	}
	t.Run("zeroed", func(t *testing.T) { testZeroed(t, d) })
	t.Run("slice", func(t *testing.T) { testSlice(t, d) })
	t.Run("copy", func(t *testing.T) { testCopy(t, d) })
	t.Run("empty", func(t *testing.T) { newBuffer(t, d, gpu.Float32, make([]float32, 0)) })
}

func testZeroed(t *testing.T, d gpu.Device) {
	for _, dtype := range []gpu.DType{gpu.Float32, gpu.BFloat16} {
		for range 3 { // a buffer may get the memory of one that was freed
			b, err := d.New(dtype, 1001)
			if err != nil {
				t.Fatal(err)
			}
			if b.DType() != dtype || b.Len() != 1001 {
				t.Errorf("asked for 1001 of type %d, got %d of type %d", dtype, b.Len(), b.DType())
			}
			wantValues(t, d, "a new buffer", b, make([]float32, 1001))
			if err := d.Write(b, repeated(1001, float32(3))); err != nil {
				t.Fatal(err)
			}
			b.Free()
		}
		b := newBuffer(t, d, dtype, repeated(1001, float32(3)))
		if err := d.Zero(b.Slice(1, 1000)); err != nil {
			t.Fatal(err)
		}
		want := make([]float32, 1001)
		want[0], want[1000] = 3, 3
		wantValues(t, d, "the middle set to zero", b, want)
	}
}

func testSlice(t *testing.T, d gpu.Device) {
	whole := newBuffer(t, d, gpu.Float32, []float32{0, 1, 2, 3, 4, 5, 6})
	part := whole.Slice(2, 6).Slice(1, 3) // 3 and 4
	if part.Len() != 2 || part.DType() != gpu.Float32 {
		t.Fatalf("a slice of 2 has %d elements of type %d", part.Len(), part.DType())
	}
	wantValues(t, d, "a slice of a slice", part, []float32{3, 4})
	if err := d.Write(part, []float32{30, 40}); err != nil {
		t.Fatal(err)
	}
	wantValues(t, d, "written through a slice", whole, []float32{0, 1, 2, 30, 40, 5, 6})
	if err := d.Copy(whole.Slice(0, 2), part); err != nil {
		t.Fatal(err)
	}
	wantValues(t, d, "copied between slices", whole, []float32{30, 40, 2, 30, 40, 5, 6})
}

// testCopy: every mix of types, with values that tell how bfloat16 is rounded.
func testCopy(t *testing.T, d gpu.Device) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	values := []float32{0, 1, -1, 3.1415927, 1.0039062, 1.0117188, 1.0039063, 1e-40, math.MaxFloat32, -1e30, inf, -inf, nan}
	for i := range 100 {
		values = append(values, math.Float32frombits(uint32(0x3f800000+i*0x1fff)))
	}
	rounded := make([]float32, len(values))
	for i, v := range values {
		rounded[i] = reference.RoundBFloat16(v)
	}
	for _, to := range []gpu.DType{gpu.Float32, gpu.BFloat16} {
		for _, from := range []gpu.DType{gpu.Float32, gpu.BFloat16} {
			want := rounded
			if to == gpu.Float32 && from == gpu.Float32 {
				want = values
			}
			src, dst := newBuffer(t, d, from, values), newBuffer(t, d, to, make([]float32, len(values)))
			if err := d.Copy(dst, src); err != nil {
				t.Fatal(err)
			}
			wantValues(t, d, fmt.Sprintf("type %d copied to type %d", from, to), dst, want)
		}
	}
}

// testWeight: a weight follows its values when it is told that they changed,
// whichever product used it before.
func testWeight(t testing.TB, d gpu.Device) {
	const rows, out, in = 20, 37, 41
	c := testCase{op: "weight"}
	r := newRandom(1, c)
	x, dy := newBuffer(t, d, gpu.Float32, r.normal(rows*in)), newBuffer(t, d, gpu.Float32, r.normal(rows*out))
	values := newBuffer(t, d, gpu.Float32, r.normal(out*in))
	w, err := d.NewWeight(values, out, in)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Free()
	if o, i := w.Shape(); o != out || i != in {
		t.Errorf("the shape is (%d, %d), want (%d, %d)", o, i, out, in)
	}
	for round := range 3 {
		if err := d.Write(values, r.normal(out*in)); err != nil {
			t.Fatal(err)
		}
		w.Changed()
		fresh, err := d.NewWeight(values, out, in)
		if err != nil {
			t.Fatal(err)
		}
		what := fmt.Sprintf("round %d: a weight whose values changed", round)
		wantSameBits(t, what, products(t, d, w, x, dy, rows), products(t, d, fresh, x, dy, rows))
		fresh.Free()
	}
}

// products is what both products with a weight give.
func products(t testing.TB, d gpu.Device, w gpu.Weight, x, dy gpu.Buffer, rows int) results {
	t.Helper()
	out, in := w.Shape()
	y := newBuffer(t, d, gpu.Float32, make([]float32, rows*out))
	dx := newBuffer(t, d, gpu.Float32, make([]float32, rows*in))
	if err := d.Linear(y, x, w, nil, rows, gpu.Epilogue{}); err != nil {
		t.Fatal(err)
	}
	if err := d.LinearInput(dx, dy, w, rows, gpu.GradEpilogue{}); err != nil {
		t.Fatal(err)
	}
	return results{"y": readAll(t, d, y), "dx": readAll(t, d, dx)}
}

// newBuffer lives until the test's end.
func newBuffer(t testing.TB, d gpu.Device, dtype gpu.DType, values []float32) gpu.Buffer {
	t.Helper()
	b, err := d.New(dtype, len(values))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Free)
	if err := d.Write(b, values); err != nil {
		t.Fatal(err)
	}
	return b
}

func readAll(t testing.TB, d gpu.Device, b gpu.Buffer) []float32 {
	t.Helper()
	got := make([]float32, b.Len())
	if err := d.Read(got, b); err != nil {
		t.Fatal(err)
	}
	return slices.Clip(got)
}

func wantValues(t testing.TB, d gpu.Device, what string, b gpu.Buffer, want []float32) {
	t.Helper()
	if got := readAll(t, d, b); firstDifference(got, want) >= 0 {
		i := firstDifference(got, want)
		t.Errorf("%s: element %d is %v, want %v", what, i, got[i], want[i])
	}
}
