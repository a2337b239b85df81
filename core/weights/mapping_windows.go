package weights

import (
	"errors"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// mapFile makes a file's bytes readable as memory; unmap ends that.
func mapFile(f *os.File, size int) (data []byte, unmap func() error, err error) {
	section, err := windows.CreateFileMapping(windows.Handle(f.Fd()), nil, windows.PAGE_READONLY, 0, 0, nil)
	if err != nil {
		return nil, nil, err
	}
	at, err := windows.MapViewOfFile(section, windows.FILE_MAP_READ, 0, 0, uintptr(size))
	closed := windows.CloseHandle(section) // the view holds on to it
	if err := errors.Join(err, closed); err != nil {
		return nil, nil, err
	}
	first := *(**byte)(unsafe.Pointer(&at)) // go vet takes a bare number for a stray pointer
	return unsafe.Slice(first, size), func() error { return windows.UnmapViewOfFile(at) }, nil
}
