package window

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2/test"

	"maestudio/ui/theme"
)

func flat(side int, c color.NRGBA) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = [4]uint8{c.R, c.G, c.B, 255}[i%4]
	}
	return img
}

func TestHide(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Dark))
	red := color.NRGBA{200, 10, 10, 255}
	out := hide(flat(16, red), 2, []bool{true, false, false, true}, 64, 0).(*image.NRGBA)
	want := color.NRGBAModel.Convert(theme.Color(theme.Hidden)).(color.NRGBA)
	if got := out.NRGBAAt(16, 16); got != want {
		t.Errorf("a hidden patch is %v, want %v", got, want)
	}
	if got := out.NRGBAAt(48, 16); got != red {
		t.Errorf("a visible patch is %v, want %v", got, red)
	}
	if got := out.NRGBAAt(0, 0); got == want || got == red {
		t.Errorf("the edge of a hidden patch is %v", got)
	}
}

func TestKeepVisible(t *testing.T) {
	red, blue := color.NRGBA{200, 10, 10, 255}, color.NRGBA{10, 10, 200, 255}
	out := keepVisible(flat(16, red), flat(16, blue), 2, []bool{true, false, true, true}).(*image.NRGBA)
	if out.NRGBAAt(3, 3) != blue || out.NRGBAAt(12, 3) != red || out.NRGBAAt(12, 12) != blue {
		t.Error("the wrong patches were kept")
	}
}
