// Package ptx holds the kernels of gpu/cuda/kernels as PTX, the form in which a driver
// takes them: it makes of them the code of the card that is there. packaging/ptx.sh
// (make ptx) writes them anew; a test holds them against the sources.
package ptx

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed *.ptx
var texts embed.FS

// record has lines of a name and a value: "sources" with the hash of what was compiled,
// "clang" with the version that compiled it, and each file here with its own hash.
//
//go:embed record
var record string

// Module is the kernels of one source.
type Module struct {
	Name   string // "memory" of memory.cu
	Text   string
	Oldest int // the compute capability that they need, 70 for 7.0
}

var target = regexp.MustCompile(`(?m)^\.target sm_(\d+)$`)

// Modules lists all in the order of their names.
func Modules() ([]Module, error) {
	names, err := fs.Glob(texts, "*.ptx")
	if err != nil {
		return nil, err
	}
	var all []Module
	for _, name := range names {
		text, err := texts.ReadFile(name)
		if err != nil {
			return nil, err
		}
		found := target.FindSubmatch(text)
		if found == nil {
			return nil, fmt.Errorf("the kernels %s do not say for which cards they are", name)
		}
		oldest, err := strconv.Atoi(string(found[1]))
		if err != nil {
			return nil, fmt.Errorf("the kernels %s: %w", name, err)
		}
		all = append(all, Module{Name: strings.TrimSuffix(path.Base(name), ".ptx"), Text: string(text), Oldest: oldest})
	}
	return all, nil
}
