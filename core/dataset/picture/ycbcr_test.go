package picture

import (
	"image"
	"slices"
	"testing"
)

// Worked out by hand from libjpeg's rules: three parts of the nearer sample and one
// of the farther, in each direction, rounded up and down in turns.
func TestColourIsSpreadAsInLibjpeg(t *testing.T) {
	plane := []uint8{0, 80, 160, 40, 120, 200}
	for _, c := range []struct {
		name  string
		ratio image.YCbCrSubsampleRatio
		width int
		y     int
		want  []uint8
	}{
		{"4:2:0, top", image.YCbCrSubsampleRatio420, 5, 0, []uint8{0, 20, 60, 100, 140, 160}},
		{"4:2:0, second row", image.YCbCrSubsampleRatio420, 5, 1, []uint8{10, 30, 70, 110, 150, 170}},
		{"4:2:0, bottom", image.YCbCrSubsampleRatio420, 6, 3, []uint8{40, 60, 100, 140, 180, 200}},
		{"4:2:2", image.YCbCrSubsampleRatio422, 6, 1, []uint8{40, 60, 100, 140, 180, 200}},
		{"4:4:0", image.YCbCrSubsampleRatio440, 3, 1, []uint8{10, 90, 170}},
		{"4:1:1 repeats", image.YCbCrSubsampleRatio411, 9, 0, []uint8{0, 0, 0, 0, 80, 80, 80, 80, 160}},
		{"4:4:4 stays", image.YCbCrSubsampleRatio444, 3, 1, []uint8{40, 120, 200}},
		{"narrow ones repeat", image.YCbCrSubsampleRatio420, 4, 1, []uint8{0, 0, 80, 80}},
	} {
		height := 2
		if c.ratio == image.YCbCrSubsampleRatio420 || c.ratio == image.YCbCrSubsampleRatio440 {
			height = 4
		}
		m := &image.YCbCr{Cb: plane, CStride: 3, SubsampleRatio: c.ratio, Rect: image.Rect(0, 0, c.width, height)}
		if got := newSpread(m, m.Cb).row(c.y); !slices.Equal(got[:min(len(got), len(c.want))], c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
