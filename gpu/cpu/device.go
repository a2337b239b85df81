// Package cpu computes on the processor, in C: one source of kernels on vectors
// of any width, compiled once for each family of processors, and a fixed pool of
// threads that share one operation at a time. kernels.h tells how it is built.
//
// The Go side checks what it is given and makes one call into C for each
// operation; it allocates nothing per call.
package cpu

// #cgo CFLAGS: -std=c11 -D_GNU_SOURCE -O3 -Wall -Wextra -Wno-unused-function
// #cgo LDFLAGS: -lm -lpthread
// #include "kernels.h"
import "C"

import (
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"maestudio/gpu"
)

// Options choose how to compute. The zero value takes what is best here.
type Options struct {
	Family  string    // of kernels, see Families; "" is the best that runs here
	Threads int       // that share an operation; 0 is one for each processor
	Matrix  gpu.DType // in which matrices are multiplied: Float32, or BFloat16 for mixed precision
}

// maxThreads is more than a process can use well, and keeps a typing error from
// starting a million threads.
const maxThreads = 1024

// device is the processor as a gpu.Device.
type device struct {
	kernels *C.struct_kernels
	pool    *C.struct_pool
	threads int
	matrix  gpu.DType
	work    unsafe.Pointer // shared by the tasks of one operation
	workLen int
}

// Open starts a device. The environment's MAESTUDIO_CPU, when set, names the
// family instead of o.Family.
func Open(o Options) (gpu.Device, error) {
	d, err := open(o)
	if err != nil {
		return nil, err // not a nil *device in an interface
	}
	return d, nil
}

func open(o Options) (*device, error) {
	f, err := choose(o.Family)
	if err != nil {
		return nil, err
	}
	switch {
	case o.Threads < 0 || o.Threads > maxThreads:
		return nil, fmt.Errorf("the number of threads is %d, it must be from 1 to %d, or 0 for one on each processor", o.Threads, maxThreads)
	case o.Matrix != gpu.Float32 && o.Matrix != gpu.BFloat16:
		return nil, errors.New("matrices are multiplied in float32 or bf16; choose one of these precisions")
	case o.Threads == 0:
		o.Threads = min(runtime.NumCPU(), maxThreads)
	}
	pool := C.pool_new(C.int(o.Threads))
	if pool == nil {
		return nil, fmt.Errorf("the system refuses %d threads; ask for fewer with --threads", o.Threads)
	}
	return &device{kernels: f.kernels, pool: pool, threads: o.Threads, matrix: o.Matrix}, nil
}

func (d *device) Info() gpu.Info {
	return gpu.Info{
		Name:    "cpu",
		Family:  C.GoString(d.kernels.name),
		Detail:  processorName(),
		Threads: d.threads,
		Matrix:  d.matrix,
	}
}

// Close ends the threads. Buffers stay until they are freed.
func (d *device) Close() error {
	if d.pool == nil {
		return errClosed
	}
	C.pool_free(d.pool)
	C.memory_free(d.work)
	d.pool, d.work, d.workLen = nil, nil, 0
	return nil
}

var errClosed = errors.New("cpu: the device is closed")

// workspace is memory that the tasks of one operation share, at least so many
// bytes; what it holds is undefined. It grows to the largest that was asked for.
func (d *device) workspace(bytes int) (unsafe.Pointer, error) {
	if bytes <= d.workLen {
		return d.work, nil
	}
	C.memory_free(d.work)
	d.work, d.workLen = C.memory_new(C.size_t(bytes)), bytes
	if d.work == nil {
		d.workLen = 0
		return nil, fmt.Errorf("cpu: %w for %d bytes of working space; a smaller batch needs less", gpu.ErrNoMemory, bytes)
	}
	return d.work, nil
}
