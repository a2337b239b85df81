//go:build unix

package weights

import (
	"os"

	"golang.org/x/sys/unix"
)

// mapFile makes a file's bytes readable as memory; unmap ends that.
func mapFile(f *os.File, size int) (data []byte, unmap func() error, err error) {
	data, err = unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ, unix.MAP_PRIVATE)
	if err != nil {
		return nil, nil, err
	}
	return data, func() error { return unix.Munmap(data) }, nil
}
