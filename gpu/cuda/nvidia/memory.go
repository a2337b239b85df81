//go:build cuda

package nvidia

/*
#include <cuda.h>
static int to_host(void *to, CUdeviceptr from, size_t bytes, void *stream) {
	const int error = cuMemcpyDtoHAsync(to, from, bytes, (CUstream)stream);
	return error ? error : cuStreamSynchronize((CUstream)stream);
}
*/
import "C"

import (
	"fmt"
	"unsafe"

	"gorgonia.org/cu"

	"maestudio/gpu"
	"maestudio/gpu/cuda"
	"maestudio/gpu/cuda/card"
)

// pool keeps memory that was freed. All work on it is in one order, so what is queued on it
// is done before what its next owner queues.
type pool struct {
	free map[int64][]cu.DevicePtr // by size
	size map[cu.DevicePtr]int64   // of everything
	held int64                    // bytes, in use or kept
}

func newPool() pool {
	return pool{free: map[int64][]cu.DevicePtr{}, size: map[cu.DevicePtr]int64{}}
}

// Alloc takes memory of that size that was freed, and else the card's.
func (d *driver) Alloc(bytes int) (cuda.Pointer, error) {
	if err := d.enter(); err != nil {
		return 0, err
	}
	defer leave()
	const step = 256
	size := (int64(bytes) + step - 1) / step * step
	p := &d.pool
	if kept := p.free[size]; len(kept) > 0 {
		at := kept[len(kept)-1]
		p.free[size] = kept[:len(kept)-1]
		return cuda.Pointer(at), nil
	}
	at, err := cu.MemAlloc(size)
	if code(err) == card.OutOfMemory {
		if err := d.giveBack(); err != nil {
			return 0, err
		}
		at, err = cu.MemAlloc(size)
	}
	if code(err) == card.OutOfMemory {
		return 0, d.noMemory(size)
	}
	if err != nil {
		return 0, explained("memory", err)
	}
	p.size[at] = size
	p.held += size
	return cuda.Pointer(at), nil
}

// Free keeps memory for the next of its size.
func (d *driver) Free(at cuda.Pointer) error {
	size, ok := d.pool.size[cu.DevicePtr(at)]
	if !ok {
		return fmt.Errorf("there is no memory at %#x to free", uint64(at))
	}
	d.pool.free[size] = append(d.pool.free[size], cu.DevicePtr(at))
	return nil
}

// giveBack gives the card what is kept; it waits for what is queued.
func (d *driver) giveBack() error {
	if err := d.stream.Synchronize(); err != nil {
		return explained("the card", err)
	}
	for _, kept := range d.pool.free {
		for _, at := range kept {
			if err := d.release(at); err != nil {
				return err
			}
		}
	}
	clear(d.pool.free)
	return nil
}

// release gives the card memory that nothing uses any more.
func (d *driver) release(at cu.DevicePtr) error {
	if err := cu.MemFree(at); err != nil {
		return explained("memory", err)
	}
	d.pool.held -= d.pool.size[at]
	delete(d.pool.size, at)
	return nil
}

// noMemory says what there is, and who else has some of it.
func (d *driver) noMemory(size int64) error {
	left, total, err := cu.MemInfo()
	if err != nil {
		return explained("memory", err)
	}
	const mb = 1e6
	others := ""
	if by := total - left - d.pool.held; by > total/8 {
		others = fmt.Sprintf("; other programs on the card and its driver hold %.0f MB", float64(by)/mb)
	}
	return fmt.Errorf("%w for %.0f MB on %s: %.0f of its %.0f MB are left%s", gpu.ErrNoMemory,
		float64(size)/mb, d.found.Name, float64(left)/mb, float64(total)/mb, others)
}

func (d *driver) Upload(dst cuda.Pointer, src unsafe.Pointer, bytes int) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer leave()
	return d.upload(cu.DevicePtr(dst), unsafe.Slice((*byte)(src), bytes))
}

func (d *driver) Download(dst unsafe.Pointer, src cuda.Pointer, bytes int) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer leave()
	if bytes == 0 {
		return nil
	}
	// Not through cu, which would hand the bare pointer to cgo: see cuda.Driver. A Stream is one
	// handle of the driver's, which cu keeps to itself.
	to := unsafe.Slice((*byte)(dst), bytes)
	return explained("a copy from the card", result(C.to_host(unsafe.Pointer(&to[0]), C.CUdeviceptr(src), C.size_t(bytes), *(*unsafe.Pointer)(unsafe.Pointer(&d.stream)))))
}

func (d *driver) Copy(dst, src cuda.Pointer, bytes int) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer leave()
	return explained("a copy", cu.MemcpyDtoDAsync(cu.DevicePtr(dst), cu.DevicePtr(src), int64(bytes), d.stream))
}

func (d *driver) Clear(dst cuda.Pointer, bytes int) error {
	if err := d.enter(); err != nil {
		return err
	}
	defer leave()
	return explained("memory", cu.MemsetD8Async(cu.DevicePtr(dst), 0, int64(bytes), d.stream))
}
