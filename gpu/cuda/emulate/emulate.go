//go:build unix

// Package emulate runs the kernels of a card on the processor, slowly, for tests: the
// same source compiled as C++, where processor.h says what the words of CUDA C mean.
package emulate

// #cgo CXXFLAGS: -std=c++17 -O2 -Wall -Wextra -Wno-unused-function -Wno-unknown-pragmas -fno-exceptions -fno-rtti
// #include <stdlib.h>
// #include <string.h>
// #include "emulate.h"
import "C"

import (
	"errors"
	"fmt"
	"sync"
	"unsafe"

	"maestudio/gpu"
	"maestudio/gpu/cuda"
	"maestudio/gpu/cuda/kernels"
)

// The C++ side includes these files, of which the go command knows only through here.
var _ = kernels.Source

// launching is held while a kernel runs: the emulated card is one for the process.
var launching sync.Mutex

// driver is a card that the processor stands for. Every call ends when it is done.
type driver struct {
	closed bool
	held   map[cuda.Pointer]bool // memory that was not freed
}

// New is an emulated card.
func New() cuda.Driver { return &driver{held: map[cuda.Pointer]bool{}} }

func (d *driver) Card() cuda.Card {
	return cuda.Card{Name: "emulated card", Family: "emulated", Processors: 1, BFloat16: true, Shared: 99 << 10}
}

const alignment = 256

// Alloc fills memory with NaN: nobody may count on zeros.
func (d *driver) Alloc(bytes int) (cuda.Pointer, error) {
	var at unsafe.Pointer
	if C.posix_memalign(&at, alignment, C.size_t(bytes)) != 0 {
		return 0, fmt.Errorf("emulated card: %w for %d bytes", gpu.ErrNoMemory, bytes)
	}
	C.memset(at, 0xff, C.size_t(bytes))
	p := cuda.Pointer(uintptr(at))
	d.held[p] = true
	return p, nil
}

func (d *driver) Free(p cuda.Pointer) error {
	C.free(address(p))
	delete(d.held, p)
	return nil
}

// address is that of memory of C's, which does not move.
func address(p cuda.Pointer) unsafe.Pointer {
	at := uintptr(p)
	return *(*unsafe.Pointer)(unsafe.Pointer(&at))
}

func span(at unsafe.Pointer, bytes int) []byte { return unsafe.Slice((*byte)(at), bytes) }

func (d *driver) Upload(dst cuda.Pointer, src unsafe.Pointer, bytes int) error {
	copy(span(address(dst), bytes), span(src, bytes))
	return nil
}

func (d *driver) Download(dst unsafe.Pointer, src cuda.Pointer, bytes int) error {
	copy(span(dst, bytes), span(address(src), bytes))
	return nil
}

func (d *driver) Copy(dst, src cuda.Pointer, bytes int) error {
	C.memcpy(address(dst), address(src), C.size_t(bytes))
	return nil
}

func (d *driver) Clear(dst cuda.Pointer, bytes int) error {
	C.memset(address(dst), 0, C.size_t(bytes))
	return nil
}

func (d *driver) Launch(kernel string, grid, block cuda.Size, shared int, args []uint64) error {
	launching.Lock()
	defer launching.Unlock()
	name := C.CString(kernel)
	defer C.free(unsafe.Pointer(name))
	blocks, threads := sizes(grid), sizes(block)
	why := C.emulate_launch(name, &blocks[0], &threads[0], C.int(shared), (*C.uint64_t)(unsafe.SliceData(args)), C.int(len(args)))
	if why != nil {
		return fmt.Errorf("kernel %s: %s", kernel, C.GoString(why))
	}
	return nil
}

func sizes(s cuda.Size) [3]C.int { return [3]C.int{C.int(s[0]), C.int(s[1]), C.int(s[2])} }

func (d *driver) Wait() error { return nil }

func (d *driver) Close() error {
	if d.closed {
		return errors.New("emulated card: it is closed")
	}
	d.closed = true
	for p := range d.held {
		C.free(address(p))
	}
	clear(d.held)
	return nil
}
