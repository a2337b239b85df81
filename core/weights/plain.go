// Plain data that checkpoints hold beside their tensors, and that nobody here asks for:
// times, devices, sizes, numbers of numpy, names of files.

package weights

import (
	"slices"
	"strings"

	"maestudio/core/weights/pickle"
)

// plainNames make plain data in Python and run nothing of the file's own. What they make
// is not looked into: it becomes an object of their name.
var plainNames = map[string][]string{
	"_codecs":                {"encode"}, // bytes, as protocol 2 has them
	"__builtin__":            {"set", "frozenset", "complex", "bytearray", "slice", "range", "xrange"},
	"builtins":               {"set", "frozenset", "complex", "bytearray", "slice", "range"},
	"collections":            {"defaultdict", "Counter"},
	"datetime":               {"datetime", "date", "time", "timedelta"},
	"pathlib":                paths,
	"pathlib._local":         paths,
	"numpy":                  {"dtype", "ndarray"},
	"numpy.core.multiarray":  {"scalar", "_reconstruct"},
	"numpy._core.multiarray": {"scalar", "_reconstruct"},
	"torch":                  {"Size", "device"},
}

var (
	paths       = []string{"PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath", "Path"}
	torchTypes  = []string{"float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool", "strided"}
	pythonTypes = []string{"int", "float", "str", "bool", "list", "dict", "tuple"}
)

func isPlain(g pickle.Global) bool { return slices.Contains(plainNames[g.Module], g.Name) }

// isType tells whether g may be named and not called: a storage's type, torch.float32,
// the type of what a defaultdict begins with.
func isType(g pickle.Global) bool {
	switch g.Module {
	case "torch":
		return strings.HasSuffix(g.Name, "Storage") || slices.Contains(torchTypes, g.Name)
	case "builtins", "__builtin__":
		return slices.Contains(pythonTypes, g.Name)
	}
	return false
}

// newPlain stands for what g makes of its arguments.
func newPlain(g pickle.Global) func(pickle.Tuple) (any, error) {
	return func(pickle.Tuple) (any, error) { return &pickle.Dict{Class: g}, nil }
}
