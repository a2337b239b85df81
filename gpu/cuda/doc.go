// Package cuda computes on an NVIDIA card: the Go side of every operation, which
// checks what it is given and launches kernels. The kernels are in kernels/, in CUDA
// C. What runs them is a Driver: a real card, or the processor in emulate/, with which
// the tests of this package need no card.
//
// As on the processor the order of every sum depends on shapes only, and no float is
// added atomically: the same seed gives the same bits.
package cuda
