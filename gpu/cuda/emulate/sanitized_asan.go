//go:build asan

package emulate

// int emulate_sanitized(void);
import "C"

// sanitized reports whether the kernels' C++ has the address sanitizer too, which go test
// -asan gives to C alone.
func sanitized() bool { return C.emulate_sanitized() == 1 }
