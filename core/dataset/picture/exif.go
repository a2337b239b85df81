// What stands beside the pixels: which way up the picture is (the orientation
// of EXIF, values 1 to 8), and whether a decoder would misread it. EXIF is a
// small TIFF file inside the picture, so both are read by the same function.

package picture

import (
	"encoding/binary"
	"errors"
	"io"
)

// The tags of TIFF and EXIF that are looked at.
const (
	tagOrientation     = 274
	tagSamplesPerPixel = 277
	tagPlanar          = 284
)

// notes is what is read of a file beside its size.
type notes struct {
	orientation int
	progressive bool
	apart       bool // a JPEG that has its colours one after the other
	tableless   bool // a JPEG without the tables that its pixels need
}

// notes never fails: a picture with damaged notes is shown as it is stored.
func (f Format) notes(r *io.SectionReader) (n notes) {
	switch f {
	case JPEG:
		n = jpegNotes(r)
	case PNG:
		n.orientation = pngOrientation(r)
	case WebP:
		n.orientation = webpOrientation(r)
	case TIFF:
		n.orientation = int(firstDirectory(r)[tagOrientation])
	}
	if n.orientation < 1 || n.orientation > 8 {
		n.orientation = 1
	}
	return n
}

// acceptable refuses what the decoders would take for something else.
func (f Format) acceptable(r *io.SectionReader) error {
	switch f {
	case TIFF:
		if d := firstDirectory(r); d[tagPlanar] == 2 && d[tagSamplesPerPixel] > 1 {
			return Errorf(Unsupported, nil, "This kind of TIFF is not supported (one plane for each colour)")
		}
	case WebP:
		const flags, animated = 20, 1 << 1
		var b [flags + 1]byte
		if _, err := r.ReadAt(b[:], 0); err == nil && has(b[:], 12, "VP8X") && b[flags]&animated != 0 {
			return Errorf(Unsupported, nil, "This is an animated WebP picture, which cannot be read; save one of its pictures as PNG")
		}
	}
	return nil
}

// jpegNotes walks from marker to marker up to the pixels.
func jpegNotes(r io.ReaderAt) (n notes) {
	const sof0, sof1, sof2, sos, dqt, app1 = 0xc0, 0xc1, 0xc2, 0xda, 0xdb, 0xe1
	var b [10]byte
	tables, components := false, byte(0)
	for at := int64(2); ; {
		if _, err := r.ReadAt(b[:4], at); err != nil || b[0] != 0xff {
			return n
		}
		if b[1] == 0xff { // a fill byte
			at++
			continue
		}
		length := int64(binary.BigEndian.Uint16(b[2:]))
		switch b[1] {
		case sof0, sof1, sof2:
			n.progressive = b[1] == sof2
			if _, err := r.ReadAt(b[:6], at+4); err == nil {
				components = b[5]
			}
		case dqt:
			tables = true
		case sos:
			n.tableless = !tables
			if _, err := r.ReadAt(b[:1], at+4); err == nil {
				n.apart = b[0] < components
			}
			return n
		case app1:
			if _, err := r.ReadAt(b[:6], at+4); err == nil && string(b[:6]) == "Exif\x00\x00" {
				n.orientation = orientation(r, at+10, length-8)
			}
		}
		at += 2 + max(length, 2)
	}
}

// pngOrientation walks over the chunks before the pixels.
func pngOrientation(r io.ReaderAt) int {
	var b [8]byte
	for at := int64(8); ; {
		if _, err := r.ReadAt(b[:], at); err != nil || string(b[4:]) == "IDAT" {
			return 1
		}
		length := int64(binary.BigEndian.Uint32(b[:]))
		if string(b[4:]) == "eXIf" {
			return orientation(r, at+8, length)
		}
		at += 12 + length
	}
}

// webpOrientation walks over the chunks; EXIF comes after the pixels.
func webpOrientation(r io.ReaderAt) int {
	var b [8]byte
	for at := int64(12); ; {
		if _, err := r.ReadAt(b[:], at); err != nil {
			return 1
		}
		length := int64(binary.LittleEndian.Uint32(b[4:]))
		if string(b[:4]) == "EXIF" {
			if _, err := r.ReadAt(b[:6], at+8); err == nil && string(b[:6]) == "Exif\x00\x00" {
				return orientation(r, at+14, length-6)
			}
			return orientation(r, at+8, length)
		}
		at += 8 + length + length&1
	}
}

func orientation(r io.ReaderAt, off, length int64) int {
	return int(firstDirectory(io.NewSectionReader(r, off, max(length, 0)))[tagOrientation])
}

// firstDirectory reads the first directory of a TIFF file: for every tag with
// a value of one or two bytes, that value. It follows no further directory, so
// a loop among them does no harm.
func firstDirectory(r io.ReaderAt) map[uint16]uint16 {
	entries, order, err := directoryEntries(r)
	if err != nil {
		return nil
	}
	const size, short = 12, 3
	values := make(map[uint16]uint16, len(entries)/size)
	for e := entries; len(e) >= size; e = e[size:] {
		if order.Uint16(e[2:]) == short {
			values[order.Uint16(e)] = order.Uint16(e[8:])
		}
	}
	return values
}

func directoryEntries(r io.ReaderAt) ([]byte, binary.ByteOrder, error) {
	var head [8]byte
	if _, err := r.ReadAt(head[:], 0); err != nil {
		return nil, nil, err
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(head[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return nil, nil, errors.New("not a TIFF header")
	}
	at := int64(order.Uint32(head[4:]))
	if _, err := r.ReadAt(head[:2], at); err != nil {
		return nil, nil, err
	}
	const mostEntries = 512 // more are not looked at
	entries := make([]byte, 12*min(int(order.Uint16(head[:])), mostEntries))
	n, err := r.ReadAt(entries, at+2)
	if err != nil && err != io.EOF {
		return nil, nil, err
	}
	return entries[:n], order, nil
}
