package theme

import (
	"bytes"
	"encoding/binary"

	"fyne.io/fyne/v2"
)

// Fyne draws a line of text in whole pixels: round(ascender + descender) of them, the
// baseline ceil(ascender) below the top. With Roboto's own 1900 and 500 of 2048 units
// that leaves the tail of a g at 11 and 13 px too little room. These leave it enough
// at every size of the design, and the line as high as before.
const (
	ascender  = 1861
	descender = -539
)

// face is a font with these two.
func face(name string, ttf []byte) fyne.Resource {
	font := bytes.Clone(ttf)
	if at := table(font, "hhea"); at > 0 {
		put := func(offset int, units int16) { binary.BigEndian.PutUint16(font[at+offset:], uint16(units)) }
		put(4, ascender)
		put(6, descender)
	}
	return fyne.NewStaticResource(name, font)
}

// table returns where a table of a TrueType font begins, 0 where there is none.
func table(font []byte, tag string) int {
	const head, record = 12, 16
	for i := range int(binary.BigEndian.Uint16(font[4:])) {
		if r := font[head+i*record:]; string(r[:4]) == tag {
			return int(binary.BigEndian.Uint32(r[8:]))
		}
	}
	return 0
}
