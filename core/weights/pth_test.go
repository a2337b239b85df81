package weights

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"maestudio/core/internal/testdata"
)

// The files that PyTorch wrote hold what the safetensors files beside them do.
func TestReadsWhatTorchWrote(t *testing.T) {
	dir := testdata.Shared(t, "goldens")
	for _, c := range []struct{ file, same, key, value string }{
		{"mae_tiny_official.pth", "mae_tiny_weights.safetensors", "args.model", "mae_tiny"},
		{"mae_micro_resume.pth", "mae_micro_weights_step3.safetensors", "epoch", "0"},
		{"mae_micro_legacy.pth", "mae_micro_weights.safetensors", "epoch", "7"},
	} {
		got, err := Open(filepath.Join(dir, c.file))
		if err != nil {
			t.Error(err)
			continue
		}
		want, err := ReadFile(filepath.Join(dir, c.same))
		if err != nil {
			t.Fatal(err)
		}
		if got.Meta[c.key] != c.value {
			t.Errorf("%s: %s is %q, want %q", c.file, c.key, got.Meta[c.key], c.value)
		}
		got.Meta = want.Meta
		for _, name := range want.Names {
			if got.Tensors[name] == nil || !sameBits(data(got.Tensors[name]), data(want.Tensors[name])) {
				t.Errorf("%s: %s has other values", c.file, name)
			}
		}
		if len(got.Names) != len(want.Names) {
			t.Errorf("%s: %d tensors, want %d", c.file, len(got.Names), len(want.Names))
		}
		if err := got.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A pickle with a call is refused by the call's name, and nothing is run.
func TestEvilIsRefused(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "evil.pth")
	file, err := os.ReadFile(testdata.Shared(t, "goldens/evil.pth"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file, 0o666); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	if _, err := Open("evil.pth"); err == nil || !strings.Contains(err.Error(), "it wants os.system to be called") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat("PWNED"); err == nil {
		t.Error("the command was run")
	}
}

// program writes pickles for tests.
type program struct{ bytes.Buffer }

func (p *program) text(s string) {
	p.WriteByte('X')
	binary.Write(p, le, uint32(len(s)))
	p.WriteString(s)
}

func (p *program) number(n int64) {
	p.WriteString("\x8a\x08")
	binary.Write(p, le, n)
}

// tensor cuts a tensor from the storage of a key.
func (p *program) tensor(kind, key string, n int64, offset int64, shape, strides []int64) {
	p.WriteString("ctorch._utils\n_rebuild_tensor_v2\n((")
	p.text("storage")
	p.WriteString("ctorch\n" + kind + "\n")
	p.text(key)
	p.text("cpu")
	p.number(n)
	p.WriteString("tQ")
	p.number(offset)
	for _, list := range [][]int64{shape, strides} {
		p.WriteByte('(')
		for _, v := range list {
			p.number(v)
		}
		p.WriteByte('t')
	}
	p.WriteString("\x89ccollections\nOrderedDict\n)RtR")
}

// checkpoint is a file of the zip form with one dict of tensors.
func checkpoint(t testing.TB, method uint16, parts map[string]string, tensors func(*program)) []byte {
	t.Helper()
	p := &program{}
	p.WriteString("\x80\x02}(")
	tensors(p)
	p.WriteString("u.")
	return zipped(t, method, p.String(), parts)
}

func zipped(t testing.TB, method uint16, program string, parts map[string]string) []byte {
	t.Helper()
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	add := func(name, data string) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err == nil {
			_, err = w.Write([]byte(data))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	add("a/data.pkl", program)
	for name, data := range parts {
		add("a/"+name, data)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// Types, transposed tensors, and parts of storages.
func TestCutTensors(t *testing.T) {
	halves := "\x00\x3c\x00\xc0\xff\x7b\x01\x00"
	file := checkpoint(t, zip.Store, map[string]string{
		"data/0": "\x00\x00\x80\x3f\x00\x00\x00\x40\x00\x00\x40\x40\x00\x00\x80\x40\x00\x00\xa0\x40\x00\x00\xc0\x40",
		"data/1": halves, "data/2": "\x80\x3f\x49\xc0", "data/3": "\xfe\xff\xff\xff\xff\xff\xff\xff", "data/4": "\x01\x00", "data/5": "\xfe\xff\x00\x80"}, func(p *program) {
		p.text("rows")
		p.tensor("FloatStorage", "0", 6, 0, []int64{2, 3}, []int64{3, 1})
		p.text("columns")
		p.tensor("FloatStorage", "0", 6, 0, []int64{3, 2}, []int64{1, 3})
		p.text("part")
		p.tensor("FloatStorage", "0", 6, 4, []int64{2}, []int64{1})
		p.text("half")
		p.tensor("HalfStorage", "1", 4, 0, []int64{4}, []int64{1})
		p.text("bf")
		p.tensor("BFloat16Storage", "2", 2, 0, []int64{2, 1}, []int64{1, 1})
		p.text("long")
		p.tensor("LongStorage", "3", 1, 0, nil, nil)
		p.text("truths")
		p.tensor("BoolStorage", "4", 2, 0, []int64{2}, []int64{1})
		p.text("shorts")
		p.tensor("ShortStorage", "5", 2, 0, []int64{2}, []int64{1})
		p.text("bytes")
		p.tensor("CharStorage", "5", 4, 0, []int64{2, 2}, []int64{2, 1})
	})
	s, err := parse(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"rows": []float32{1, 2, 3, 4, 5, 6}, "columns": []float32{1, 4, 2, 5, 3, 6}, "part": []float32{5, 6},
		"half": []float32{1, -2, 65504, 1.0 / (1 << 24)}, "bf": []float32{1, -3.140625}, "long": []int64{-2},
		"truths": []uint8{1, 0}, "shorts": []int32{-2, -32768}, "bytes": []int32{-2, -1, 0, -128},
	} {
		if got := data(s.Tensors[name]); !sameBits(got, want) {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}

func TestHostileCheckpoints(t *testing.T) {
	one := map[string]string{"data/0": "\x00\x00\x80\x3f"}
	tensor := func(kind string, n, offset int64, shape, strides []int64) []byte {
		return checkpoint(t, zip.Store, one, func(p *program) {
			p.text("x")
			p.tensor(kind, "0", n, offset, shape, strides)
		})
	}
	big := strings.Repeat("\x00", 50<<20)
	many := checkpoint(t, zip.Store, map[string]string{"data/0": strings.Repeat("\x00\x3c", 2000)}, func(p *program) {
		for i := range 1000 {
			p.text(fmt.Sprint("x", i))
			p.tensor("HalfStorage", "0", 2000, 0, []int64{2000}, []int64{1})
		}
	})
	// A list of pairs and a dict, each used over and over again: every use would copy
	// all of it.
	pairs := "\x80\x02](" + strings.Repeat("K\x01K\x01\x86", 20_000) + "eq\x000"
	over := pairs + "](" + strings.Repeat("ccollections\nOrderedDict\nh\x00\x85R", 2000) + "e."
	dict := "\x80\x02}(" + strings.Repeat("K\x01K\x01", 20_000) + "uq\x00"
	built := dict + strings.Repeat("cargparse\nNamespace\n)Rh\x00b", 2000) + "."
	cases := []struct {
		name string
		file []byte
		want string
	}{
		{"one list in many dicts", zipped(t, zip.Store, over, nil), "many times its own size"},
		{"one dict in many namespaces", zipped(t, zip.Store, built, nil), "many times its own size"},
		{"bomb", zipped(t, zip.Deflate, "\x80\x02}.", map[string]string{"data/0": big}), "is compressed"},
		{"more than the storage", tensor("FloatStorage", 1, 0, []int64{1 << 40}, []int64{1}), "do not fit into the 1 values"},
		{"repeated values", tensor("FloatStorage", 1, 0, []int64{1 << 40}, []int64{0}), "many times its own size"},
		{"overflow", tensor("FloatStorage", 1, 0, []int64{1 << 32, 1 << 32}, []int64{1, 1}), "do not fit"},
		{"repeated, overflowing", tensor("FloatStorage", 1, 0, []int64{1 << 32, 1 << 32}, []int64{0, 0}), "no tensor can have"},
		{"behind the end", tensor("FloatStorage", 1, 1, []int64{1}, []int64{1}), "ends at value 2, but there are 1"},
		{"before the beginning", tensor("FloatStorage", 1, -1, []int64{1}, []int64{1}), "ends at value"},
		{"far stride", tensor("FloatStorage", 1, 0, []int64{1}, []int64{1 << 62}), "do not fit"},
		{"announced", tensor("FloatStorage", 1<<40, 0, []int64{1}, []int64{1}), "were announced"},
		{"announced, overflowing", tensor("FloatStorage", 1<<62, 0, []int64{1}, []int64{1}), "were announced"},
		{"type", tensor("QInt8Storage", 4, 0, []int64{1}, []int64{1}), "torch.QInt8Storage, which is not read"},
		{"negative", tensor("FloatStorage", 1, 0, []int64{-1}, []int64{1}), "no tensor can have"},
		{"negative and empty", tensor("FloatStorage", 1, 0, []int64{0, -1}, []int64{1, 1}), "no tensor can have"},
		{"the same half again and again", many, "many times its own size"},
		{"missing part", checkpoint(t, zip.Store, nil, func(p *program) { p.text("x"); p.tensor("FloatStorage", "0", 1, 0, nil, nil) }), "are missing"},
		{"no pickle", []byte("PK\x03\x04 and nothing more"), "cut off or is damaged"},
		{"no dict", zipped(t, zip.Store, "\x80\x02].", nil), "no state dictionary"},
		{"no tensors", zipped(t, zip.Store, "\x80\x02}.", nil), "no named tensors"},
		{"eval", zipped(t, zip.Store, "\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x011\x85R.", nil), "builtins.eval"},
		{"a whole module", zipped(t, zip.Store, "\x80\x02ctimm.models\nViT\n)\x81.", nil), "timm.models.ViT"},
		{"a storage called", zipped(t, zip.Store, "\x80\x02ctorch\nFloatStorage\n)R.", nil), "torch.FloatStorage"},
		{"a plain value called, and a module", zipped(t, zip.Store, "\x80\x02(cpathlib\nPosixPath\n(X\x01\x00\x00\x00/tRctorch.hub\nload\n)Rt.", nil), "torch.hub.load"},
		{"a type called", zipped(t, zip.Store, "\x80\x02cbuiltins\nint\n)R.", nil), "builtins.int"},
		{"getattr", zipped(t, zip.Store, "\x80\x02cbuiltins\ngetattr\n)R.", nil), "builtins.getattr"},
		{"a parameter of nothing", zipped(t, zip.Store, "\x80\x02ctorch._utils\n_rebuild_parameter\n)R.", nil), "a tensor is made of no storage"},
		{"inst", zipped(t, zip.Store, "\x80\x02(ios\nsystem\n.", nil), "it wants os.system to be called"},
		{"protocol 0", []byte("cos\nsystem\n(S'touch PWNED'\ntR."), "it wants os.system to be called"},
		{"protocol 0, inside", []byte("(dp0\nS'a'\np1\n(S'x'\nios\nsystem\np2\ns."), "it wants os.system to be called"},
		{"protocol 0, plain", []byte("(dp0\nS'a'\np1\nI1\ns."), "it is a pickle of protocol 0 or 1"},
		{"protocol 0 of PyTorch", []byte("L119547037146038801333356L\n.I1001\n."), "it is a pickle of protocol 0 or 1"},
		{"a text", []byte("I am no model, and end with a full stop."), "it begins like no file of weights, neither safetensors nor"},
		{"other pickle", []byte("\x80\x02]q\x00K\x01a."), "not one that torch.save wrote"},
		{"endless", zipped(t, zip.Store, "\x80\x02"+strings.Repeat("]", 2<<20), nil), "many times its own size"},
	}
	for _, c := range cases {
		before := allocated()
		_, err := parse(c.file)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want a sentence with %q", c.name, err, c.want)
		}
		if used := allocated() - before; used > 64*uint64(len(c.file))+1<<20 {
			t.Errorf("%s: %d bytes were taken for a file of %d", c.name, used, len(c.file))
		}
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// Which of two checkpoints in a zip is meant, nobody knows; what a zip has twice neither.
func TestTwoCheckpointsAreRefused(t *testing.T) {
	for range 8 { // the order of a map would show
		two := zipped(t, zip.Store, "\x80\x02}.", map[string]string{"b/data.pkl": "\x80\x02}."})
		if _, err := parse(two); err == nil || !strings.Contains(err.Error(), `it holds 2 checkpoints, "a/b/data.pkl" and "a/data.pkl"`) {
			t.Errorf("got %v", err)
		}
	}
	if _, err := parse(zipped(t, zip.Store, "\x80\x02}.", map[string]string{"data.pkl": ""})); err == nil || !strings.Contains(err.Error(), `"a/data.pkl" is there twice`) {
		t.Errorf("got %v", err)
	}
}

// However a file is cut, it is refused.
func TestCutCheckpoints(t *testing.T) {
	for _, name := range []string{"mae_micro_legacy.pth", "mae_micro_resume.pth"} {
		file, err := os.ReadFile(testdata.Shared(t, "goldens/"+name))
		if err != nil {
			t.Fatal(err)
		}
		for n := 0; n < len(file); n += 1 + n/7 {
			if _, err := parse(file[:n]); err == nil {
				t.Fatalf("the first %d of %d bytes of %s were read as a whole file", n, len(file), name)
			}
		}
		if _, err := parse(file[:len(file)-1]); err == nil {
			t.Errorf("%s without its last byte was read", name)
		}
	}
}

// FuzzCheckpoint: whatever the bytes, reading ends, and takes memory in proportion.
func FuzzCheckpoint(f *testing.F) {
	f.Add(checkpoint(f, zip.Store, map[string]string{"data/0": "\x00\x3c\x00\x3c"}, func(p *program) {
		p.text("x")
		p.tensor("HalfStorage", "0", 2, 0, []int64{1, 2}, []int64{2, 1})
	}))
	legacy := "\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}."
	p := &program{}
	p.WriteString(legacy + "\x80\x02}(")
	p.text("x")
	p.tensor("FloatStorage", "9", 1, 0, []int64{1}, []int64{1})
	p.WriteString("u.\x80\x02](")
	p.text("9")
	p.WriteString("e.\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x3f")
	f.Add(p.Bytes())
	f.Add([]byte("\x80\x02}(X\x01\x00\x00\x00acos\nsystem\nX\x01\x00\x00\x00b\x85Ru."))
	f.Fuzz(func(t *testing.T, file []byte) {
		var s *State
		var err error
		testdata.Bounded(t, len(file), func() { s, err = parse(file) })
		if err == nil {
			write(t, s)
		}
	})
}

// The legacy seed above is sound, so that fuzzing begins inside.
func TestLegacyForm(t *testing.T) {
	p := &program{}
	p.WriteString("\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}.\x80\x02}(")
	p.text("x")
	p.tensor("FloatStorage", "9", 1, 0, []int64{1}, []int64{1})
	p.WriteString("u.\x80\x02](")
	p.text("9")
	p.WriteString("e.\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x3f")
	s, err := parse(p.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got := data(s.Tensors["x"]); !sameBits(got, []float32{1}) {
		t.Errorf("x is %v", got)
	}
}

// Whatever PyTorch saves, of any type and cut in any way, comes in as it has it.
func TestReadsWhatTorchSavesNow(t *testing.T) {
	if testing.Short() {
		t.Skip("starts another program")
	}
	dir := t.TempDir()
	testdata.Peer(t, dir, "testdata/saves.py")
	want, err := ReadFile(filepath.Join(dir, "want.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"zip2.pth", "zip4.pth", "legacy.pth", "bare.pth", "halves.safetensors"} {
		got, err := Open(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
			continue
		}
		if len(got.Names) != 20 || len(want.Names) != 20 {
			t.Errorf("%s: %d tensors, want %d", name, len(got.Names), len(want.Names))
		}
		for _, tensor := range want.Names {
			a, b := want.Tensors[tensor], got.Tensors[tensor]
			if b == nil || !a.Shape().Eq(b.Shape()) || !sameBits(data(a), data(b)) {
				t.Errorf("%s: %s is %v, want %v", name, tensor, b, a)
			}
		}
		if strings.HasSuffix(name, ".pth") && name != "bare.pth" && (got.Meta["args.name"] != "ünder" || got.Meta["epoch"] != "3") {
			t.Errorf("%s: %v", name, got.Meta)
		}
		got.Close()
	}
}
