package weights

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/core/internal/testdata"
)

// A file of the reference comes back byte for byte: values, names, order.
func TestRoundTripOfReferenceFiles(t *testing.T) {
	files, err := filepath.Glob(testdata.Shared(t, "goldens") + "/*.safetensors")
	if err != nil || len(files) < 10 {
		t.Fatalf("found %d files (%v)", len(files), err)
	}
	for _, path := range files {
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s, err := ReadFile(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if got := write(t, s); !bytes.Equal(got, want) {
			t.Errorf("%s: written again it has %d bytes instead of %d, or others", filepath.Base(path), len(got), len(want))
		}
	}
}

func TestMixedTypesKeepOrderAndBits(t *testing.T) {
	s := mixed(t)
	first := write(t, s)
	again, err := Read(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, again, s)
	h, start, err := readHeader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range h.entries {
		if size := int64(dtypes[e.DType].size); (start+e.Offsets[0])%size != 0 {
			t.Errorf("%q starts at byte %d, which does not suit its %d bytes", h.names[i], start+e.Offsets[0], size)
		}
	}
	if second := write(t, again); !bytes.Equal(first, second) {
		t.Error("the same state gave other bytes")
	}
}

func mixed(t testing.TB) *State {
	s := NewState()
	s.Meta = map[string]string{"format": "pt", "a <b>": "\"quoted\" & é"}
	add := func(name string, values any, shape ...int) {
		if err := s.Add(name, dense(shape, values)); err != nil {
			t.Fatal(err)
		}
	}
	add("bytes", []uint8{1, 2, 255}, 3)
	add("scalar", []float32{float32(math.Copysign(0, -1))})
	add("nan", []float32{math.Float32frombits(0x7fc12345), float32(math.Inf(-1)), 1e-45, -2}, 2, 2)
	add("doubles", []float64{math.Pi, math.Copysign(0, -1)}, 1, 2)
	add("longs", []int64{math.MinInt64, 7}, 2, 1)
	add("ints", []int32{math.MinInt32, 9}, 2)
	add("step", []int64{12})
	return s
}

// Values longer than one piece of the conversion.
func TestLongTensor(t *testing.T) {
	values := make([]float32, 3*chunk/4+5)
	for i := range values {
		values[i] = float32(i)
	}
	s := NewState()
	if err := s.AddFloat32("x", values, len(values)); err != nil {
		t.Fatal(err)
	}
	file := write(t, s)
	again, err := Read(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, again, s)
}

func TestHalfWidthFloats(t *testing.T) {
	file := safetensors(`{"h":{"dtype":"F16","shape":[7],"data_offsets":[0,14]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[14,18]}}`,
		"\x00\x3c\x00\xc0\xff\x7b\x01\x00\x00\x80\x00\x7c\xff\x03"+"\x80\x3f\x49\xc0")
	s, err := Read(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	want := []float32{1, -2, 65504, 1.0 / (1 << 24), float32(math.Copysign(0, -1)), float32(math.Inf(1)), 1023.0 / (1 << 24)}
	if got, err := s.Float32("h", 7); err != nil || !sameBits(got, want) {
		t.Errorf("F16: %v (%v), want %v", got, err, want)
	}
	if got, err := s.Float32("b", 2); err != nil || !sameBits(got, []float32{1, -3.140625}) {
		t.Errorf("BF16: %v (%v)", got, err)
	}
}

func TestDamagedFiles(t *testing.T) {
	one := `"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}`
	cases := []struct{ name, header, data, want string }{
		{"not JSON", "hello", "", "not a JSON object"},
		{"list", "[]", "", "not a JSON object"},
		{"cut header", `{"a":{"dtype":"F32"`, "", "damaged: it was cut off"},
		{"cut after a name", `{"a":`, "", `the description of "a" is damaged: it was cut off`},
		{"more after", `{} {}`, "", "goes on"},
		{"no description", `{"a":null}`, "", `has the type ""`},
		{"type", `{"a":{"dtype":"F8","shape":[2],"data_offsets":[0,2]}}`, "12", `has the type "F8"`},
		{"twice", `{` + one + `,` + `"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}` + `}`, "0123456789abcdef", "twice"},
		{"twice in one place", `{` + one + `,` + one + `}`, "01234567", `the name "a" stands twice in its header`},
		{"gap", `{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, "0123456789ab", "starts at byte 4"},
		{"overlap", `{` + one + `,"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, "0123456789ab", "starts at byte 4, but the one before it ends at 8"},
		{"same place", `{` + one + `,"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, "01234567", "starts at byte 0"},
		{"backwards", `{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}`, "01234567", "outside"},
		{"negative", `{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}`, "01234567", "outside"},
		{"three offsets", `{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}`, "01234567", "outside"},
		{"too long", `{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}}`, "01234567", "outside"},
		{"huge shape", `{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}`, "01234567", "does not fit"},
		{"overflow", `{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}`, "", "does not fit"},
		{"overflow in small steps", `{"a":{"dtype":"U8","shape":[256],"data_offsets":[0,256]},"b":{"dtype":"F32","shape":[256,256,256,256,256,256,256,256],"data_offsets":[256,256]}}`,
			strings.Repeat("x", 256), "does not fit"},
		{"negative size", `{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}`, "01234567", "does not fit"},
		{"empty, with values", `{"a":{"dtype":"F32","shape":[0,2],"data_offsets":[0,8]}}`, "01234567", "0 bytes, but 8 are there"},
		{"shape and bytes", `{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}`, "01234567", "but 8 are there"},
		{"fraction", `{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}`, "01234567", `is damaged: "shape" cannot be the number 1.5`},
		{"beyond 64 bits", `{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551616]}}`, "01234567", `is damaged: "data_offsets" cannot be the number 18446744073709551616`},
		{"no object", `{"a":7}`, "", "damaged: it holds a number where"},
		{"bytes left", `{` + one + `}`, "0123456789ab", "but it holds 12"},
		{"dimensions", `{"a":{"dtype":"F32","shape":[1` + strings.Repeat(",1", 16) + `],"data_offsets":[0,4]}}`, "0123", "17 dimensions"},
		{"metadata", `{"__metadata__":{"a":1}}`, "", "its metadata is not a list of texts: it holds a number where"},
	}
	for _, c := range cases {
		file := safetensors(c.header, c.data)
		_, err := Read(bytes.NewReader(file), int64(len(file)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want a sentence with %q", c.name, err, c.want)
		}
	}
}

func TestCutFiles(t *testing.T) {
	file := write(t, mixed(t))
	for n := range file {
		if _, err := Read(bytes.NewReader(file[:n]), int64(n)); err == nil {
			t.Fatalf("the first %d of %d bytes were read as a whole file", n, len(file))
		}
	}
	path := filepath.Join(t.TempDir(), "cut.safetensors")
	if err := os.WriteFile(path, file[:20], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFile(path); err == nil || !strings.Contains(err.Error(), "cut.safetensors is no sound safetensors file") {
		t.Errorf("got %v", err)
	}
}

// A header that claims much must not cost much.
func TestClaimsCostNothing(t *testing.T) {
	var before, after runtime.MemStats
	files := [][]byte{
		append(le.AppendUint64(nil, 90<<20), "{}"...),
		append(le.AppendUint64(nil, 1<<63+5), "{}"...),
		safetensors(`{"a":{"dtype":"F32","shape":[1000000000],"data_offsets":[0,4000000000]}}`, ""),
	}
	runtime.ReadMemStats(&before)
	for _, f := range files {
		if _, err := Read(bytes.NewReader(f), int64(len(f))); err == nil {
			t.Error("a false claim was believed")
		}
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
		t.Errorf("%d bytes allocated for files of %d", used, len(files[2]))
	}
}

func TestWriteRefuses(t *testing.T) {
	cases := []struct {
		want string
		s    *State
	}{
		{"listed but not there", &State{Names: []string{"a"}}},
		{"__metadata__", &State{Names: []string{"__metadata__"}}},
		{"a view with gaps", viewState(t)},
	}
	for _, c := range cases {
		if err := Write(new(bytes.Buffer), c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want a sentence with %q", err, c.want)
		}
	}
}

func viewState(t *testing.T) *State {
	s := NewState()
	part, err := dense([]int{2, 3}, make([]float32, 6)).Slice(nil, tensor.S(0, 2))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Add("v", part.(*tensor.Dense)); err != nil {
		t.Fatal(err)
	}
	return s
}

// FuzzRead: what can be read can be written, and is the same when read again.
func FuzzRead(f *testing.F) {
	f.Add(write(f, mixed(f)))
	f.Add(safetensors(`{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}`, "0123"))
	f.Add(safetensors(`{"__metadata__":null,"":{"dtype":"U8","shape":[1,1],"data_offsets":[0,1]}}  `, "0"))
	f.Fuzz(func(t *testing.T, file []byte) {
		var s *State
		var err error
		testdata.Bounded(t, len(file), func() { s, err = Read(bytes.NewReader(file), int64(len(file))) })
		if err != nil {
			return
		}
		out := write(t, s)
		again, err := Read(bytes.NewReader(out), int64(len(out)))
		if err != nil {
			t.Fatal(err)
		}
		equal(t, again, s)
	})
}

func safetensors(header, data string) []byte {
	return append(append(le.AppendUint64(nil, uint64(len(header))), header...), data...)
}

func write(t testing.TB, s *State) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func equal(t *testing.T, got, want *State) {
	t.Helper()
	if !slices.Equal(got.Names, want.Names) {
		t.Fatalf("names %q, want %q", got.Names, want.Names)
	}
	if len(got.Meta)+len(want.Meta) > 0 && !reflect.DeepEqual(got.Meta, want.Meta) {
		t.Errorf("metadata %v, want %v", got.Meta, want.Meta)
	}
	for _, name := range want.Names {
		g, w := got.Tensors[name], want.Tensors[name]
		if !slices.Equal(g.Shape(), w.Shape()) || !sameBits(data(g), data(w)) {
			t.Errorf("%q: %v %v, want %v %v", name, g.Shape(), g, w.Shape(), w)
		}
	}
}

// sameBits also tells NaNs and zeros apart.
func sameBits(a, b any) bool {
	bits := func(v any) string {
		switch v := v.(type) {
		case []float32:
			out := make([]uint32, len(v))
			for i := range v {
				out[i] = math.Float32bits(v[i])
			}
			return fmt.Sprint("f32", out)
		case []float64:
			out := make([]uint64, len(v))
			for i := range v {
				out[i] = math.Float64bits(v[i])
			}
			return fmt.Sprint("f64", out)
		}
		return fmt.Sprintf("%T%v", v, v)
	}
	return bits(a) == bits(b)
}
