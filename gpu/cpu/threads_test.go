package cpu

import (
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/conformance"
)

// How many threads share an operation must not be seen in its result.
func TestThreadsDoNotShow(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every case with several numbers of threads")
	}
	for _, f := range Families() {
		t.Run(f.Name, func(t *testing.T) {
			for _, matrix := range []gpu.DType{gpu.Float32, gpu.BFloat16} {
				conformance.SameBits(t, []int{1, 2, 3, 7}, func(threads int) (gpu.Device, error) {
					return Open(Options{Family: f.Name, Threads: threads, Matrix: matrix})
				})
			}
		})
	}
}
