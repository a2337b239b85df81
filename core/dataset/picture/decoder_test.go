package picture

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maestudio/core/dataset/picture/turbo"
	"maestudio/core/internal/testdata"
)

func needTurbo(t testing.TB) {
	if !turbo.Available {
		t.Skip("needs libjpeg-turbo, which this program was built without")
	}
}

// by decodes with one decoder, no shorter than short.
func by(d Decoder, file []byte, short int) (*Picture, error) {
	return Request{Limits: DefaultLimits, JPEG: d, Short: short}.Decode(bytes.NewReader(file), int64(len(file)))
}

// jpegs calls f with each JPEG of the pack of broken pictures.
func jpegs(t *testing.T, f func(name string, file []byte)) {
	t.Helper()
	dir := testdata.Shared(t, "data/broken")
	n := 0
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		file, err := os.ReadFile(path)
		if err == nil && bytes.HasPrefix(file, []byte("\xff\xd8")) {
			name, _ := filepath.Rel(dir, path)
			f(name, file)
			n++
		}
		return err
	})
	if n < 100 {
		t.Errorf("only %d JPEGs", n)
	}
}

func readShared(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(testdata.Shared(t, "data/broken/"+name))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// furthest is the largest difference in grey levels.
func furthest(p, q *Picture) (most int) {
	for i := range p.Pix {
		d := int(p.Pix[i]) - int(q.Pix[i])
		most = max(most, d, -d)
	}
	return most
}

// Both decoders take and leave the same files, for the same reason, and see the same:
// 0.23 grey levels apart on average and 4 at most were seen on photos, 0.29 on drawings.
func TestDecodersAgree(t *testing.T) {
	needTurbo(t)
	const mean, most = 0.35, 4
	jpegs(t, func(name string, file []byte) {
		want, wantErr := by(Go, file, 0)
		got, err := by(Best(), file, 0)
		switch {
		case (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error():
			t.Errorf("%s: %v, Go's decoder says %v", name, err, wantErr)
		case err != nil:
		case got.Width != want.Width || got.Height != want.Height:
			t.Errorf("%s: %d x %d, Go's decoder says %d x %d", name, got.Width, got.Height, want.Width, want.Height)
		case meanDifference(got, want) > mean || furthest(got, want) > most:
			t.Errorf("%s: %.2f grey levels from Go's decoder on average, %d at most", name, meanDifference(got, want), furthest(got, want))
		}
	})
}

// Damage shows at any size: what checks files looks at an eighth only.
func TestDamageShowsInAnEighth(t *testing.T) {
	needTurbo(t)
	jpegs(t, func(name string, file []byte) {
		_, whole := by(Best(), file, 0)
		_, eighth := by(Best(), file, 1)
		if (whole == nil) != (eighth == nil) {
			t.Errorf("%s: %v, at an eighth %v", name, whole, eighth)
		}
	})
}

// A half, a quarter and an eighth are what averaging the whole picture gives. A
// transform of fewer points cuts off high frequencies more sharply than an average,
// which edges of drawings show most (1.5 grey levels and 56), photos less (1.0 and 18).
func TestReducedIsTheAverage(t *testing.T) {
	needTurbo(t)
	for _, c := range []struct {
		name string
		mean float64
		most int
	}{
		{"formats/control.jpg", 0.6, 16},
		{"formats/gray8.jpg", 0.6, 16},
		{"formats/progressive.jpg", 0.6, 16},
		{"formats/jpeg_444.jpg", 0.6, 16},
		{"det_bad/images/cup.jpg", 1.2, 20},
		{"exif/orientation_1.jpg", 1.7, 60},
	} {
		file := readShared(t, c.name)
		whole, err := by(Best(), file, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range []int{2, 4, 8} {
			want := average(whole, k)
			got, err := by(Best(), file, want.Short())
			if err != nil || got.Width != want.Width || got.Height != want.Height {
				t.Fatalf("%s at 1/%d: %v", c.name, k, err)
			}
			if meanDifference(got, want) > c.mean || furthest(got, want) > c.most {
				t.Errorf("%s at 1/%d is %.2f grey levels from the average, %d at most", c.name, k, meanDifference(got, want), furthest(got, want))
			}
		}
	}
}

func TestReducedIsNeverTooSmall(t *testing.T) {
	needTurbo(t)
	file := readShared(t, "formats/jpeg_odd_size_420.jpg") // 177 x 119
	for _, c := range []struct{ short, width, height int }{
		{0, 177, 119}, {500, 177, 119}, {119, 177, 119}, {61, 177, 119},
		{60, 89, 60}, {31, 89, 60}, {30, 45, 30}, {16, 45, 30}, {15, 23, 15}, {1, 23, 15},
	} {
		if p, err := by(Best(), file, c.short); err != nil || p.Width != c.width || p.Height != c.height {
			t.Errorf("for %d: %v, want %d x %d", c.short, err, c.width, c.height)
		}
	}
}

func TestReducedIsTurnedToo(t *testing.T) {
	needTurbo(t)
	first, err := by(Best(), readShared(t, "exif/orientation_1.jpg"), 50)
	if err != nil || first.Width != 80 {
		t.Fatal(err)
	}
	for _, n := range "2345678" {
		p, err := by(Best(), readShared(t, "exif/orientation_"+string(n)+".jpg"), 50)
		if err != nil || p.Width != 80 || p.Height != 50 || meanDifference(p, first) > 4 {
			t.Errorf("orientation %c: %v", n, err)
		}
	}
}

// trickle hands out a few bytes at a time.
type trickle struct{ io.ReaderAt }

func (r trickle) ReadAt(p []byte, off int64) (int, error) {
	return r.ReaderAt.ReadAt(p[:min(len(p), 1+int(off%5))], off)
}

func TestBytesMayComeOneByOne(t *testing.T) {
	needTurbo(t)
	for _, name := range []string{"formats/control.jpg", "formats/progressive.jpg", "formats/gray8.jpg", "exif/large_app_segments.jpg"} {
		file := readShared(t, name)
		for _, short := range []int{0, 20} {
			want, err := by(Best(), file, short)
			if err != nil {
				t.Fatal(err)
			}
			h, err := ReadHeader(bytes.NewReader(file), int64(len(file)))
			if err != nil {
				t.Fatal(err)
			}
			got, err := Request{Short: short}.decodeFast(trickle{bytes.NewReader(file)}, int64(len(file)), h)
			if err != nil || !slices.Equal(got.Pix, want.Pix) {
				t.Errorf("%s is not the same, %v", name, err)
			}
		}
	}
}

// failing is a file of which only the beginning can be read.
type failing struct {
	io.ReaderAt
	from int64
	err  error
}

func (r failing) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > r.from {
		return 0, r.err
	}
	return r.ReaderAt.ReadAt(p, off)
}

func TestReadingFails(t *testing.T) {
	needTurbo(t)
	file := readShared(t, "formats/control.jpg")
	file = append(file[:len(file)-2:len(file)-2], append(bytes.Repeat([]byte("\xff\xfe\x40\x00"+strings.Repeat("x", 0x3ffe)), 20), 0xff, 0xd9)...) // 320 KB of comments
	decode := func(err error) error {
		_, err = Decode(failing{bytes.NewReader(file), 200_000, err}, int64(len(file)), DefaultLimits)
		return err
	}
	if _, err := by("", file, 0); err != nil {
		t.Fatal(err)
	}
	if err := decode(context.Canceled); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if err := decode(&fs.PathError{Op: "read", Path: "x", Err: io.ErrClosedPipe}); err == nil || err.Error() != "The file cannot be read from the disk" {
		t.Errorf("from the disk: %v", err)
	}
}

// passes is a progressive picture with n more passes over it that change nothing but
// take time: each names an end of block for every block.
func passes(t *testing.T, n int) []byte {
	file := readShared(t, "formats/progressive.jpg") // 180 x 120: 345 blocks
	table := append([]byte{0xff, 0xc4, 0, 20, 0x10, 1}, make([]byte, 16)...)
	scan := append([]byte{0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0}, make([]byte, 44)...)
	scan[len(scan)-1] = 0x7f
	long := append(file[:len(file)-2:len(file)-2], table...)
	return append(append(long, bytes.Repeat(scan, n)...), 0xff, 0xd9)
}

func TestEndlessPassesAreRefused(t *testing.T) {
	needTurbo(t)
	if _, err := by(Best(), passes(t, 100), 0); err != nil {
		t.Errorf("100 more passes: %v", err)
	}
	_, err := by(Best(), passes(t, 600), 0)
	if !errors.Is(err, turbo.ErrTooManyScans) || err.Error() != "The picture is damaged" {
		t.Errorf("600 more passes: %v", err)
	}
}

// What is reserved covers what is taken, and a reduced picture takes little.
func TestReserved(t *testing.T) {
	needTurbo(t)
	for _, c := range []struct {
		name  string
		jpeg  Decoder
		short int
		want  int64
	}{
		{"formats/control.jpg", Go, 0, 180 * 120 * 9},
		{"formats/control.jpg", Best(), 0, 180 * 120 * 6},
		{"formats/control.jpg", Best(), 15, 23 * 15 * 6},
		{"formats/progressive.jpg", Best(), 15, 23*15*6 + 180*120*6},
	} {
		file := readShared(t, c.name)
		var got, held int64
		q := Request{Limits: DefaultLimits, JPEG: c.jpeg, Short: c.short, Reserve: func(n int64) func() {
			got, held = n, held+1
			return func() { held-- }
		}}
		if _, err := q.Decode(bytes.NewReader(file), int64(len(file))); err != nil || got != c.want || held != 0 {
			t.Errorf("%s: %v, %d bytes reserved, want %d; %d not given back", c.name, err, got, c.want, held)
		}
	}
}
