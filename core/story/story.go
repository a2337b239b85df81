// Package story holds what a model made of pictures that it was never trained
// on, so that the window can show what the program does before there is any run.
// `make story` makes it: nothing of it is drawn by hand.
package story

import (
	"bytes"
	_ "embed"
	"image"
	"image/draw"
	"image/png"

	"maestudio/core/mae"
	"maestudio/core/practice"
)

// redrawn is a sheet of samples by a run of the preset quick on the built-in
// sample. The run held these pictures out.
//
//go:embed redrawn.png
var redrawn []byte

// names are the pictures of the sheet in the sample, a row each.
var names = []string{
	"trees/trees-0060.png", "boats/boats-0051.png", "windmills/windmills-0094.png",
	"houses/houses-0117.png", "lighthouses/lighthouses-0039.png", "balloons/balloons-0038.png",
}

// The sizes of the run's pictures and patches.
const side, patch = 64, 8

// Picture is a picture as the model saw and redrew it, and the same picture as
// finely as it was asked for.
type Picture struct {
	mae.Picture
	Sharp image.Image
}

// Count is how many pictures there are.
func Count() int { return len(names) }

// Show returns a picture by its number, from 0; sharp is how many pixels high
// and wide the original is drawn.
func Show(number, sharp int) (Picture, error) {
	sheet, err := png.Decode(bytes.NewReader(redrawn))
	if err != nil {
		return Picture{}, err
	}
	rows, err := mae.ReadSheet(sheet, side, patch)
	if err != nil {
		return Picture{}, err
	}
	i := number % min(len(rows), len(names))
	original, err := practice.DrawSample(names[i], sharp*256/224)
	if err != nil {
		return Picture{}, err
	}
	return Picture{rows[i], middle(original, sharp)}, nil
}

// middle cuts the middle out, as a run does with what it looks at: 224 of 256
// parts (package dataset, CenterCrop).
func middle(img image.Image, side int) image.Image {
	at := img.Bounds().Min.Add(image.Pt((img.Bounds().Dx()-side)/2, (img.Bounds().Dy()-side)/2))
	out := image.NewNRGBA(image.Rect(0, 0, side, side))
	draw.Draw(out, out.Rect, img, at, draw.Src)
	return out
}
