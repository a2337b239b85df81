// Package turbo reads JPEG with libjpeg-turbo, several times as fast as the
// standard library, and at a half, a quarter or an eighth of the size where no
// more is wanted: the inverse cosine transform then makes fewer pixels of a block.
//
// It reads what is whole and plain: grey or three colours of 8 bits, Huffman codes,
// one pass or progressive. Whatever libjpeg has only a warning for (data that ends
// early, a code that does not exist, bytes that belong nowhere) is an error here, of
// type *Refused, and so is what it does not know. The caller asks another decoder
// then; so what is accepted does not depend on how forgiving libjpeg is.
//
// The accurate transform (JDCT_ISLOW) and smooth colours ("fancy upsampling") are
// used, without block smoothing.
//
// # How it is linked
//
// Statically, so that a program needs no other library where it is started, and on
// Linux by default: Debian's libjpeg62-turbo-dev has libjpeg.a. -tags nojpegturbo
// builds without. Elsewhere it is the other way round: -tags jpegturbo builds with
// it, given CGO_CFLAGS and CGO_LDFLAGS that lead to jpeglib.h and to a folder that
// holds libjpeg.a alone (macOS: jpeg-turbo of Homebrew; Windows: libjpeg-turbo built
// with MinGW-w64, which Debian has no package of). Without it Available is false.
//
// The window's toolkit brings a libjpeg of the system, perhaps of another version, and
// by default a linker lets that find the functions linked here. So programs that leave
// the machine they were built on are linked with --exclude-libs (Makefile).
package turbo

import "errors"

// Refused says why libjpeg-turbo does not read a file.
type Refused struct{ Reason string }

func (r *Refused) Error() string { return "libjpeg-turbo: " + r.Reason }

// ErrTooManyScans is returned for a progressive file that goes over its pixels more
// often than any camera or program has reason to: a small file can keep a decoder
// busy for hours so.
var ErrTooManyScans = errors.New("libjpeg-turbo: more passes over the pixels than there is reason for")

// Scaled returns the size at which Decode returns a picture of width x height: the
// smallest of 1/8, 1/4, 1/2 and 1 with which the short side is at least short; all
// of it where short is 0. libjpeg rounds up.
func Scaled(width, height, short int) (w, h int) {
	n := eighths(width, height, short)
	return (width*n + 7) / 8, (height*n + 7) / 8
}

func eighths(width, height, short int) int {
	if short <= 0 {
		return 8
	}
	for _, n := range []int{1, 2, 4} {
		if (min(width, height)*n+7)/8 >= short {
			return n
		}
	}
	return 8
}
