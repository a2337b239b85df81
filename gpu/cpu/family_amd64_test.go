package cpu

import (
	"strings"
	"testing"

	"maestudio/gpu"
)

// Mixed precision is what "auto" takes where it is faster: with AMX, and with the dot
// products of AVX-512 but on Intel's cores, of which docs/performance.md has the rates.
func TestFastest(t *testing.T) {
	t.Setenv("MAESTUDIO_CPU", "")
	intel, amd := strings.Contains(processorName(), "Intel"), strings.Contains(processorName(), "AMD")
	for _, f := range Families() {
		if !f.Available {
			continue
		}
		want := gpu.Float32
		switch {
		case f.Name == "amx":
			want = gpu.BFloat16
		case f.Name == "avx512bf16" && !intel && !amd:
			continue // of a maker that this test does not know
		case f.Name == "avx512bf16" && amd:
			want = gpu.BFloat16
		}
		if got := Fastest(f.Name); got != want {
			t.Errorf("%s: %v, want %v", f.Name, got, want)
		}
	}
	if got := Fastest("abacus"); got != gpu.Float32 {
		t.Errorf("of no family: %v", got)
	}
}
