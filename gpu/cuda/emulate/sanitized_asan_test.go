//go:build asan

package emulate

import "testing"

func TestKernelsAreSanitized(t *testing.T) {
	if !sanitized() {
		t.Error("the kernels are compiled without the address sanitizer; CGO_CXXFLAGS wants -fsanitize=address, as make sanitize-cuda has it")
	}
}
