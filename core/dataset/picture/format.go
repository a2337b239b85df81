package picture

import (
	"bufio"
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

// Format is a kind of file that can be read. What a file is says its content,
// not its name.
type Format string

const (
	JPEG Format = "JPEG"
	PNG  Format = "PNG"
	GIF  Format = "GIF"
	BMP  Format = "BMP"
	TIFF Format = "TIFF"
	WebP Format = "WebP"
)

// sniffed is how many bytes sniff wants to see, where the file has them.
const sniffed = 512

// sniff tells the format from the first bytes, or what the file is instead.
func sniff(b []byte) (Format, error) {
	switch {
	case len(b) == 0:
		return "", Errorf(Empty, nil, "The file is empty")
	case begins(b, "\xff\xd8\xff"):
		return JPEG, nil
	case begins(b, "\x89PNG\r\n\x1a\n"):
		return PNG, nil
	case begins(b, "GIF87a"), begins(b, "GIF89a"):
		return GIF, nil
	case begins(b, "RIFF") && has(b, 8, "WEBP"):
		return WebP, nil
	case begins(b, "II*\x00"), begins(b, "MM\x00*"):
		return TIFF, nil
	case begins(b, "BM") && len(b) >= 14 && b[6]|b[7]|b[8]|b[9] == 0:
		return BMP, nil
	case begins(b, "\x89PNG"), begins(b, "\xff\xd8"):
		return "", damaged(nil)
	}
	return "", foreign(b)
}

// foreign says what a file is that is none of the formats.
func foreign(b []byte) error {
	for _, f := range []struct {
		at    int
		magic string
		kind  Kind
		what  string
	}{
		{4, "ftypavif", Unsupported, "This is an AVIF picture, which cannot be read; save it as JPEG or PNG"},
		{4, "ftyphei", Unsupported, "This is a HEIC picture, which cannot be read; save it as JPEG or PNG"},
		{4, "ftypmif1", Unsupported, "This is a HEIC picture, which cannot be read; save it as JPEG or PNG"},
		{4, "ftyp", NotPicture, "This is a film, not a picture"},
		{4, "jP  \r\n", Unsupported, "This is a JPEG 2000 picture, which cannot be read; save it as JPEG or PNG"},
		{0, "\x00\x00\x00\x0cJXL ", Unsupported, "This is a JPEG XL picture, which cannot be read; save it as JPEG or PNG"},
		{0, "II+\x00", Unsupported, "This is a BigTIFF picture, which cannot be read; save it as TIFF or PNG"},
		{0, "MM\x00+", Unsupported, "This is a BigTIFF picture, which cannot be read; save it as TIFF or PNG"},
		{0, "8BPS", Unsupported, "This is a Photoshop file, which cannot be read; save it as JPEG or PNG"},
		{0, "\x00\x00\x01\x00", Unsupported, "This is an icon, which cannot be read; save it as PNG"},
		{0, "version https://git-lfs", NotPicture, "This is a Git LFS pointer, not the picture itself; fetch it with git lfs pull"},
		{0, "%PDF", NotPicture, "This is a PDF document, not a picture"},
		{0, "PK\x03\x04", NotPicture, "This is a ZIP archive, not a picture"},
		{0, "PK\x05\x06", NotPicture, "This is a ZIP archive, not a picture"},
		{0, "\x1f\x8b", NotPicture, "This is a packed file, not a picture"},
		{0, "\x00\x05\x16\x07", NotPicture, "This is a side file of macOS, not a picture"},
	} {
		if has(b, f.at, f.magic) {
			return Errorf(f.kind, nil, "%s", f.what)
		}
	}
	return Errorf(NotPicture, nil, "%s", text(b))
}

// text tells web pages, drawings and plain text apart from other bytes.
func text(b []byte) string {
	start := bytes.ToLower(bytes.TrimLeft(b, "\xef\xbb\xbf \t\r\n"))
	switch {
	case len(bytes.Trim(b, "\x00")) == 0:
		return "The file holds nothing but zeros"
	case bytes.Contains(start, []byte("<svg")):
		return "This is an SVG drawing, not a picture of pixels"
	case begins(start, "<!doctype html"), bytes.Contains(start, []byte("<html")):
		return "This is a web page, not a picture"
	case isText(b):
		return "This is a text, not a picture"
	}
	return "The content is not that of a picture"
}

func isText(b []byte) bool {
	const enough = 16 // fewer bytes say nothing
	if len(b) < enough {
		return false
	}
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' {
			return false
		}
	}
	return true
}

func begins(b []byte, magic string) bool { return has(b, 0, magic) }

func has(b []byte, at int, magic string) bool {
	return len(b) >= at+len(magic) && string(b[at:at+len(magic)]) == magic
}

// config reads what the file declares.
func (f Format) config(r *io.SectionReader) (image.Config, error) {
	switch f {
	case JPEG:
		return jpeg.DecodeConfig(r)
	case PNG:
		return png.DecodeConfig(r)
	case GIF:
		return gif.DecodeConfig(r)
	case BMP:
		return bmp.DecodeConfig(r)
	case WebP:
		return webp.DecodeConfig(r)
	}
	return tiff.DecodeConfig(r)
}

// decode reads the pixels. Only TIFF jumps about in its file; the others read
// on, some of them byte by byte.
func (f Format) decode(r *io.SectionReader) (image.Image, error) {
	if f == TIFF {
		return tiff.Decode(r)
	}
	buffered := bufio.NewReaderSize(r, 1<<16)
	switch f {
	case JPEG:
		return jpeg.Decode(buffered)
	case PNG:
		return png.Decode(buffered)
	case GIF:
		return gif.Decode(buffered)
	case WebP:
		return webp.Decode(buffered)
	}
	img, err := bmp.Decode(buffered)
	if err == nil {
		uncover(img)
	}
	return img, err
}

// uncover makes a BMP opaque whose alpha is 0 throughout: many programs leave
// the fourth byte empty and mean no transparency by it.
func uncover(img image.Image) {
	n, ok := img.(*image.NRGBA)
	if !ok {
		return
	}
	for i := 3; i < len(n.Pix); i += 4 {
		if n.Pix[i] != 0 {
			return
		}
	}
	for i := 3; i < len(n.Pix); i += 4 {
		n.Pix[i] = 255
	}
}
