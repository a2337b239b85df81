// Features as files that other tools read.

package predict

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
)

// WriteNPY writes values (rows, cols) in NumPy's format, version 1.0: a magic word,
// the length of a head, the head (what lies where, filled up with spaces so that the
// values begin at a multiple of 64), and the values, little-endian.
func WriteNPY(w io.Writer, values []float32, cols int) error {
	head := fmt.Sprintf("{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }", len(values)/max(1, cols), cols)
	const before = 10 // magic word, version, length
	head += strings.Repeat(" ", 63-(before+len(head))%64) + "\n"
	raw := append([]byte("\x93NUMPY\x01\x00"), 0, 0)
	binary.LittleEndian.PutUint16(raw[8:], uint16(len(head)))
	raw = append(raw, head...)
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
	}
	_, err := w.Write(raw)
	return err
}
