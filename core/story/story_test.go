package story

import (
	"image"
	"image/color"
	"math"
	"os"
	"strings"
	"testing"

	xdraw "golang.org/x/image/draw"
)

// Each row shows the picture that is named, under a mask, and something else
// than the picture where it was hidden.
func TestRowsAreWhatTheyAreCalled(t *testing.T) {
	for i, name := range names {
		p, err := Show(i, 192)
		if err != nil {
			t.Fatal(err)
		}
		small := image.NewNRGBA(image.Rect(0, 0, side, side))
		xdraw.CatmullRom.Scale(small, small.Rect, p.Sharp, p.Sharp.Bounds(), xdraw.Src, nil)
		if d := distance(small, p.Original); d > 12 {
			t.Errorf("%s is another picture: colours are %.1f of 255 apart", name, d)
		}
		hidden := 0
		for _, h := range p.Hidden {
			if h {
				hidden++
			}
		}
		if hidden != 48 {
			t.Errorf("%s: %d of 64 patches are hidden, want 48", name, hidden)
		}
		if d := distance(p.Redrawn, p.Original); d < 1 || d > 60 {
			t.Errorf("%s: what is redrawn lies %.1f from the picture", name, d)
		}
	}
}

// distance is the mean distance of two pictures' colours.
func distance(a, b image.Image) float64 {
	sum := 0.0
	for y := range side {
		for x := range side {
			p, q := color.NRGBAModel.Convert(a.At(x, y)).(color.NRGBA), color.NRGBAModel.Convert(b.At(x, y)).(color.NRGBA)
			sum += math.Abs(float64(p.R)-float64(q.R)) + math.Abs(float64(p.G)-float64(q.G)) + math.Abs(float64(p.B)-float64(q.B))
		}
	}
	return sum / (3 * side * side)
}

// The command that makes the sheet names the same pictures in the same order.
func TestMakeStoryNamesTheSamePictures(t *testing.T) {
	text, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), strings.Join(names, " ")) {
		t.Error("make story draws other pictures than are named here")
	}
}
