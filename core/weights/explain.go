// What is refused in a pickle, in words that say what it is and what to do.

package weights

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"maestudio/core/weights/pickle"
)

const savePlainly = "In Python, where it can be loaded, save its weights alone: torch.save(model.state_dict(), \"weights.pth\")"

// otherTensors are functions that make tensors of a kind that is not read.
var otherTensors = map[string]string{
	"_rebuild_qtensor":           "quantised tensors. In Python, dequantize() them and save them again",
	"_rebuild_sparse_tensor":     "sparse tensors. In Python, make them to_dense() and save them again",
	"_rebuild_sparse_csr_tensor": "sparse tensors. In Python, make them to_dense() and save them again",
	"_rebuild_meta_tensor_no_storage": "tensors without values, as a model on the device \"meta\" has them: it was saved before its weights " +
		"were loaded",
}

// typesWithoutStorage are those that only newer files have, which a name in the pickle
// tells.
var typesWithoutStorage = []string{"float8_e4m3fnuz", "float8_e4m3fn", "float8_e5m2fnuz", "float8_e5m2", "float8_e8m0fnu", "float4_e2m1fn_x2", "uint16", "uint32", "uint64"}

// explained says more of a refusal, where what is refused is known.
func explained(err error, program []byte) error {
	var refused pickle.Forbidden
	if !errors.As(err, &refused) {
		return err
	}
	has := func(text string) bool { return bytes.Contains(program, []byte(text)) }
	of := refused.Name
	if words := otherTensors[of.Name]; words != "" && of.Module == "torch._utils" {
		return fmt.Errorf("it holds %s", words)
	}
	if of.Module == "torch._utils" && of.Name == "_rebuild_tensor_v3" {
		for _, kind := range typesWithoutStorage {
			if has(kind) {
				return fmt.Errorf("it holds numbers of the type %s, which is not read here. %s", kind, widen)
			}
		}
	}
	if has("_parameters") && has("_modules") && !strings.HasPrefix(of.Module, "os") {
		return fmt.Errorf("it holds a whole model as an object of Python, made by %v, which is code and no data; nothing was run. %s", of, savePlainly)
	}
	return err
}

// otherKinds are files that get names of weights by mistake, by what they begin with.
var otherKinds = []struct{ begins, words string }{
	{"\x1f\x8b", "it is compressed, by gzip. Unpack it first"},
	{"\x89HDF\r\n\x1a\n", "it is HDF5, as Keras saves weights, which is not read here"},
	{"\x89PNG", "it is a picture"},
	{"\xff\xd8\xff", "it is a picture"},
	{"RIFF", "it is a picture or a sound"},
}

// otherKind says what data is that begins like no weights.
func otherKind(data []byte) error {
	for _, k := range otherKinds {
		if bytes.HasPrefix(data, []byte(k.begins)) {
			return errors.New(k.words)
		}
	}
	const tar, lines = 257, 512 // where a tar has its mark; how far a page is looked into
	if len(data) > tar && bytes.HasPrefix(data[tar:], []byte("ustar")) {
		return errors.New("it is an archive, of tar. Unpack it first")
	}
	text := bytes.ToLower(bytes.TrimSpace(data[:min(len(data), lines)]))
	if bytes.HasPrefix(text, []byte("<!doctype html")) || bytes.HasPrefix(text, []byte("<html")) {
		return errors.New("it is a web page, which a server may send where a file is not to be had. Download the file itself")
	}
	return errors.New("it begins like no file of weights, neither safetensors nor PyTorch's .pth; it is damaged or of another kind")
}
