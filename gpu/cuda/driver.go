package cuda

import "unsafe"

// Pointer is an address in a device's memory. 0 is none; sums with bytes are
// addresses within what Alloc returned.
type Pointer uint64

// Driver is what this package needs of a card: memory, and kernels by their names.
// Everything happens in the order of the calls. What only queues its work says an
// error of it at the next call that waits: Download or Wait. Its methods are called
// from one goroutine at a time, not always on the same thread of the system.
type Driver interface {
	Card() Card

	// Alloc is memory of undefined content, aligned to 256 bytes. Where there is
	// none the error is gpu.ErrNoMemory with what is left.
	Alloc(bytes int) (Pointer, error)
	// Free waits for what was queued before: it may use the memory.
	Free(Pointer) error

	// The host's side may lie in an object of Go's that holds pointers, which cgo refuses
	// to take as a bare unsafe.Pointer: pass it as &unsafe.Slice((*byte)(src), bytes)[0].
	Upload(dst Pointer, src unsafe.Pointer, bytes int) error   // src may change when it returns
	Download(dst unsafe.Pointer, src Pointer, bytes int) error // waits
	Copy(dst, src Pointer, bytes int) error                    // queued; the ranges do not overlap
	Clear(dst Pointer, bytes int) error                        // queued; to zero

	// Launch queues a kernel of kernels/. Each argument is one word, of which a
	// parameter of 4 bytes takes the first 4: see num and real. No size of the grid
	// and the block is 0. shared is the bytes of dynamic shared memory; above 48 KiB
	// a card must be told first (CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES).
	// args are read before it returns and not kept.
	Launch(kernel string, grid, block Size, shared int, args []uint64) error

	Wait() error // until all that was queued is done
	Close() error
}

// Size is that of a grid in blocks or of a block in threads: x, y, z.
type Size [3]int

// Card is what a driver found.
type Card struct {
	Name       string // the maker's name of it
	Family     string // of the code that runs: "sm_80"; the same bits are promised within one
	Processors int    // multiprocessors
	BFloat16   bool   // its tensor cores multiply it; without them there is float32 only
	Shared     int    // bytes of shared memory that one block can have
}
