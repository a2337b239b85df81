package weights

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/internal/testdata"
)

// Tensors of no values do not stand in the way of the others, wherever they are.
func TestTensorsWithoutValues(t *testing.T) {
	header := `{"none":{"dtype":"F32","shape":[0,2],"data_offsets":[8,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"far":{"dtype":"F32","shape":[9223372036854775807,0,4],"data_offsets":[0,0]}}`
	file := safetensors(header, "01234567")
	read, err := Read(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	pth := checkpoint(t, zip.Store, map[string]string{"data/0": "0123", "data/1": ""}, func(p *program) {
		p.text("none")
		p.tensor("FloatStorage", "1", 0, 0, []int64{0, 2}, []int64{2, 1})
		p.text("a")
		p.tensor("FloatStorage", "0", 1, 0, []int64{1}, []int64{1})
	})
	for name, file := range map[string][]byte{"safetensors": file, "pth": pth} {
		s, err := parse(file)
		if err != nil || !slices.Equal(s.Names, []string{"a"}) || !slices.Contains(s.Empty, "none") {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	if !slices.Equal(read.Names, []string{"a"}) || len(read.Empty) != 2 {
		t.Errorf("%+v", read)
	}
}

// Values that a tensor repeats without having them are read.
func TestRepeatedValues(t *testing.T) {
	file := checkpoint(t, zip.Store, map[string]string{"data/0": "\x00\x00\x80\x3f\x00\x00\x00\x40"}, func(p *program) {
		p.text("rows")
		p.tensor("FloatStorage", "0", 2, 0, []int64{3, 2}, []int64{0, 1})
		p.text("columns")
		p.tensor("FloatStorage", "0", 2, 0, []int64{2, 3}, []int64{1, 0})
		p.text("one")
		p.tensor("FloatStorage", "0", 2, 1, []int64{2, 2}, []int64{0, 0})
	})
	s, err := parse(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]float32{"rows": {1, 2, 1, 2, 1, 2}, "columns": {1, 1, 1, 2, 2, 2}, "one": {2, 2, 2, 2}} {
		if got := data(s.Tensors[name]); !sameBits(got, want) {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}

// What is no weights, or weights of a kind that is not read, is called by its name, and a
// person is told what to do.
func TestSaysWhatItIs(t *testing.T) {
	dir := t.TempDir()
	os.Mkdir(filepath.Join(dir, "lone"), 0o777)
	put(t, filepath.Join(dir, "pointer.safetensors"), "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 447669123\n")
	put(t, filepath.Join(dir, "small.safetensors"), "version https://git-lfs.github.com/spec/v1\nsize 12345\n")
	put(t, filepath.Join(dir, "tiny.safetensors"), "version https://git-lfs.github.com/spec/v1\nsize 123\n")
	os.Mkdir(filepath.Join(dir, "none"), 0o777)
	put(t, filepath.Join(dir, "lone", "config.json"), `{"model_type":"vit"}`)
	put(t, filepath.Join(dir, "module.pth"), string(zipped(t, zip.Store, "\x80\x02cmodels_mae\nMAE\n)\x81}(X\x0b\x00\x00\x00_parameters}X\x08\x00\x00\x00_modules}ub.", nil)))
	put(t, filepath.Join(dir, "evil.pth"), string(zipped(t, zip.Store, "(dp0\nS'a'\np1\ncos\nsystem\np2\n(S'x'\ntRs.", nil)))
	put(t, filepath.Join(dir, "evil1.pth"), string(zipped(t, zip.Store, "}q\x00U\x01aq\x01K\x07cos\nsystem\nq\x02(U\x01xtRs.", nil)))
	put(t, filepath.Join(dir, "old.pth"), string(zipped(t, zip.Store, "}q\x00(X\x01\x00\x00\x00aq\x01J\x01\x00\x00\x00u.", nil)))
	for name, want := range map[string]string{
		"pointer.safetensors": "it is a pointer of Git LFS, which stands for the weights, 447.7 MB. Fetch these: git lfs pull",
		"small.safetensors":   "stands for the weights, 12.3 kB. Fetch",
		"tiny.safetensors":    "stands for the weights, 123 bytes. Fetch",
		"lone":                "config.json describes a model and holds no weights: fetch those too",
		"lone/config.json":    "config.json describes a model and holds no weights: fetch those too",
		"module.pth":          "it holds a whole model as an object of Python, made by models_mae.MAE, which is code and no data; nothing was run. In Python, where it can be loaded, save its weights alone: torch.save(model.state_dict()",
		"evil.pth":            "it wants os.system to be called",
		"evil1.pth":           "it wants os.system to be called",
		"old.pth":             "it is a pickle of protocol 0 or 1",
	} {
		if _, err := Open(filepath.Join(dir, name)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want a sentence with %q", name, err, want)
		}
	}
	if _, err := Open(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) || !strings.HasSuffix(err.Error(), "pytorch_model.bin.index.json in it") {
		t.Errorf("an empty folder: %v", err)
	}
}

// The same of what PyTorch writes today.
func TestSaysWhatTorchSaves(t *testing.T) {
	if testing.Short() {
		t.Skip("starts another program")
	}
	dir := t.TempDir()
	testdata.Peer(t, dir, "testdata/odd.py")
	for name, want := range map[string]string{
		"module.pth":         "a whole model as an object of Python, made by torch.nn.modules.container.Sequential",
		"module_inside.pth":  "a whole model as an object of Python, made by torch.nn.modules.container.Sequential",
		"module_legacy.pth":  "a whole model as an object of Python, made by torch.nn.modules.container.Sequential",
		"float8.pth":         "it holds numbers of the type float8_e4m3fn, which is not read here. In Python, make float32 of them",
		"float8.safetensors": `the tensor "a" has the type "F8_E4M3", which is not read here`,
		"quantised.pth":      "it holds quantised tensors. In Python, dequantize() them",
		"sparse.pth":         "it holds sparse tensors. In Python, make them to_dense()",
		"script.pt":          "it is a program of TorchScript",
		"protocol0.pth":      "it is a pickle of protocol 0 or 1",
		"protocol1.pth":      "it is a pickle of protocol 0 or 1",
		"evil0.pth":          "it wants posix.system to be called",
		"shards":             "names 2 files of one model, and one is not beside it: model-00002-of-00002.safetensors",
	} {
		if _, err := Open(filepath.Join(dir, name)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want a sentence with %q", name, err, want)
		}
	}
	want, err := ReadFile(filepath.Join(dir, "expanded.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"expanded.pth", "expanded_legacy.pth"} {
		got, err := Open(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
			continue
		}
		if len(got.Names) != len(want.Names) || len(got.Empty) != 2 || got.Types["int8"] != "int8" {
			t.Errorf("%s: %v, without values %v, types %v", name, got.Names, got.Empty, got.Types)
		}
		for _, n := range want.Names {
			if got.Tensors[n] == nil || !sameBits(data(got.Tensors[n]), data(want.Tensors[n])) {
				t.Errorf("%s: %s is another", name, n)
			}
		}
		if _, err := got.Float32("int8", 4); err == nil || !strings.Contains(err.Error(), "holds int8, whole numbers, as weights that were quantised do") {
			t.Errorf("%s: %v", name, err)
		}
		got.Close()
	}
	if _, err := os.Stat(filepath.Join(dir, "PWNED")); err == nil {
		t.Error("the command was run")
	}
}
