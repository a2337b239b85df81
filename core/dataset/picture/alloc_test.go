//go:build !asan

// The address sanitizer allocates for itself.

package picture

import "testing"

func TestNothingIsAllocatedForTheNextPicture(t *testing.T) {
	var r Resampler
	p, dst := noise(97, 61), make([]float32, 3*32*32)
	cut := func() { r.CutPlanes(dst, p, Box{1, 2, 60, 50}, 32, true, ImageNet) }
	cut()
	if n := testing.AllocsPerRun(10, cut); n > 2 { // the function that takes the rows
		t.Errorf("%g allocations for each picture", n)
	}
}
