// Package picture reads one picture file and scales it. It knows nothing of
// folders, caches or batches; core/dataset does.
//
// Whatever the file holds, a Picture is the same: red, green and blue of 8 bits
// each, turned as the camera says (EXIF in JPEG, WebP, TIFF, and in PNG where
// it stands before the pixels), transparent parts laid over white, grey spread
// to three channels, ink (CMYK) turned to light. Pictures of 16 bits keep their
// range, see deep.go. Of an animation or a file with several pages the first is
// read; animated WebP is refused. Colour profiles and gamma are not applied.
//
// A file that ends early or is damaged is refused, never half read, and a file
// that declares too much is refused before memory is taken for it.
package picture

import (
	"fmt"
	"image"
	"io"
)

// Picture holds Width x Height pixels, row by row: Pix[3*(y*Width+x)] is the red
// of the pixel in column x of row y, then green, then blue.
type Picture struct {
	Width, Height int
	Pix           []uint8
}

// New returns a black picture.
func New(width, height int) *Picture {
	return &Picture{Width: width, Height: height, Pix: make([]uint8, 3*width*height)}
}

// Short returns the shorter of the two sides.
func (p *Picture) Short() int { return min(p.Width, p.Height) }

// Image returns a copy that the standard library can draw and write.
func (p *Picture) Image() *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, p.Width, p.Height))
	for i, j := 0, 0; i < len(p.Pix); i, j = i+3, j+4 {
		copy(img.Pix[j:], p.Pix[i:i+3])
		img.Pix[j+3] = 255
	}
	return img
}

// FromImage converts what a decoder returned.
func FromImage(img image.Image) *Picture {
	b := img.Bounds()
	return fromImage(img, b, 1, false)
}

// watched notices that a decoder wanted more than there is, whatever it makes of it.
type watched struct {
	io.ReaderAt
	size   int64
	passed bool
}

func (w *watched) ReadAt(p []byte, off int64) (int, error) {
	if off >= w.size {
		w.passed = true
		return 0, io.EOF
	}
	return w.ReaderAt.ReadAt(p[:min(int64(len(p)), w.size-off)], off)
}

// rescue turns a decoder's panic into the error that the file is damaged.
func rescue(err *error) {
	if trouble := recover(); trouble != nil {
		*err = damaged(fmt.Errorf("the decoder panicked: %v", trouble))
	}
}
