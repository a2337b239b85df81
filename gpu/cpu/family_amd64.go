package cpu

// #include "kernels.h"
// #include "brand_amd64.h"
// #include "amx_allowed_amd64.h"
import "C"

import (
	"strings"

	"golang.org/x/sys/cpu"
)

// families asks the processor and the system: x/sys/cpu looks with XGETBV whether
// the system saves the wide registers.
func families() []family {
	x := &cpu.X86
	wide := x.HasAVX512F && x.HasAVX512BW && x.HasAVX512DQ && x.HasAVX512VL && x.HasFMA
	amx := wide && x.HasAVX512BF16 && x.HasAMXTile && x.HasAMXBF16 && C.amx_allowed() != 0
	pairs := newFamily(&C.avx512bf16, lacks("AVX-512 with BF16", wide && x.HasAVX512BF16))
	pairs.Mixed = C.made_by_intel() == 0 // whose cores take so long for dot products that float32 is faster: docs/performance.md
	return []family{
		newFamily(&C.amx, lacks("AMX", amx)),
		pairs,
		newFamily(&C.avx512, lacks("AVX-512", wide)),
		newFamily(&C.avx2, lacks("AVX2", x.HasAVX2 && x.HasFMA)),
		newFamily(&C.plain, ""),
	}
}

func lacks(what string, has bool) string {
	if has {
		return ""
	}
	return what
}

// processorName is what the processor calls itself.
func processorName() string {
	var name [49]C.char
	C.brand(&name[0])
	return strings.Join(strings.Fields(C.GoString(&name[0])), " ")
}
