package picture

import (
	"errors"
	"image"
	"image/color"
	"io"
)

// Header is what a file declares before its pixels.
type Header struct {
	Format        Format
	Width, Height int // as stored; Size has them as shown
	Orientation   int // 1 to 8, the value of EXIF

	bytesPerPixel int  // memory that decoding takes, at most
	fast          bool // a JPEG that libjpeg-turbo reads
	kept          bool // it has to keep all coefficients until it has read the whole file
}

// Size returns the sides as a person sees them, turned as the camera says.
func (h Header) Size() (width, height int) {
	if h.Orientation > 4 {
		return h.Height, h.Width
	}
	return h.Width, h.Height
}

// Limits bound what a picture may take.
type Limits struct {
	Pixels int64 // width x height
	Memory int64 // bytes while it is decoded
}

// DefaultLimits let through what cameras make, and no bomb.
var DefaultLimits = Limits{Pixels: 100_000_000, Memory: 1_500_000_000}

// Check returns an error of kind TooLarge for a picture beyond the limits.
func (l Limits) Check(h Header) error {
	pixels, fits := product(int64(h.Width), int64(h.Height))
	if !fits || pixels > l.Pixels {
		return Errorf(TooLarge, nil, "Declares %d x %d pixels, more than the limit of %d million", h.Width, h.Height, l.Pixels/1e6)
	}
	if need := pixels * int64(h.bytesPerPixel); need > l.Memory {
		return Errorf(TooLarge, nil, "Declares %d x %d pixels of a kind that takes %.1f GB of memory, more than the limit of %.1f GB",
			h.Width, h.Height, float64(need)/1e9, float64(l.Memory)/1e9)
	}
	return nil
}

// product multiplies two counts and says whether the result is right.
func product(a, b int64) (int64, bool) {
	const side = 1 << 31
	return a * b, a >= 0 && b >= 0 && a < side && b < side
}

// Memory returns how many bytes decoding the whole picture takes at most. It is right
// for what Limits.Check lets through.
func (h Header) Memory() int64 { return int64(h.Width) * int64(h.Height) * int64(h.bytesPerPixel) }

// ReadHeader reads what the picture in r declares, from its first kilobytes
// where they are enough. size is that of the file.
func ReadHeader(r io.ReaderAt, size int64) (Header, error) {
	return new(HeaderReader).Read(r, size)
}

// HeaderReader reads one header after the other with the same memory.
type HeaderReader struct {
	window window
}

// Read is ReadHeader.
func (hr *HeaderReader) Read(r io.ReaderAt, size int64) (h Header, err error) {
	defer rescue(&err)
	w := &hr.window
	w.reset(r)
	start, err := w.peek(0, int(min(size, sniffed)))
	if err != nil {
		return Header{}, explain("", err)
	}
	format, err := sniff(start)
	if err != nil {
		return Header{}, err
	}
	return declared(format, io.NewSectionReader(w, 0, size))
}

// declared asks the decoder for the size, and the file for the rest.
func declared(f Format, r *io.SectionReader) (Header, error) {
	if err := f.acceptable(r); err != nil {
		return Header{}, err
	}
	config, err := f.config(r)
	if err != nil {
		return Header{}, explain(f, err)
	}
	if config.Width <= 0 || config.Height <= 0 {
		return Header{}, damaged(errors.New("a side of no pixels"))
	}
	notes := f.notes(r)
	if notes.tableless {
		return Header{}, damaged(errors.New("no quantisation table"))
	}
	return Header{
		Format: f, Width: config.Width, Height: config.Height, Orientation: notes.orientation,
		bytesPerPixel: bytesPerPixel(config, notes.progressive),
		fast:          f == JPEG && config.ColorModel != color.CMYKModel,
		kept:          notes.progressive || notes.apart,
	}, nil
}

// bytesPerPixel counts what the decoders hold at once, at most: the picture
// twice (planes, passes or packed rows beside the result), the coefficients of a
// progressive JPEG in 32 bits, and the red, green and blue that are made of it.
func bytesPerPixel(c image.Config, progressive bool) int {
	const rgb, coefficient = 3, 4
	channels, depth := 4, 1
	switch c.ColorModel {
	case color.GrayModel:
		channels = 1
	case color.Gray16Model:
		channels, depth = 1, 2
	case color.YCbCrModel:
		channels = 3
	case color.RGBA64Model, color.NRGBA64Model:
		depth = 2
	}
	if _, ok := c.ColorModel.(color.Palette); ok {
		channels = 1
	}
	n := 2*channels*depth + rgb
	if progressive {
		n += coefficient * channels
	}
	return n
}

// window is a file seen through the last block read, so that a header costs one
// or two calls to the system.
type window struct {
	r    io.ReaderAt
	data []byte // what the file holds from off on
	off  int64
	err  error // why data is shorter than a block
	buf  [4096]byte
}

func (w *window) reset(r io.ReaderAt) { w.r, w.data, w.off, w.err = r, nil, 0, nil }

// ReadAt reads p, which may be longer than a block.
func (w *window) ReadAt(p []byte, off int64) (int, error) {
	if len(p) > len(w.buf) {
		return w.r.ReadAt(p, off)
	}
	if off < w.off || off+int64(len(p)) > w.off+int64(len(w.data)) {
		n, err := w.r.ReadAt(w.buf[:], off)
		w.data, w.off, w.err = w.buf[:n], off, err
	}
	n := copy(p, w.data[off-w.off:])
	if n < len(p) {
		return n, w.err
	}
	return n, nil
}

// peek returns n bytes without copying them, or fewer where the file ends.
func (w *window) peek(off int64, n int) ([]byte, error) {
	var one [1]byte
	if n == 0 {
		return nil, nil
	}
	if _, err := w.ReadAt(one[:], off); err != nil && err != io.EOF {
		return nil, err
	}
	return w.data[off-w.off:][:min(n, len(w.data))], nil
}
