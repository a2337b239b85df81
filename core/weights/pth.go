// PyTorch's files: since 2020 a zip of stored parts,
//
//	NAME/data.pkl     the pickle, which refers to
//	NAME/data/KEY     the values of a storage
//	NAME/byteorder    "little" or "big"; older ones have none
//
// and before that pickles in a row (a number that marks the format, its version,
// the writer's system, the object, the keys of its storages), and then for each key
// the number of its values and the values.

package weights

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"path"
	"slices"

	"maestudio/core/weights/pickle"
)

// parseZip reads a zip whose parts are stored as they are, which PyTorch's always
// are: so they are used where they lie, and none can grow.
func parseZip(data []byte) (*State, error) {
	parts, err := zipParts(data)
	if err != nil {
		return nil, err
	}
	program, prefix, err := findProgram(parts)
	if err != nil {
		return nil, err
	}
	if order, there := parts[prefix+"/byteorder"]; there && string(order) != "little" {
		return nil, errors.New("its values have the order of bytes of another kind of processor, which is not read")
	}
	if len(program) > 0 && program[0] != 0x80 {
		if old := (pickle.Loader{Globals: torchNames}).Old(program); old != nil {
			return nil, old
		}
	}
	storages := map[string]*storage{}
	value, _, err := pickle.Loader{Globals: torchNames, Take: pickleBudget(len(data)).takeInt, Persistent: func(id any) (any, error) {
		s, err := newStorage(id)
		if err != nil {
			return nil, err
		}
		if old := storages[s.key]; old != nil && old.dtype == s.dtype && old.n == s.n {
			return old, nil
		}
		raw, there := parts[prefix+"/data/"+s.key]
		if !there {
			return nil, fmt.Errorf("the values of its storage %q are missing", s.key)
		}
		storages[s.key] = s
		return s, s.setRaw(raw)
	}}.Load(program)
	if err != nil {
		return nil, explained(err, program)
	}
	return newState(value, newBudget(len(data)))
}

// findProgram finds the one data.pkl, and the folder that it is in.
func findProgram(parts map[string][]byte) (program []byte, prefix string, err error) {
	var found []string
	for name := range parts {
		if path.Base(name) == "data.pkl" {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	switch len(found) {
	case 0:
		return nil, "", errors.New("it is a zip file without data.pkl, so no checkpoint of PyTorch")
	case 1:
		return parts[found[0]], path.Dir(found[0]), nil
	}
	return nil, "", fmt.Errorf("it holds %d checkpoints, %q and %q among them, and PyTorch writes one into a file", len(found), found[0], found[1])
}

// zipParts lists the parts of a zip by their names.
func zipParts(data []byte) (map[string][]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, errors.New("it begins like a zip file but has no end; it was cut off or is damaged")
	}
	if slices.ContainsFunc(z.File, func(f *zip.File) bool { return path.Base(f.Name) == "constants.pkl" }) {
		return nil, errors.New("it is a program of TorchScript, as torch.jit.save writes it. " + savePlainly)
	}
	parts := map[string][]byte{}
	for _, f := range z.File {
		if f.Method != zip.Store || f.CompressedSize64 != f.UncompressedSize64 {
			return nil, fmt.Errorf("its part %q is compressed, to %d of %d bytes; PyTorch stores parts as they are, and only such are read", f.Name, f.CompressedSize64, f.UncompressedSize64)
		}
		if _, twice := parts[f.Name]; twice {
			return nil, fmt.Errorf("its part %q is there twice; it is damaged or made to do harm", f.Name)
		}
		at, err := f.DataOffset()
		if err != nil || at < 0 || at > int64(len(data)) || f.UncompressedSize64 > uint64(int64(len(data))-at) {
			return nil, fmt.Errorf("its part %q lies outside of it; it was cut off or is damaged", f.Name)
		}
		parts[f.Name] = data[at:][:f.UncompressedSize64:f.UncompressedSize64]
	}
	return parts, nil
}

// legacyMagic is the number that the older form begins with.
var legacyMagic, _ = new(big.Int).SetString("1950a86a20f9469cfc6c", 16)

const legacyVersion = 1001

// parseLegacy reads the older form.
func parseLegacy(data []byte) (*State, error) {
	r := &legacy{data: data, budget: pickleBudget(len(data)), storages: map[string]*storage{}}
	if magic, ok := r.next().(*big.Int); r.err == nil && (!ok || magic.Cmp(legacyMagic) != 0) {
		return nil, errors.New("it is a pickle, but not one that torch.save wrote")
	}
	if version, _ := r.next().(int64); r.err == nil && version != legacyVersion {
		return nil, fmt.Errorf("it has version %d of PyTorch's older format, and %d is read", version, legacyVersion)
	}
	if system, ok := r.next().(*pickle.Dict); r.err == nil && ok {
		if little, there := system.Get("little_endian"); there && little != true {
			return nil, errors.New("its values have the order of bytes of another kind of processor, which is not read")
		}
	}
	checkpoint, keys := r.next(), r.next()
	if r.err != nil {
		return nil, r.err
	}
	if err := r.readValues(keys); err != nil {
		return nil, err
	}
	return newState(checkpoint, newBudget(len(data)))
}

// legacy reads one pickle after the other; after an error it reads no more.
type legacy struct {
	data     []byte
	at       int
	budget   *budget
	storages map[string]*storage
	err      error
}

func (r *legacy) next() (value any) {
	if r.err != nil {
		return nil
	}
	value, n, err := pickle.Loader{Globals: torchNames, Take: r.budget.takeInt, Persistent: r.storage}.Load(r.data[r.at:])
	if err != nil {
		const most = 64 << 20 // of a file that is mostly values
		err = explained(err, r.data[r.at:min(len(r.data), r.at+most)])
	}
	r.at, r.err = r.at+n, err
	return value
}

func (r *legacy) storage(id any) (any, error) {
	s, err := newStorage(id)
	if err != nil {
		return nil, err
	}
	if old := r.storages[s.key]; old != nil {
		if old.dtype != s.dtype || old.n != s.n {
			return nil, fmt.Errorf("its storage %q is described twice, and not alike", s.key)
		}
		return old, nil
	}
	r.storages[s.key] = s
	return s, nil
}

// readValues finds the values of each storage behind the pickles.
func (r *legacy) readValues(keys any) error {
	list, ok := keys.(*pickle.List)
	if !ok {
		return errors.New("it has no list of storages; it was cut off or is damaged")
	}
	rest := r.data[r.at:]
	for _, key := range list.Items {
		name, _ := key.(string)
		s := r.storages[name]
		if s == nil {
			return fmt.Errorf("it has values of a storage %q that no tensor uses", name)
		}
		size := int64(dtypes[s.dtype].size)
		if len(rest) < 8 || int64(le.Uint64(rest)) != s.n || s.n > int64(len(rest)-8)/size {
			return fmt.Errorf("its storage %q should have %d values; it was cut off or is damaged", name, s.n)
		}
		if err := s.setRaw(rest[8:][:s.n*size]); err != nil {
			return err
		}
		rest = rest[8+s.n*size:]
	}
	return nil
}
