package cpu

// #include "kernels.h"
import "C"

import (
	"time"

	"maestudio/gpu"
)

// MeasurePeak is the rate at which so many threads (0: one for each processor)
// multiply and add numbers of a type on registers now, in GFLOP/s: what a matrix
// product could reach if it never waited for memory. It is the best of some short runs, for whatever
// else runs here only ever makes it slower. 0 means that the family cannot run.
func MeasurePeak(threads int, family string, matrix gpu.DType) (gflops float64) {
	d, err := open(Options{Threads: threads, Family: family, Matrix: matrix})
	if err != nil {
		return 0
	}
	defer d.Close()
	for range 20 {
		gflops = max(gflops, d.peak())
	}
	return gflops
}

// peak is one run of some two milliseconds.
func (d *device) peak() float64 {
	const rounds = 400_000
	start := time.Now()
	operations := C.k_peak(d.kernels, d.pool, C.int(d.threads), rounds, d.pairs())
	return float64(operations) / time.Since(start).Seconds() / 1e9
}
