// What PyTorch's pickles mean: which names they may have, and tensors that are cut
// from storages.

package weights

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"maestudio/core/weights/pickle"
)

// storageTypes are the storages whose values are read.
var storageTypes = map[string]string{
	"FloatStorage": "F32", "DoubleStorage": "F64", "HalfStorage": "F16", "BFloat16Storage": "BF16",
	"LongStorage": "I64", "IntStorage": "I32", "ShortStorage": "I16", "CharStorage": "I8",
	"ByteStorage": "U8", "BoolStorage": "BOOL",
}

// storage is values of one type; tensors are cut from it.
type storage struct {
	key   string
	dtype string
	n     int64
	raw   []byte // nil until it is known
}

// cut is a tensor of a pickle: a storage, and where in it.
type cut struct {
	*storage
	offset         int64
	shape, strides []int64
}

var (
	orderedDict = pickle.Global{Module: "collections", Name: "OrderedDict"}
	namespace   = pickle.Global{Module: "argparse", Name: "Namespace"}
	// The second is what the first was before; the others put a parameter around a tensor.
	rebuildTensor    = pickle.Global{Module: "torch._utils", Name: "_rebuild_tensor_v2"}
	rebuildOldTensor = pickle.Global{Module: "torch._utils", Name: "_rebuild_tensor"}
	rebuildParameter = pickle.Global{Module: "torch._utils", Name: "_rebuild_parameter"}
	rebuildWithState = pickle.Global{Module: "torch._utils", Name: "_rebuild_parameter_with_state"}
)

// torchNames is all that a checkpoint may name. Whatever else it wants is refused.
func torchNames(g pickle.Global) (call func(pickle.Tuple) (any, error), allowed bool) {
	switch {
	case g == orderedDict:
		return newOrderedDict, true
	case g == namespace || isPlain(g):
		return newPlain(g), true
	case g == rebuildTensor || g == rebuildOldTensor:
		return newCut, true
	case g == rebuildParameter || g == rebuildWithState:
		return newParameter, true
	}
	return nil, isType(g)
}

// newParameter takes a tensor, and what only training needs.
func newParameter(args pickle.Tuple) (any, error) {
	if len(args) > 0 {
		if c, isTensor := args[0].(*cut); isTensor {
			return c, nil
		}
	}
	return nil, errTensor
}

// newOrderedDict takes nothing, or a list of pairs.
func newOrderedDict(args pickle.Tuple) (any, error) {
	d := &pickle.Dict{}
	if len(args) == 0 {
		return d, nil
	}
	pairs, ok := args[0].(*pickle.List)
	if !ok || len(args) > 1 {
		return nil, errors.New("its pickle is damaged: an OrderedDict is made of no list of pairs")
	}
	d.Keys, d.Values = make([]any, 0, len(pairs.Items)), make([]any, 0, len(pairs.Items))
	for _, p := range pairs.Items {
		var two []any
		switch p := p.(type) {
		case pickle.Tuple:
			two = p
		case *pickle.List:
			two = p.Items
		}
		if len(two) != 2 {
			return nil, errors.New("its pickle is damaged: an OrderedDict is made of no list of pairs")
		}
		d.Set(two[0], two[1])
	}
	return d, nil
}

var errTensor = errors.New("its pickle is damaged: a tensor is made of no storage, offset, shape and strides")

// newCut takes storage, offset, shape, strides, and what only training needs.
func newCut(args pickle.Tuple) (any, error) {
	if len(args) < 4 {
		return nil, errTensor
	}
	s, isStorage := args[0].(*storage)
	offset, isWhole := args[1].(int64)
	shape, areWhole := whole(args[2])
	strides, areToo := whole(args[3])
	if !isStorage || !isWhole || !areWhole || !areToo {
		return nil, errTensor
	}
	return &cut{s, offset, shape, strides}, nil
}

func whole(v any) (numbers []int64, ok bool) {
	items, ok := v.(pickle.Tuple)
	if !ok || len(items) > maxDims {
		return nil, false
	}
	for _, item := range items {
		n, ok := item.(int64)
		if !ok {
			return nil, false
		}
		numbers = append(numbers, n)
	}
	return numbers, true
}

// newStorage reads a persistent id: ("storage", type, key, device, length), and in
// the older form what part of another storage it is, which PyTorch gave up early.
func newStorage(id any) (*storage, error) {
	parts, ok := id.(pickle.Tuple)
	if !ok || len(parts) < 5 || parts[0] != "storage" || len(parts) > 5 && parts[5] != nil {
		return nil, errors.New("its pickle refers to something that is no storage of values")
	}
	kind, isName := parts[1].(pickle.Global)
	key, isText := parts[2].(string)
	n, isWhole := parts[4].(int64)
	if !isName || !isText || !isWhole || n < 0 {
		return nil, errors.New("its pickle is damaged: a storage has no type, key and length")
	}
	dtype, known := storageTypes[kind.Name]
	if !known {
		return nil, fmt.Errorf("it holds values of %v, which is not read here; %s are", kind, strings.Join(slices.Sorted(maps.Keys(storageTypes)), ", "))
	}
	return &storage{key: key, dtype: dtype, n: n}, nil
}

// setRaw checks that raw has what the pickle says.
func (s *storage) setRaw(raw []byte) error {
	if size := int64(dtypes[s.dtype].size); s.n > int64(len(raw))/size || int64(len(raw)) != s.n*size {
		return fmt.Errorf("its storage %q has %d bytes, but %d values of %s were announced", s.key, len(raw), s.n, s.dtype)
	}
	s.raw = raw
	return nil
}
