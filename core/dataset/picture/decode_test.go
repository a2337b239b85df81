package picture

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/disintegration/imaging"

	"maestudio/core/internal/testdata"
)

func decodeFile(t testing.TB, path string) (*Picture, error) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return Decode(f, info.Size(), DefaultLimits)
}

func mustDecode(t testing.TB, path string) *Picture {
	t.Helper()
	p, err := decodeFile(t, path)
	if err != nil {
		t.Fatalf("%s: %v (%v)", filepath.Base(path), err, errors.Unwrap(err))
	}
	return p
}

// Every orientation shows a yellow arrow that points up and a red dot top left.
func TestOrientationsLookAlike(t *testing.T) {
	dir := testdata.Shared(t, "data/broken/exif")
	first := mustDecode(t, filepath.Join(dir, "orientation_1.jpg"))
	if c := first.Pix[3*(17*first.Width+17):]; c[0] < 180 || c[1] > 80 || c[2] > 80 {
		t.Fatalf("no red dot at (17,17), but %v", c[:3])
	}
	if tip, shaft := countYellow(first, 15), countYellow(first, 57); tip > 20 || shaft < 60 {
		t.Fatalf("the arrow is %d wide in row 15 and %d in row 57; it should point up", tip, shaft)
	}
	names, _ := filepath.Glob(filepath.Join(dir, "*.*"))
	for _, name := range names {
		p := mustDecode(t, name)
		if p.Width != first.Width || p.Height != first.Height {
			t.Errorf("%s is shown %d x %d", filepath.Base(name), p.Width, p.Height)
			continue
		}
		if diff := meanDifference(p, first); diff > 4 { // JPEG blocks fall elsewhere
			t.Errorf("%s is off by %.1f grey levels on average", filepath.Base(name), diff)
		}
	}
}

func countYellow(p *Picture, y int) (n int) {
	for x := range p.Width {
		if c := p.Pix[3*(y*p.Width+x):]; c[0] > 180 && c[1] > 180 && c[2] < 90 {
			n++
		}
	}
	return n
}

func meanDifference(p, q *Picture) float64 {
	var sum float64
	for i := range p.Pix {
		sum += math.Abs(float64(p.Pix[i]) - float64(q.Pix[i]))
	}
	return sum / float64(len(p.Pix))
}

// The eight ways to turn a picture, by another road.
func TestTurnedIsThatOfImaging(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 5, 3))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = uint8(random.Uint32())
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	same := func(img image.Image) *image.NRGBA { return imaging.Clone(img) }
	for i, turn := range []func(image.Image) *image.NRGBA{
		same, imaging.FlipH, imaging.Rotate180, imaging.FlipV,
		imaging.Transpose, imaging.Rotate270, imaging.Transverse, imaging.Rotate90,
	} {
		want := turn(img)
		got := fromImage(img, img.Rect, i+1, false).Image()
		if got.Rect != want.Rect || !bytes.Equal(got.Pix, want.Pix) {
			t.Errorf("orientation %d is not what imaging makes of it", i+1)
		}
	}
}

// Twelve bits in sixteen span black to white, and a full range stays.
func TestSixteenBitsKeepTheirRange(t *testing.T) {
	for _, c := range []struct {
		name string
		top  uint16
		want [3]uint8 // of 0, half of top, top
	}{
		{"16 bits", 65535, [3]uint8{0, 127, 255}},
		{"12 bits", 4095, [3]uint8{0, 127, 255}},
		{"10 bits", 1023, [3]uint8{0, 127, 255}},
		{"8 bits", 255, [3]uint8{0, 127, 255}},
		{"dark 8 bits", 20, [3]uint8{0, 10, 20}},
	} {
		img := image.NewGray16(image.Rect(0, 0, 3, 1))
		img.SetGray16(1, 0, color.Gray16{Y: c.top / 2})
		img.SetGray16(2, 0, color.Gray16{Y: c.top})
		deep := image.NewNRGBA64(img.Rect)
		for x := range 3 {
			v := img.Gray16At(x, 0).Y
			deep.SetNRGBA64(x, 0, color.NRGBA64{R: v, G: v, B: v, A: 0xffff})
		}
		for _, img := range []image.Image{img, deep} {
			p := FromImage(img)
			for i, want := range c.want {
				if got := p.Pix[3*i]; got != want {
					t.Errorf("%s, %T: place %d is %d, want %d", c.name, img, i, got, want)
				}
			}
		}
	}
}

func TestTransparentIsWhite(t *testing.T) {
	for _, img := range []image.Image{
		image.NewNRGBA(image.Rect(0, 0, 1, 1)), image.NewNRGBA64(image.Rect(0, 0, 1, 1)),
		image.NewRGBA(image.Rect(0, 0, 1, 1)), image.NewRGBA64(image.Rect(0, 0, 1, 1)),
		image.NewPaletted(image.Rect(0, 0, 1, 1), color.Palette{color.Transparent}),
		image.NewNYCbCrA(image.Rect(0, 0, 1, 1), image.YCbCrSubsampleRatio420),
	} {
		if p := FromImage(img); p.Pix[0] != 255 || p.Pix[1] != 255 || p.Pix[2] != 255 {
			t.Errorf("a transparent %T became %v", img, p.Pix)
		}
	}
}

func TestReasons(t *testing.T) {
	dir := testdata.Shared(t, "data/broken")
	for _, c := range []struct {
		name string
		kind Kind
		text string
	}{
		{"damaged/zero_byte.jpg", Empty, "The file is empty"},
		{"damaged/truncated_50pct.jpg", EndsEarly, "The picture ends early"},
		{"damaged/truncated_99pct.jpg", EndsEarly, "The picture ends early"},
		{"damaged/truncated_progressive.jpg", EndsEarly, "The picture ends early"},
		{"damaged/truncated_50pct.png", EndsEarly, "The picture ends early"},
		{"damaged/truncated.gif", EndsEarly, "The picture ends early"},
		{"damaged/truncated.webp", EndsEarly, "The picture ends early"},
		{"damaged/truncated.tiff", EndsEarly, "The picture ends early"},
		{"damaged/truncated.bmp", EndsEarly, "The picture ends early"},
		{"damaged/no_eoi.jpg", EndsEarly, "The picture ends early"},
		{"damaged/bad_huffman.jpg", Damaged, "The picture is damaged"},
		{"damaged/no_quant_table.jpg", Damaged, "The picture is damaged"},
		{"damaged/bad_idat.png", Damaged, "The picture is damaged"},
		{"damaged/zero_width.png", Damaged, "The picture is damaged"},
		{"damaged/ifd_loop.tif", Damaged, "The picture is damaged"},
		{"wrong_type/html_404.jpg", NotPicture, "This is a web page, not a picture"},
		{"wrong_type/lfs_pointer.jpg", NotPicture, "This is a Git LFS pointer, not the picture itself; fetch it with git lfs pull"},
		{"wrong_type/archive.jpg", NotPicture, "This is a ZIP archive, not a picture"},
		{"wrong_type/document.png", NotPicture, "This is a PDF document, not a picture"},
		{"wrong_type/vector.jpg", NotPicture, "This is an SVG drawing, not a picture of pixels"},
		{"wrong_type/text.jpg", NotPicture, "This is a text, not a picture"},
		{"wrong_type/random.png", NotPicture, "The content is not that of a picture"},
		{"formats/animated.webp", Unsupported, "This is an animated WebP picture, which cannot be read; save one of its pictures as PNG"},
		{"formats/cmyk.tif", Unsupported, "This kind of TIFF is not supported (color model)"},
		{"bombs/header_50000x50000.png", TooLarge, "Declares 50000 x 50000 pixels, more than the limit of 100 million"},
		{"bombs/header_max.png", TooLarge, "Declares more pixels than can be counted"},
		{"bombs/header_65500x65500.jpg", TooLarge, "Declares 65500 x 65500 pixels, more than the limit of 100 million"},
		{"bombs/header_60000x60000.bmp", TooLarge, "Declares 60000 x 60000 pixels, more than the limit of 100 million"},
		{"bombs/header_65535x65535.gif", TooLarge, "Declares 65535 x 65535 pixels, more than the limit of 100 million"},
		{"bombs/real_12000x12000_gray.png", TooLarge, "Declares 12000 x 12000 pixels, more than the limit of 100 million"},
	} {
		_, err := decodeFile(t, filepath.Join(dir, c.name))
		var known *Error
		if !errors.As(err, &known) || known.Kind != c.kind || known.Sentence != c.text {
			t.Errorf("%s: %v, want %s: %s", c.name, err, c.kind, c.text)
		}
	}
}

// A picture within the pixels may still be of a kind that takes too much memory.
func TestMemoryIsLimited(t *testing.T) {
	h := Header{Format: JPEG, Width: 9000, Height: 9000, bytesPerPixel: bytesPerPixel(image.Config{ColorModel: color.CMYKModel}, true)}
	err := DefaultLimits.Check(h)
	if err == nil || !strings.Contains(err.Error(), "GB of memory") {
		t.Errorf("a progressive CMYK JPEG of 81 megapixels: %v", err)
	}
	h.bytesPerPixel = bytesPerPixel(image.Config{ColorModel: color.YCbCrModel}, false)
	if err := DefaultLimits.Check(h); err != nil {
		t.Errorf("a plain JPEG of 81 megapixels: %v", err)
	}
}

type panics struct{}

func (panics) ReadAt([]byte, int64) (int, error) { panic("boom") }

func TestPanicBecomesError(t *testing.T) {
	_, err := Decode(panics{}, 100, DefaultLimits)
	var known *Error
	if !errors.As(err, &known) || known.Kind != Damaged || !strings.Contains(errors.Unwrap(err).Error(), "boom") {
		t.Errorf("got %v", err)
	}
}

// Four bytes a pixel without any alpha set mean an opaque picture.
func TestEmptyAlphaOfBMPIsIgnored(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	img.Pix = []uint8{10, 20, 30, 0, 40, 50, 60, 0}
	uncover(img)
	if p := FromImage(img); p.Pix[0] != 10 || p.Pix[5] != 60 {
		t.Errorf("got %v", p.Pix)
	}
}

func TestHeaderTellsTheSizeAsShown(t *testing.T) {
	dir := testdata.Shared(t, "data/broken")
	for _, c := range []struct {
		name          string
		format        Format
		width, height int
	}{
		{"exif/orientation_6.jpg", JPEG, 160, 100},
		{"exif/large_app_segments.jpg", JPEG, 160, 100},
		{"exif/orientation_6.png", PNG, 160, 100},
		{"wrong_type/webp_inside.jpg", WebP, 180, 120},
		{"formats/multipage.tif", TIFF, 180, 120},
	} {
		f, err := os.Open(filepath.Join(dir, c.name))
		if err != nil {
			t.Fatal(err)
		}
		info, _ := f.Stat()
		h, err := ReadHeader(f, info.Size())
		f.Close()
		if w, hh := h.Size(); err != nil || h.Format != c.format || w != c.width || hh != c.height {
			t.Errorf("%s: %s %d x %d, %v", c.name, h.Format, w, hh, err)
		}
	}
}
