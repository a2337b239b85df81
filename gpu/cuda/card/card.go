// Package card looks for an NVIDIA card and its driver and says what it found. It links
// to neither: the driver's library is opened by its name, where there is one, so the
// program starts where there is none.
package card

// #cgo linux LDFLAGS: -ldl
// #include <stdlib.h>
// #include "driver.h"
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"
)

// What package ptx holds asks for.
const (
	// Oldest is the compute capability that the kernels need, ten times the major
	// number and the minor; with 7.0 the threads of a warp became independent.
	Oldest = 70
	// OldestBFloat16 is the one that the kernels need which multiply bfloat16: 8.0
	// brought it to the tensor cores.
	OldestBFloat16 = 80
	// OldestCUDA is the first version of CUDA whose drivers read PTX 7.0: 1000 times
	// the major number and ten times the minor.
	OldestCUDA = 11000
)

// Report is what was found.
type Report struct {
	Driver string `json:"driver"` // its version, "550.54.14"; "" where the system does not tell
	CUDA   int    `json:"cuda"`   // the newest version of CUDA that it knows, 12040 for 12.4; 0 without a driver
	Cards  []Card `json:"cards"`
	Why    string `json:"why,omitempty"` // the sentence for why nothing can compute; "" where something can
}

// About is the driver in words, "driver 550.54.14, CUDA 12.4".
func (r Report) About() string {
	cuda := fmt.Sprintf("CUDA %d.%d", r.CUDA/1000, r.CUDA%1000/10)
	if r.Driver == "" {
		return cuda
	}
	return "driver " + r.Driver + ", " + cuda
}

// Card is one that the driver knows, by its place among them.
type Card struct {
	Index      int    `json:"index"`
	Name       string `json:"name"`
	Memory     int64  `json:"memory"`     // bytes
	Capability int    `json:"capability"` // 80 for 8.0
	Processors int    `json:"processors"`
	Why        string `json:"why,omitempty"` // the sentence for why it cannot compute; "" where it can
}

// Family is the kernels' name on a card: the same bits are promised within one.
func (c Card) Family() string { return fmt.Sprintf("sm_%d", c.Capability) }

// BFloat16 tells whether its tensor cores multiply bfloat16.
func (c Card) BFloat16() bool { return c.Capability >= OldestBFloat16 }

// Best is the first card that can compute, which is the fastest as the driver has them.
func (r Report) Best() (Card, bool) {
	for _, c := range r.Cards {
		if c.Why == "" {
			return c, true
		}
	}
	return Card{}, false
}

// Find asks this machine. It may take seconds where a driver has to be started.
func Find() Report {
	library := "libcuda.so.1"
	if runtime.GOOS == "windows" {
		library = "nvcuda.dll"
	}
	return find(library, "/")
}

// find asks the library of a driver; root is where the system's /proc and /sys are.
func find(library, root string) Report {
	name := C.CString(library)
	defer C.free(unsafe.Pointer(name))
	a := (*C.driver_answer)(C.malloc(C.sizeof_driver_answer)) // too large for a stack
	defer C.free(unsafe.Pointer(a))
	C.ask_driver(name, a)

	r := Report{Driver: driverVersion(root), CUDA: int(a.version)}
	switch {
	case a.library == 0:
		r.Why = noLibrary(library, r.Driver, pciCard(root))
		return r
	case a.error != 0:
		r.Why = Explain(int(a.error)) + "."
		return r
	case r.CUDA < OldestCUDA:
		r.Why = TooOld(r.Driver, r.CUDA)
		return r
	}
	for i := range int(a.cards) {
		r.Cards = append(r.Cards, described(i, a.card[i]))
	}
	if _, ok := r.Best(); !ok {
		r.Why = "The NVIDIA driver knows no card here."
		if len(r.Cards) > 0 {
			r.Why = r.Cards[0].Why
		}
	}
	return r
}

func described(i int, found C.driver_card) Card {
	c := Card{Index: i, Name: C.GoString(&found.name[0]), Memory: int64(found.memory),
		Capability: int(found.capability), Processors: int(found.processors)}
	const prohibited = 2 // CU_COMPUTEMODE_PROHIBITED
	switch {
	case found.error != 0:
		c.Why = fmt.Sprintf("Card %d cannot be asked: %s.", i, Explain(int(found.error)))
	case c.Capability < Oldest:
		c.Why = fmt.Sprintf("%s is too old: it has compute capability %d.%d and %d.%d is needed, as cards have since 2017 (V100, RTX 20, GTX 16).",
			c.Name, c.Capability/10, c.Capability%10, Oldest/10, Oldest%10)
	case found.exclusive == prohibited:
		c.Why = c.Name + " is set to compute for nobody; `nvidia-smi -c DEFAULT` lets it."
	}
	return c
}
