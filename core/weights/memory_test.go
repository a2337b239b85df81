package weights

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"maestudio/core/internal/testdata"
)

// The densest files of each kind, of which every byte is worth the most memory, take no
// more than a small multiple of their size, whether they are read or refused.
func TestDenseFilesTakeLittleMemory(t *testing.T) {
	const n = 100_000
	var header, index, names strings.Builder
	for i := range n {
		fmt.Fprintf(&header, `,"%d":{"dtype":"U8","shape":[1],"data_offsets":[%d,%d]}`, i, i, i+1)
		fmt.Fprintf(&index, `,"%d":"a"`, i)
		fmt.Fprintf(&names, "X\x04\x00\x00\x00%04xK\x01", i&0xffff)
	}
	file := safetensors("{"+header.String()[1:]+"}", strings.Repeat("x", n))
	list := []byte(`{"weight_map":{` + index.String()[1:] + "}}")
	testdata.Bounded(t, len(file), func() {
		if s, err := Read(bytes.NewReader(file), int64(len(file))); err != nil || len(s.Names) != n {
			t.Error(err)
		}
	})
	testdata.Bounded(t, len(file), func() {
		if s, err := parseSafetensors(file); err != nil || len(s.Names) != n {
			t.Error(err)
		}
	})
	testdata.Bounded(t, len(list), func() {
		if files, err := parseIndex(list); err != nil || len(files["a"]) != n {
			t.Error(err)
		}
	})
	for _, op := range []string{"}", "]", ")", "N", "K\x01", "(", "}q\x00", "}\x94", "N\x85", "]2", "X\x00\x00\x00\x00", "cargparse\nNamespace\n)R"} {
		pickle := zipped(t, zip.Store, "\x80\x02"+strings.Repeat(op, 1<<20)+".", nil)
		testdata.Bounded(t, len(pickle), func() {
			if _, err := parse(pickle); err == nil || !strings.Contains(err.Error(), "many times its own size") {
				t.Errorf("%q again and again: %v", op, err)
			}
		})
	}
	for _, inside := range []string{strings.Repeat("K\x01K\x01", 1<<18), names.String()} {
		pickle := zipped(t, zip.Store, "\x80\x02}("+inside+"u.", nil)
		testdata.Bounded(t, len(pickle), func() {
			if _, err := parse(pickle); err == nil {
				t.Error("a dict without tensors is read as a model")
			}
		})
	}
}
