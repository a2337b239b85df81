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

type rgb [3]float64

// quarter returns the mean colour of a quarter of p.
func quarter(p *Picture, right, down int) (mean rgb) {
	x0, x1 := right*p.Width/2, (right+1)*p.Width/2
	y0, y1 := down*p.Height/2, (down+1)*p.Height/2
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			for c := range 3 {
				mean[c] += float64(p.Pix[3*(y*p.Width+x)+c]) / float64((x1-x0)*(y1-y0))
			}
		}
	}
	return mean
}

// What Pillow 11 reads from the same files (transparency over white, 16 bits
// divided by 257): the mean colour of each quarter.
var byPillow = []struct {
	name          string
	width, height int
	quarters      [4]rgb
}{
	{"alpha.webp", 160, 120, [4]rgb{{226.1, 185.2, 164.0}, {229.5, 193.6, 171.3}, {179.6, 140.5, 134.0}, {191.9, 150.5, 138.9}}},
	{"animated.gif", 180, 120, [4]rgb{{142.5, 105.7, 79.2}, {141.1, 107.9, 86.3}, {155.3, 114.1, 85.4}, {151.7, 118.0, 96.6}}},
	{"animated.png", 180, 120, [4]rgb{{142.2, 106.1, 78.9}, {140.9, 107.6, 86.9}, {155.6, 113.8, 85.4}, {152.0, 118.2, 96.0}}},
	{"bilevel.png", 160, 120, [4]rgb{{110.1, 110.1, 110.1}, {144.3, 144.3, 144.3}, {78.5, 78.5, 78.5}, {78.8, 78.8, 78.8}}},
	{"cmyk.jpg", 180, 120, [4]rgb{{142.3, 106.1, 78.9}, {140.9, 107.6, 86.9}, {155.6, 113.8, 85.4}, {152.0, 118.2, 96.0}}},
	{"control.jpg", 180, 120, [4]rgb{{142.3, 106.1, 79.0}, {140.8, 107.6, 86.9}, {155.5, 113.8, 85.5}, {152.0, 118.2, 95.9}}},
	{"control.png", 160, 120, [4]rgb{{166.9, 93.1, 54.1}, {201.1, 128.3, 82.2}, {129.7, 61.6, 38.8}, {136.6, 60.1, 30.8}}},
	{"flip.bmp", 160, 120, [4]rgb{{129.7, 61.6, 38.8}, {136.6, 60.1, 30.8}, {166.9, 93.1, 54.1}, {201.1, 128.3, 82.2}}},
	{"gray16.png", 160, 120, [4]rgb{{110.8, 110.8, 110.8}, {144.8, 144.8, 144.8}, {79.4, 79.4, 79.4}, {79.6, 79.6, 79.6}}},
	{"gray16.tif", 160, 120, [4]rgb{{110.8, 110.8, 110.8}, {144.8, 144.8, 144.8}, {79.4, 79.4, 79.4}, {79.6, 79.6, 79.6}}},
	{"gray8.jpg", 180, 120, [4]rgb{{113.8, 113.8, 113.8}, {115.2, 115.2, 115.2}, {123.0, 123.0, 123.0}, {125.9, 125.9, 125.9}}},
	{"gray_alpha.png", 160, 120, [4]rgb{{110.8, 110.8, 110.8}, {144.8, 144.8, 144.8}, {79.4, 79.4, 79.4}, {79.6, 79.6, 79.6}}},
	{"interlaced.png", 160, 120, [4]rgb{{166.9, 93.1, 54.1}, {201.1, 128.3, 82.2}, {129.7, 61.6, 38.8}, {136.6, 60.1, 30.8}}},
	{"jpeg_444.jpg", 180, 120, [4]rgb{{142.1, 106.1, 78.9}, {140.8, 107.7, 86.9}, {155.6, 113.7, 85.5}, {152.0, 118.4, 96.0}}},
	{"jpeg_odd_size_420.jpg", 177, 119, [4]rgb{{142.1, 106.1, 79.1}, {140.4, 107.5, 86.6}, {155.5, 113.6, 85.7}, {151.9, 118.3, 96.2}}},
	{"lossless.webp", 180, 120, [4]rgb{{142.2, 106.1, 78.9}, {140.9, 107.6, 86.9}, {155.6, 113.8, 85.4}, {152.0, 118.2, 96.0}}},
	{"lossy.webp", 180, 120, [4]rgb{{142.2, 106.3, 78.7}, {141.0, 107.8, 86.7}, {155.6, 114.0, 85.3}, {152.0, 118.4, 96.0}}},
	{"lzw.tiff", 180, 120, [4]rgb{{142.2, 106.1, 78.9}, {140.9, 107.6, 86.9}, {155.6, 113.8, 85.4}, {152.0, 118.2, 96.0}}},
	{"multipage.tif", 180, 120, [4]rgb{{142.2, 106.1, 78.9}, {140.9, 107.6, 86.9}, {155.6, 113.8, 85.4}, {152.0, 118.2, 96.0}}},
	{"pal8.bmp", 180, 120, [4]rgb{{142.8, 105.5, 79.3}, {141.4, 108.2, 85.8}, {154.9, 114.3, 85.8}, {151.7, 118.1, 96.5}}},
	{"palette4bit.png", 160, 120, [4]rgb{{164.6, 89.0, 53.3}, {198.8, 125.9, 79.7}, {129.8, 63.9, 38.8}, {137.3, 59.5, 29.6}}},
	{"palette_trns.png", 160, 120, [4]rgb{{172.0, 106.2, 76.3}, {211.8, 155.4, 123.3}, {136.8, 78.5, 62.8}, {138.4, 60.9, 32.3}}},
	{"progressive.jpg", 180, 120, [4]rgb{{142.3, 106.1, 79.0}, {140.8, 107.6, 86.9}, {155.5, 113.8, 85.5}, {152.0, 118.2, 95.9}}},
	{"rgb16.png", 160, 120, [4]rgb{{166.9, 93.1, 54.1}, {201.1, 128.3, 82.2}, {129.7, 61.6, 38.8}, {136.6, 60.1, 30.8}}},
	{"rgb24.bmp", 180, 120, [4]rgb{{142.2, 106.1, 78.9}, {140.9, 107.6, 86.9}, {155.6, 113.8, 85.4}, {152.0, 118.2, 96.0}}},
	{"rgba.png", 160, 120, [4]rgb{{226.2, 185.2, 164.0}, {229.6, 193.5, 171.3}, {179.5, 140.4, 133.7}, {192.0, 150.5, 138.7}}},
	{"static.gif", 180, 120, [4]rgb{{142.8, 105.5, 79.3}, {141.4, 108.2, 85.8}, {154.9, 114.3, 85.8}, {151.7, 118.1, 96.5}}},
}

func TestColoursAreThoseOfPillow(t *testing.T) {
	dir := testdata.Shared(t, "data/broken/formats")
	for _, c := range byPillow {
		p := mustDecode(t, filepath.Join(dir, c.name))
		if p.Width != c.width || p.Height != c.height {
			t.Errorf("%s is %d x %d, want %d x %d", c.name, p.Width, p.Height, c.width, c.height)
		}
		for i, want := range c.quarters {
			got := quarter(p, i%2, i/2)
			for channel := range 3 {
				// Half a grey level: the inverse cosine transforms differ.
				if math.Abs(got[channel]-want[channel]) > 0.5 {
					t.Errorf("%s, quarter %d is %.1f, want %.1f", c.name, i, got, want)
				}
			}
		}
	}
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
