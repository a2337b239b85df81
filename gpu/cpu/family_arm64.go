package cpu

// #include "kernels.h"
// #include "hwcap_arm64.h"
import "C"

import "runtime"

func families() []family {
	lacks := "NEON with BF16"
	if C.has_bf16() != 0 {
		lacks = ""
	}
	return []family{newFamily(&C.neonbf16, lacks), newFamily(&C.neon, ""), newFamily(&C.plain, "")}
}

func processorName() string { return runtime.GOARCH + " processor" }
