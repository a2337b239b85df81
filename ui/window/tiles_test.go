package window

import (
	"image"
	"image/color"
	"testing"

	"maestudio/core/mae"
	"maestudio/ui/screen"
)

// Visible patches are those of the picture as the file has it, hidden ones as
// the model drew them; with all of it shown, every patch is the model's.
func TestTile(t *testing.T) {
	open(t) // the theme's colours
	fill := func(side int, c color.NRGBA) *image.NRGBA {
		img := image.NewNRGBA(image.Rect(0, 0, side, side))
		for i := range side * side {
			img.SetNRGBA(i%side, i/side, c)
		}
		return img
	}
	red, green, blue := color.NRGBA{200, 0, 0, 255}, color.NRGBA{0, 200, 0, 255}, color.NRGBA{0, 0, 200, 255}
	for _, side := range []int{16, 448} {
		p := mae.Picture{Original: fill(side, red), Redrawn: fill(side, blue), Patch: side / 2, Hidden: []bool{true, false, true, true}}
		sharp := hiddenTile(p, fill(sideOf(p), green))
		at := func(img image.Image, patch int) color.Color {
			quarter := img.Bounds().Dx() / 4
			return color.NRGBAModel.Convert(img.At((1+2*(patch%2))*quarter, (1+2*(patch/2))*quarter))
		}
		kept, raw, small := tile(p, false, sharp), tile(p, true, sharp), tile(p, false, screen.Sample{})
		if at(kept.Redrawn, 0) != blue || at(kept.Redrawn, 1) != green || at(raw.Redrawn, 1) != blue || at(small.Redrawn, 1) != red {
			t.Errorf("%d px: %v %v %v %v", side, at(kept.Redrawn, 0), at(kept.Redrawn, 1), at(raw.Redrawn, 1), at(small.Redrawn, 1))
		}
		if kept.Picture != sharp.Picture || kept.Hidden != sharp.Hidden {
			t.Error("what does not change is drawn anew")
		}
		if at(kept.Hidden, 0) == green || at(kept.Hidden, 1) != green {
			t.Error("other patches are hidden than were")
		}
	}
}
