package cpu

// #include "kernels.h"
import "C"

import (
	"fmt"
	"os"
	"strings"

	"maestudio/gpu"
)

// Family is a set of kernels for one kind of processor.
type Family struct {
	Name      string // "avx512"
	Available bool
	Why       string // why not, when it is not available
	Mixed     bool   // mixed precision is faster than float32: it has dot products of bfloat16, and this processor makes haste with them
}

// family is a Family with its kernels.
type family struct {
	Family
	kernels *C.struct_kernels
}

// newFamily takes what the processor lacks, as the system sees it.
func newFamily(k *C.struct_kernels, lacks string) family {
	f := family{Family: Family{Name: C.GoString(k.name), Available: lacks == "", Mixed: k.dots != 0}, kernels: k}
	if lacks != "" {
		f.Why = fmt.Sprintf("there is no %s on this processor, or the system has turned it off", lacks)
	}
	return f
}

// Families lists all that were built in, the fastest first.
func Families() []Family {
	var list []Family
	for _, f := range families() {
		list = append(list, f.Family)
	}
	return list
}

// Fastest is the type in which a family trains fastest on this processor. "" is the
// fastest family that runs here, as for Open.
func Fastest(name string) gpu.DType {
	if f, err := choose(name); err == nil && f.Mixed {
		return gpu.BFloat16
	}
	return gpu.Float32
}

// choose finds the kernels of a family by name, "" being the fastest that runs
// here. MAESTUDIO_CPU goes before the name.
func choose(name string) (family, error) {
	asked := "the kernel family " + name
	if env := os.Getenv("MAESTUDIO_CPU"); env != "" {
		name, asked = env, "MAESTUDIO_CPU="+env
	}
	var usable []string
	for _, f := range families() {
		switch {
		case f.Available && (name == "" || name == f.Name):
			return f, nil
		case name == f.Name:
			return family{}, fmt.Errorf("%s cannot be used: %s", asked, f.Why)
		case f.Available:
			usable = append(usable, f.Name)
		}
	}
	return family{}, fmt.Errorf("%s is not known; on this processor there are %s", asked, strings.Join(usable, ", "))
}
