// Opening what other tools wrote, whatever it is.

package weights

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"maestudio/core/weights/pickle"
)

// InFolder lists the names under which a folder may hold a model, the first that is
// there counts.
var InFolder = []string{"model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"}

// InDir tells whether a folder holds a model under one of these names.
func InDir(dir string) bool {
	return slices.ContainsFunc(InFolder, func(name string) bool {
		_, err := os.Stat(filepath.Join(dir, name))
		return err == nil
	})
}

// DescribesBeside tells whether path is the config.json of a model that lies beside it,
// which then is what is meant.
func DescribesBeside(path string) bool {
	return filepath.Base(path) == "config.json" && InDir(filepath.Dir(path))
}

// Named tells whether a file's name is one that weights have.
func Named(path string) bool {
	name := strings.ToLower(filepath.Base(path))
	return slices.ContainsFunc([]string{".safetensors", ".pth", ".pt", ".bin", ".ckpt", ".index.json"}, func(end string) bool { return strings.HasSuffix(name, end) })
}

// Open reads a safetensors file, PyTorch's .pth, the index.json of a model in
// shards, or a folder that has one of these. Which it is is read off its first
// bytes, not its name.
//
// The file is mapped into memory and float32 tensors lie in it, so a large file
// takes no memory beside the system's own. It must not be changed before Close;
// replacing it by another of the same name is fine. Guard is for reading files that
// others may change.
func Open(path string) (*State, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, opening(path, err)
	case info.IsDir():
		return openFolder(path)
	case strings.EqualFold(filepath.Ext(path), ".onnx"):
		return nil, fmt.Errorf("%s %w", path, ErrONNX)
	case strings.HasSuffix(path, ".index.json"):
		return openShards(path)
	case DescribesBeside(path):
		return openFolder(filepath.Dir(path))
	case filepath.Ext(path) == ".json":
		return nil, fmt.Errorf("%s %w", path, ErrConfigOnly)
	}
	return openFile(path)
}

// ErrConfigOnly says that something describes a model and is none.
var ErrConfigOnly = errors.New("describes a model and holds no weights: fetch those too, model.safetensors or pytorch_model.bin, and put them beside it")

// ErrONNX says that something is a model of ONNX, which is not read here.
var ErrONNX = errors.New("is ONNX, which is written here and not begun from; give the run that it is of, or its weights as safetensors")

func openFolder(dir string) (*State, error) {
	for _, name := range InFolder {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return Open(filepath.Join(dir, name))
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "model.onnx")); err == nil {
		return nil, fmt.Errorf("the model in %s %w", dir, ErrONNX)
	}
	if config := filepath.Join(dir, "config.json"); exists(config) {
		return nil, fmt.Errorf("%s %w", config, ErrConfigOnly)
	}
	return nil, notThere(fmt.Sprintf("the folder %s holds no model: there is none of %s in it", dir, strings.Join(InFolder, ", ")))
}

// notThere is fs.ErrNotExist in words of its own.
type notThere string

func (n notThere) Error() string        { return string(n) }
func (n notThere) Is(target error) bool { return target == fs.ErrNotExist }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func openFile(path string) (*State, error) {
	data, unmap, err := Map(path)
	if err != nil {
		return nil, err
	}
	if len(data) < 8 {
		return nil, errors.Join(fmt.Errorf("%s holds no weights: it has %d bytes", path, len(data)), unmap())
	}
	var s *State
	err = Guard(func() (err error) { s, err = parse(data); return err })
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s cannot be read as weights: %w", path, err), unmap())
	}
	s.unmap = append(s.unmap, unmap)
	return s, nil
}

// pointer begins what Git leaves in the place of a file that Git LFS keeps elsewhere.
var pointer = []byte("version https://git-lfs.github.com/spec/")

// notFetched says what such a pointer stands for.
func notFetched(text []byte) error {
	const words = "it is a pointer of Git LFS, which stands for the weights%s. Fetch these: git lfs pull in its folder, or download the file itself"
	for line := range bytes.Lines(text) {
		var size int64
		if n, _ := fmt.Sscanf(string(line), "size %d", &size); n == 1 && size > 0 {
			return fmt.Errorf(words, ", "+sizeWords(size))
		}
	}
	return fmt.Errorf(words, "")
}

// sizeWords says how much a file is.
func sizeWords(size int64) string {
	switch {
	case size >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(size)/1e6)
	case size >= 1e3:
		return fmt.Sprintf("%.1f kB", float64(size)/1e3)
	}
	return fmt.Sprintf("%d bytes", size)
}

// hasHeader tells whether data begins as safetensors does, with a length and an object
// of JSON: the length may have the bytes that a pickle begins with.
func hasHeader(data []byte) bool {
	return len(data) > 8 && data[8] == '{' && binary.LittleEndian.Uint64(data) <= uint64(len(data)-8)
}

// parse tells the formats apart by their first bytes. The tensors lie in data.
func parse(data []byte) (*State, error) {
	switch {
	case bytes.HasPrefix(data, pointer):
		return nil, notFetched(data)
	case len(data) >= 4 && string(data[:4]) == "PK\x03\x04":
		return parseZip(data)
	case len(data) >= 2 && data[0] == 0x80 && data[1] <= 5 && !hasHeader(data): // a pickle of protocol 2 and later
		return parseLegacy(data)
	}
	s, err := parseSafetensors(data)
	if err != nil {
		if old := (pickle.Loader{Globals: torchNames}).Old(data); old != nil {
			return nil, old
		}
		if len(data) > 8 && data[8] != '{' {
			return nil, otherKind(data)
		}
	}
	return s, err
}
