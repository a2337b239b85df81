//go:build !unix && !windows

package weights

import (
	"io"
	"os"
)

// mapFile reads the file where a system cannot map it.
func mapFile(f *os.File, size int) (data []byte, unmap func() error, err error) {
	data = make([]byte, size)
	_, err = io.ReadFull(f, data)
	return data, func() error { return nil }, err
}
