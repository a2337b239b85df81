package mae

import (
	"bytes"
	"image/color"
	"image/png"
	"math"
	"slices"
	"testing"

	"gorgonia.org/tensor"

	"maestudio/core/vit"
)

var colours = Colours{Mean: [3]float64{0.485, 0.456, 0.406}, Std: [3]float64{0.229, 0.224, 0.225}}

// perfect returns two pictures of 16 x 16 pixels and an output that redraws
// them exactly.
func perfect(normPix bool) (*tensor.Dense, *Output, Config) {
	c := Config{ImageSize: 16, PatchSize: 4, Encoder: vit.Config{Dim: 8, Depth: 1, Heads: 2}, Decoder: vit.Config{Dim: 8, Depth: 1, Heads: 2}, MaskRatio: 0.75, NormPix: normPix}
	side, n, numbers := 16, 16, 48
	values := make([]float32, 2*3*side*side)
	for i := range values {
		values[i] = float32((float64(i*37%256)/255 - colours.Mean[i/(side*side)%3]) / colours.Std[i/(side*side)%3])
	}
	pred, mask := make([]float32, 2*n*numbers), make([]float32, 2*n)
	for b := range 2 {
		truth := values[b*3*side*side : (b+1)*3*side*side]
		for patch := range n {
			at := c.corner(patch)
			mean, deviation := 0.0, 1.0
			if normPix {
				own := make([]float64, numbers)
				c.cut(own, float64s(truth), patch)
				mean, deviation = statistics(own)
			}
			for i := range numbers {
				x, y := at.X+i/3%4, at.Y+i/12
				pred[(b*n+patch)*numbers+i] = float32((float64(truth[(i%3*side+y)*side+x]) - mean) / deviation)
			}
			if patch%4 != b {
				mask[b*n+patch] = 1
			}
		}
	}
	return tensor.New(tensor.WithShape(2, 3, side, side), tensor.WithBacking(values)),
		&Output{Pred: tensor.New(tensor.WithShape(2, n, numbers), tensor.WithBacking(pred)), Mask: tensor.New(tensor.WithShape(2, n), tensor.WithBacking(mask))}, c
}

func TestPicturesOfAPerfectModel(t *testing.T) {
	for _, normPix := range []bool{false, true} {
		images, out, c := perfect(normPix)
		for b, p := range Pictures(images, out, c, colours) {
			if got := p.Original.NRGBAAt(3, 2); got != (color.NRGBA{uint8((b*768 + 35) * 37 % 256), uint8((b*768 + 256 + 35) * 37 % 256), uint8((b*768 + 512 + 35) * 37 % 256), 255}) {
				t.Errorf("original: got %v", got)
			}
			for i := range p.Original.Pix {
				if math.Abs(float64(p.Original.Pix[i])-float64(p.Redrawn.Pix[i])) > 1 {
					t.Fatalf("normPix %v: redrawn differs at %d: %d and %d", normPix, i, p.Original.Pix[i], p.Redrawn.Pix[i])
				}
			}
			if p.Hidden[b] || !p.Hidden[b+1] {
				t.Errorf("hidden: got %v", p.Hidden)
			}
		}
	}
}

func TestKeptTakesTheVisiblePatches(t *testing.T) {
	images, out, c := perfect(false)
	p := Pictures(images, out, c, colours)[0]
	for i := range p.Redrawn.Pix {
		p.Redrawn.Pix[i] = 7
	}
	kept := p.Kept()
	if kept.NRGBAAt(1, 1) != p.Original.NRGBAAt(1, 1) || kept.NRGBAAt(5, 1).R != 7 {
		t.Error("the wrong patches were kept")
	}
}

// A hidden patch is inset by a pixel, and its corners go over into the ground.
func TestHiddenPatchesAreSoftSquares(t *testing.T) {
	images, out, c := perfect(false)
	const scale, side = 6, 24
	p := Pictures(images, out, c, colours)[0]
	img := p.Masked(scale) // patch 0 is visible, 1 is hidden
	at := func(x, y int) color.NRGBA { return img.NRGBAAt(side+x, y) }
	if at(0, 9) != groundColour || at(1, 9) != hiddenColour || at(9, 22) != hiddenColour || at(9, 23) != groundColour {
		t.Error("the patch is not inset by one pixel")
	}
	if soft := at(2, 1); at(1, 1).R > soft.R || soft.R <= groundColour.R || soft.R >= hiddenColour.R {
		t.Errorf("the corner is %v, then %v", at(1, 1), soft)
	}
	for i := range side / 2 {
		if at(i, 3) != at(side-1-i, 3) || at(3, i) != at(3, side-1-i) || at(i, 2) != at(2, i) {
			t.Errorf("the square is not the same on all sides, %d from its edge", i)
		}
	}
	if img.NRGBAAt(side-1, side-1) != p.Original.NRGBAAt(3, 3) {
		t.Error("a visible patch was painted over")
	}
}

func TestSheetAndBack(t *testing.T) {
	images, out, c := perfect(true)
	pictures := Pictures(images, out, c, colours)
	sheet, err := Sheet(pictures, colours.Note(true))
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := png.Encode(&file, sheet); err != nil {
		t.Fatal(err)
	}
	read, err := png.Decode(&file)
	if err != nil {
		t.Fatal(err)
	}
	back, err := ReadSheet(read, c.ImageSize, c.PatchSize)
	if err != nil || len(back) != 2 {
		t.Fatalf("got %d pictures, %v", len(back), err)
	}
	for i, p := range back {
		if !bytes.Equal(p.Original.Pix, pictures[i].Original.Pix) || !bytes.Equal(p.Redrawn.Pix, pictures[i].Redrawn.Pix) || !slices.Equal(p.Hidden, pictures[i].Hidden) {
			t.Errorf("picture %d is not what it was", i)
		}
	}
	if _, err := ReadSheet(read, 20, 4); err == nil {
		t.Error("a sheet of another size was read")
	}
}

func TestSheetOfNothing(t *testing.T) {
	if _, err := Sheet(nil, ""); err == nil {
		t.Error("no error")
	}
}

// The honest version takes nothing from what is hidden: other pixels there change
// nothing that is shown.
func TestHonestPicturesKnowNothingOfTheHidden(t *testing.T) {
	images, out, c := perfect(true)
	honest := colours
	honest.Honest = true
	before := Pictures(images, out, c, honest)[0]
	if told := Pictures(images, out, c, colours)[0]; bytes.Equal(told.Redrawn.Pix, before.Redrawn.Pix) {
		t.Error("the picture with the true mean and contrast is the same")
	}
	pixels := values(images)
	for i := range 3 * 16 * 16 { // patch 1 is hidden
		if x, y := i%16, i/16%16; x >= 4 && x < 8 && y < 4 {
			pixels[i] = -pixels[i] + 1
		}
	}
	after := Pictures(images, out, c, honest)[0]
	if !bytes.Equal(after.Redrawn.Pix, before.Redrawn.Pix) {
		t.Error("the hidden pixels show through")
	}
	if colours.Note(true) == honest.Note(true) || colours.Note(false) != "" {
		t.Error("the notes do not tell the two apart")
	}
}
