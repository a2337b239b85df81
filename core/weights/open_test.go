package weights

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/internal/testdata"
)

// A mapped file is the same as one that is read, and its float32 tensors lie in it.
func TestOpenIsReadFile(t *testing.T) {
	files, err := filepath.Glob(testdata.Shared(t, "goldens") + "/*.safetensors")
	if err != nil || len(files) < 10 {
		t.Fatalf("found %d files (%v)", len(files), err)
	}
	for _, path := range files {
		before := allocated()
		got, err := Open(path)
		if err != nil {
			t.Error(err)
			continue
		}
		used := allocated() - before
		info, _ := os.Stat(path)
		if used > uint64(info.Size())/4+400_000 {
			t.Errorf("%s: %d bytes were taken to open %d", path, used, info.Size())
		}
		want, err := ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, want)
		if err := got.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestMappedMixedTypes(t *testing.T) {
	want := mixed(t)
	got, err := parse(write(t, want))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, got, want)
}

// shards writes a state into two files and an index of them.
func shards(t *testing.T) (dir string, s *State) {
	dir, s = t.TempDir(), mixed(t)
	index := `{"metadata":{"total_size":1},"weight_map":{`
	for part := range 2 {
		half := NewState()
		for i, name := range s.Names {
			if i%2 == part {
				if err := half.Add(name, s.Tensors[name]); err != nil {
					t.Fatal(err)
				}
				index += fmt.Sprintf("%q:%q,", name, fmt.Sprintf("model-%d.safetensors", part))
			}
		}
		put(t, filepath.Join(dir, fmt.Sprintf("model-%d.safetensors", part)), string(write(t, half)))
	}
	put(t, filepath.Join(dir, "model.safetensors.index.json"), strings.TrimSuffix(index, ",")+"}}")
	return dir, s
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestShards(t *testing.T) {
	dir, want := shards(t)
	got, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Names) != len(want.Names) {
		t.Errorf("%d tensors, want %d", len(got.Names), len(want.Names))
	}
	for name := range want.Tensors {
		if !sameBits(data(got.Tensors[name]), data(want.Tensors[name])) {
			t.Errorf("%s has other values", name)
		}
	}
	if err := got.Close(); err != nil {
		t.Error(err)
	}
}

func TestBadShards(t *testing.T) {
	dir, _ := shards(t)
	index := filepath.Join(dir, "model.safetensors.index.json")
	for text, want := range map[string]string{
		`{}`: "no weight_map",
		`[`:  "damaged",
		`{"weight_map":{"a":"../../etc/passwd"}}`:        "does not lie beside it",
		`{"weight_map":{"a":"/etc/passwd"}}`:             "does not lie beside it",
		`{"weight_map":{"a":".."}}`:                      "does not lie beside it",
		`{"weight_map":{"a":"model-0.safetensors"}}`:     `lacks "a"`,
		`{"weight_map":{"bytes":"model-9.safetensors"}}`: "names 1 files of one model, and one is not beside it: model-9.safetensors. Fetch",
	} {
		put(t, index, text)
		if _, err := Open(index); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want a sentence with %q", text, err, want)
		}
	}
}

// The length of a header may begin with the bytes of a pickle.
func TestHeaderLikeAPickle(t *testing.T) {
	for _, length := range []int{128, 384, 640, 896, 1152, 1408, 65664, 66944} {
		header := `{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`
		path := filepath.Join(t.TempDir(), "a.safetensors")
		if err := os.WriteFile(path, safetensors(header+strings.Repeat(" ", length-len(header)), "\x00\x00\x80?"), 0o644); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path)
		if err != nil || len(s.Names) != 1 {
			t.Errorf("with a header of %d bytes: %v", length, err)
			continue
		}
		s.Close()
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "cat.jpg"), "\xff\xd8\xff\xe0\x00\x10JFIF and no more")
	put(t, filepath.Join(dir, "short"), "abc")
	put(t, filepath.Join(dir, "page.pth"), "\n<!DOCTYPE html><html><body>404")
	put(t, filepath.Join(dir, "packed.pth"), "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00")
	put(t, filepath.Join(dir, "keras.pth"), "\x89HDF\r\n\x1a\n and more")
	put(t, filepath.Join(dir, "tar.pth"), "model.pth"+strings.Repeat("\x00", 248)+"ustar\x0000")
	put(t, filepath.Join(dir, "any.pth"), "\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00")
	put(t, filepath.Join(dir, "cut.safetensors"), "\x90\x00\x00\x00\x00\x00\x00\x00{\"a\":{\"dtype\"")
	for name, want := range map[string]string{
		"cat.jpg":         "cat.jpg cannot be read as weights: it is a picture",
		"short":           "it has 3 bytes",
		"gone":            "cannot be opened",
		"":                "holds no model",
		"page.pth":        "it is a web page, which a server may send",
		"packed.pth":      "it is compressed, by gzip",
		"keras.pth":       "it is HDF5, as Keras saves weights",
		"tar.pth":         "it is an archive, of tar",
		"any.pth":         "it begins like no file of weights, neither safetensors nor PyTorch's .pth",
		"cut.safetensors": "its header does not fit into it; the file is damaged",
	} {
		if _, err := Open(filepath.Join(dir, name)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want a sentence with %q", name, err, want)
		}
	}
}

// FuzzIndex: an index never names a file that does not lie beside it.
func FuzzIndex(f *testing.F) {
	f.Add([]byte(`{"weight_map":{"a":"model-1.safetensors","b":"../x"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var files map[string][]string
		var err error
		testdata.Bounded(t, len(text), func() { files, err = parseIndex(text) })
		if err != nil {
			return
		}
		for name := range files {
			if filepath.Dir(filepath.Join("here", name)) != "here" {
				t.Errorf("%q lies elsewhere", name)
			}
		}
	})
}

// FuzzMapped: what is read in place is what is read in pieces.
func FuzzMapped(f *testing.F) {
	f.Add(write(f, mixed(f)))
	f.Add(safetensors(`{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}`, "0123"))
	f.Fuzz(func(t *testing.T, file []byte) {
		want, wantErr := Read(strings.NewReader(string(file)), int64(len(file)))
		var got *State
		var err error
		testdata.Bounded(t, len(file), func() { got, err = parseSafetensors(file) })
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("in place %v, in pieces %v", err, wantErr)
		}
		if err == nil {
			equal(t, got, want)
		}
	})
}
