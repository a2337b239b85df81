// Files and values that are no state: what else holds weights is read by these too.

package weights

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
)

// Map makes the bytes of a file readable as memory until unmap is called. It must not be
// changed before; Guard is for reading files that others may change.
func Map(path string) (data []byte, unmap func() error, err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() { // to open a pipe waits for its other end
		return nil, nil, fmt.Errorf("%s is no file of weights but something that is only read once", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, opening(path, err)
	}
	defer f.Close() // a mapping outlives it
	info, err := f.Stat()
	if err != nil {
		return nil, nil, opening(path, err)
	}
	switch size := info.Size(); {
	case size == 0: // which systems do not map
		return nil, func() error { return nil }, nil
	case int64(int(size)) != size:
		return nil, nil, fmt.Errorf("%s is too large for this computer", path)
	}
	if data, unmap, err = mapFile(f, int(info.Size())); err != nil {
		return nil, nil, opening(path, err)
	}
	return data, unmap, nil
}

// Floats returns raw as numbers, in place where they lie as the processor wants them.
func Floats(raw []byte) []float32 {
	if in, ok := viewOf[float32](raw).([]float32); ok {
		return in
	}
	values := make([]float32, len(raw)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return values
}
