package picture

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"maestudio/core/internal/testdata"
)

// seeds adds the small files of the pack of broken pictures.
func seeds(f *testing.F) {
	const most = 40_000
	dir := testdata.Shared(f, "data/broken")
	for _, part := range []string{"formats", "exif", "damaged", "bombs", "shapes", "wrong_type"} {
		filepath.WalkDir(filepath.Join(dir, part), func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				if b, err := os.ReadFile(path); err == nil && len(b) < most {
					f.Add(b)
				}
			}
			return nil
		})
	}
}

func FuzzHeader(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := ReadHeader(bytes.NewReader(b), int64(len(b)))
		if err == nil && (h.Width <= 0 || h.Height <= 0 || h.Orientation < 1 || h.Orientation > 8 || h.bytesPerPixel <= 0) {
			t.Errorf("accepted %+v", h)
		}
	})
}

// Decode gives the picture that the header promised, or an error with a reason.
func FuzzDecode(f *testing.F) {
	seeds(f)
	limits := Limits{Pixels: 300_000, Memory: 10_000_000}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Decode(bytes.NewReader(b), int64(len(b)), limits)
		if err != nil {
			if _, known := err.(*Error); !known {
				t.Errorf("%T: %v", err, err)
			}
			return
		}
		h, err := ReadHeader(bytes.NewReader(b), int64(len(b)))
		if w, hh := h.Size(); err != nil || p.Width != w || p.Height != hh || len(p.Pix) != 3*w*hh {
			t.Errorf("%d x %d with %d bytes, declared %d x %d, %v", p.Width, p.Height, len(p.Pix), w, hh, err)
		}
	})
}

// At a reduced size the picture is that of the same decoder, of the size that follows,
// and both decoders end.
func FuzzReduced(f *testing.F) {
	seeds(f)
	limits := Limits{Pixels: 300_000, Memory: 10_000_000}
	f.Fuzz(func(t *testing.T, b []byte) {
		_, whole := Request{Limits: limits}.Decode(bytes.NewReader(b), int64(len(b)))
		p, err := Request{Limits: limits, Short: 1}.Decode(bytes.NewReader(b), int64(len(b)))
		if (err == nil) != (whole == nil) {
			t.Errorf("whole: %v, reduced: %v", whole, err)
		}
		if err == nil && len(p.Pix) != 3*p.Width*p.Height {
			t.Errorf("%d x %d with %d bytes", p.Width, p.Height, len(p.Pix))
		}
	})
}
