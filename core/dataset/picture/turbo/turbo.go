//go:build cgo && (linux || jpegturbo) && !nojpegturbo

package turbo

// #cgo CFLAGS: -O2
// #cgo linux LDFLAGS: -l:libjpeg.a
// #cgo !linux LDFLAGS: -ljpeg
// #include "turbo.h"
import "C"

import (
	"io"
	"unsafe"
)

// Available tells that the program was built with libjpeg-turbo.
const Available = true

// Version is that of the library, such as 2.1.5. Pictures at full size are the same
// with all of them as far as is known, those at a part of it are not.
func Version() string { return C.GoString(C.turbo_version()) }

// Decode reads the JPEG in r, which declares width x height pixels, at the size that
// Scaled gives for short: red, green and blue of each pixel, row by row. An error of r
// is returned as it is, io.ErrUnexpectedEOF where r ends before the picture does.
func Decode(r io.Reader, width, height, short int) ([]uint8, error) {
	t := C.turbo_new()
	if t == nil {
		return nil, &Refused{"no memory"}
	}
	defer C.turbo_free(t)
	d := decoder{t: t, r: r}
	var w, h C.int
	if err := d.until(func() C.int { return C.turbo_header(t, &w, &h) }); err != nil {
		return nil, err
	}
	if int(w) != width || int(h) != height { // the limits were held against others
		return nil, &Refused{"another size than was declared"}
	}
	scale := C.int(eighths(width, height, short))
	if err := d.until(func() C.int { return C.turbo_start(t, scale, &w, &h) }); err != nil {
		return nil, err
	}
	if wantW, wantH := Scaled(width, height, short); int(w) != wantW || int(h) != wantH {
		return nil, &Refused{"another size than was asked for"}
	}
	pix := make([]uint8, 3*int(w)*int(h))
	if err := d.until(func() C.int { return C.turbo_rows(t, (*C.uint8_t)(unsafe.SliceData(pix))) }); err != nil {
		return nil, err
	}
	if err := d.until(func() C.int { return C.turbo_finish(t) }); err != nil {
		return nil, err
	}
	return pix, nil
}

type decoder struct {
	t *C.turbo
	r io.Reader
}

// until calls f again and again, with more of the file each time, until it is done.
func (d decoder) until(f func() C.int) error {
	for {
		switch f() {
		case C.TURBO_DONE:
			return nil
		case C.TURBO_REFUSED:
			return &Refused{C.GoString(C.turbo_reason(d.t))}
		case C.TURBO_TOO_OFTEN:
			return ErrTooManyScans
		}
		if err := d.feed(); err != nil {
			return err
		}
	}
}

func (d decoder) feed() error {
	var room C.int
	to := C.turbo_room(d.t, &room)
	if room == 0 {
		return &Refused{"a table of more than 64 KiB"}
	}
	n, err := io.ReadAtLeast(d.r, unsafe.Slice((*byte)(to), int(room)), 1)
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	C.turbo_filled(d.t, C.int(n))
	return nil
}
