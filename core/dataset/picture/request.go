package picture

import (
	"errors"
	"fmt"
	"image"
	"io"
	"math"

	"maestudio/core/dataset/picture/turbo"
)

// Decoder names what reads JPEG. All of them accept the same files, as far as is
// known, and differ by a grey level here and there; other formats have one decoder.
type Decoder string

// Go is the decoder of the standard library, which is always there.
const Go Decoder = "go"

// Decoders lists those that this program has, the best first.
func Decoders() []Decoder {
	if turbo.Available {
		return []Decoder{Decoder("libjpeg-turbo " + turbo.Version()), Go}
	}
	return []Decoder{Go}
}

// Best returns the fastest decoder that this program has.
func Best() Decoder { return Decoders()[0] }

// Request says what is wanted of a picture and what reading it may take.
type Request struct {
	Limits Limits
	JPEG   Decoder // "" is the best; one that this program has not is Go
	// Short is how long the short side has to be. A decoder that can leave pixels out
	// at little cost may return a picture of a half, a quarter or an eighth of the
	// sides, which is no shorter than that. 0 wants all pixels.
	Short int
	// Reserve, which may be nil, is called before memory is taken, at most so many
	// bytes, and returns what is called when they are given back.
	Reserve func(bytes int64) (release func())
}

// Decode reads the whole picture that r holds in size bytes with the best decoder.
func Decode(r io.ReaderAt, size int64, limits Limits) (*Picture, error) {
	return Request{Limits: limits}.Decode(r, size)
}

// Decode reads the picture that r holds in size bytes. Its errors are of type *Error,
// save those of r itself that say the reading was cancelled.
//
// A JPEG that the fast decoder refuses is given to Go's, at full size: it reads the
// kinds that the other does not know, such as ink, and says what is wrong with the rest.
func (q Request) Decode(r io.ReaderAt, size int64) (p *Picture, err error) {
	defer rescue(&err)
	h, err := ReadHeader(r, size)
	if err != nil {
		return nil, err
	}
	if err := q.Limits.Check(h); err != nil {
		return nil, err
	}
	if h.fast && (q.JPEG == "" || q.JPEG == Best()) {
		p, err := q.decodeFast(r, size, h)
		var refused *turbo.Refused
		if !errors.As(err, &refused) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return p, err
		}
	}
	defer q.reserve(h.Memory())()
	return decode(r, size, h)
}

func (q Request) reserve(bytes int64) (release func()) {
	if q.Reserve == nil {
		return func() {}
	}
	return q.Reserve(bytes)
}

// decodeFast reads a JPEG with libjpeg-turbo.
func (q Request) decodeFast(r io.ReaderAt, size int64, h Header) (*Picture, error) {
	width, height := turbo.Scaled(h.Width, h.Height, q.Short)
	need := 2 * 3 * int64(width) * int64(height) // as it is stored and as it is shown
	if h.kept {
		need += 2 * 3 * int64(h.Width) * int64(h.Height) // coefficients of 16 bits
	}
	defer q.reserve(need)()
	pix, err := turbo.Decode(io.NewSectionReader(r, 0, size), h.Width, h.Height, q.Short)
	switch {
	case errors.Is(err, turbo.ErrTooManyScans):
		return nil, damaged(err)
	case err != nil && (cancelled(err) || readFailed(err)):
		return nil, explain(JPEG, err)
	case err != nil:
		return nil, err
	}
	return turn(&Picture{width, height, pix}, h.Orientation), nil
}

// decode reads any format.
func decode(r io.ReaderAt, size int64, h Header) (*Picture, error) {
	end := &watched{ReaderAt: r, size: size}
	img, err := h.Format.decode(io.NewSectionReader(end, 0, math.MaxInt64))
	switch {
	case err != nil && end.passed && !cancelled(err):
		return nil, explain(h.Format, fmt.Errorf("%w: %w", io.ErrUnexpectedEOF, err))
	case err != nil:
		return nil, explain(h.Format, err)
	}
	canvas := image.Rect(0, 0, h.Width, h.Height)
	if !img.Bounds().In(canvas) {
		return nil, damaged(fmt.Errorf("pixels %v outside of the declared %v", img.Bounds(), canvas))
	}
	return fromImage(img, canvas, h.Orientation, h.Format == WebP), nil
}
