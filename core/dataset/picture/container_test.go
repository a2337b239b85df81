package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"os"
	"testing"

	"maestudio/core/internal/testdata"
)

// A frame smaller than its GIF stands where the GIF says, on white.
func TestFrameInsideItsCanvas(t *testing.T) {
	frame := image.NewPaletted(image.Rect(2, 1, 4, 3), color.Palette{color.RGBA{255, 0, 0, 255}})
	var b bytes.Buffer
	err := gif.EncodeAll(&b, &gif.GIF{
		Image: []*image.Paletted{frame}, Delay: []int{0},
		Config: image.Config{Width: 5, Height: 4, ColorModel: frame.Palette},
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := Decode(bytes.NewReader(b.Bytes()), int64(b.Len()), DefaultLimits)
	if err != nil || p.Width != 5 || p.Height != 4 {
		t.Fatalf("%v, %+v", err, p)
	}
	for y := range 4 {
		for x := range 5 {
			want := uint8(255) // of green: white has it, red has not
			if (image.Point{X: x, Y: y}).In(frame.Rect) {
				want = 0
			}
			if got := p.Pix[3*(5*y+x)+1]; got != want {
				t.Errorf("(%d, %d) has green %d, want %d", x, y, got, want)
			}
		}
	}
}

// exif is the smallest block that tells an orientation.
func exif(orientation uint16) []byte {
	b := []byte("II*\x00\x08\x00\x00\x00\x01\x00")
	for _, v := range []uint16{tagOrientation, 3, 1, 0, orientation, 0} {
		b = binary.LittleEndian.AppendUint16(b, v)
	}
	return b
}

func chunk(name string, data []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data)))
	b = append(b, data...)
	return append(b, make([]byte, len(data)%2)...)
}

// EXIF stands behind the pixels of a WebP.
func TestOrientationInWebP(t *testing.T) {
	plain, err := os.ReadFile(testdata.Shared(t, "data/broken/formats/lossy.webp"))
	if err != nil {
		t.Fatal(err)
	}
	extended := []byte{1 << 3, 0, 0, 0, 179, 0, 0, 119, 0, 0} // has EXIF; 180 x 120
	for _, start := range []string{"", "Exif\x00\x00"} {
		body := append([]byte("WEBP"), chunk("VP8X", extended)...)
		body = append(body, plain[12:]...)
		body = append(body, chunk("EXIF", append([]byte(start), exif(6)...))...)
		file := chunk("RIFF", body)
		p, err := Decode(bytes.NewReader(file), int64(len(file)), DefaultLimits)
		if err != nil || p.Width != 120 || p.Height != 180 {
			t.Errorf("%v, %+v", err, p)
		}
	}
}

// Planes stored one after the other would be read as if they were mixed.
func TestPlanarTIFFIsRefused(t *testing.T) {
	file, err := os.ReadFile(testdata.Shared(t, "data/broken/formats/multipage.tif"))
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(file, []byte{tagPlanar & 255, tagPlanar >> 8, 3, 0, 1, 0, 0, 0, 1, 0})
	if at < 0 {
		t.Fatal("no such tag")
	}
	file[at+8] = 2
	_, err = Decode(bytes.NewReader(file), int64(len(file)), DefaultLimits)
	if err == nil || err.Error() != "This kind of TIFF is not supported (one plane for each colour)" {
		t.Errorf("got %v", err)
	}
}
