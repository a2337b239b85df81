package weights

import (
	"errors"
	"runtime/debug"
)

// ErrChanged says that a file became shorter while it was read.
var ErrChanged = errors.New("the file was cut short while it was read; leave it alone and try again")

// Guard calls f, which reads tensors that lie in a mapped file. Where the file has
// been cut short meanwhile, or the disk fails, the system ends a program that reads
// on; with Guard that is an error.
func Guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch fault := recover().(type) {
		case nil:
		case interface{ Addr() uintptr }: // a fault of memory
			err = ErrChanged
		default:
			panic(fault)
		}
	}()
	return f()
}
