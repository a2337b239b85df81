//go:build !cgo || !(linux || jpegturbo) || nojpegturbo

package turbo

import "io"

// Available tells that the program was built with libjpeg-turbo.
const Available = false

// Version is that of the library.
func Version() string { return "" }

// Decode refuses.
func Decode(io.Reader, int, int, int) ([]uint8, error) {
	return nil, &Refused{"this program was built without it"}
}
