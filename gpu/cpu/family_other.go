//go:build !amd64 && !arm64

package cpu

// #include "kernels.h"
import "C"

import "runtime"

func families() []family { return []family{newFamily(&C.plain, "")} }

func processorName() string { return runtime.GOARCH + " processor" }
