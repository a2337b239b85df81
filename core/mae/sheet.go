package mae

import (
	"errors"
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// A sheet shows pictures in rows of four panels below their names:
//
//	margin  original   hidden   redrawn   redrawn, visible kept
//	        +------+ gap +------+ gap +------+ gap +------+
//	        | side |     |      |     |      |     |      |
//	        +------+     +------+     +------+     +------+
//	        gap
//	        +------+ ...
//	margin, with a note
const (
	sheetMargin = 16
	sheetGap    = 8
	sheetHeader = 24
	sheetPanels = 4
	panelSide   = 192 // about so many pixels, in whole multiples of the picture's
)

// What is redrawn of a visible patch is noise: only hidden ones are learned from.
var panelNames = [sheetPanels]string{"original", "hidden", "redrawn (visible: noise)", "redrawn, visible kept"}

func panelScale(side int) int { return max(1, (panelSide+side/2)/side) }

func sheetSize(rows, panel int) image.Point {
	return image.Pt(2*sheetMargin+sheetPanels*panel+(sheetPanels-1)*sheetGap,
		2*sheetMargin+sheetHeader+rows*panel+(rows-1)*sheetGap)
}

func panelAt(row, column, panel int) image.Rectangle {
	corner := image.Pt(sheetMargin+column*(panel+sheetGap), sheetMargin+sheetHeader+row*(panel+sheetGap))
	return image.Rectangle{corner, corner.Add(image.Pt(panel, panel))}
}

// Sheet draws pictures of one size below each other, large enough to look at, and
// below them a note in small letters.
func Sheet(pictures []Picture, note string) (*image.NRGBA, error) {
	if len(pictures) == 0 {
		return nil, errors.New("there are no pictures to show")
	}
	scale := panelScale(pictures[0].Original.Rect.Dx())
	panel := pictures[0].Original.Rect.Dx() * scale
	sheet := image.NewNRGBA(image.Rectangle{Max: sheetSize(len(pictures), panel)})
	draw.Draw(sheet, sheet.Rect, image.NewUniform(groundColour), image.Point{}, draw.Src)
	if err := write(sheet, panel, note); err != nil {
		return nil, err
	}
	for row, p := range pictures {
		panels := [sheetPanels]*image.NRGBA{enlarge(p.Original, scale), p.Masked(scale), enlarge(p.Redrawn, scale), enlarge(p.Kept(), scale)}
		for column, img := range panels {
			draw.Draw(sheet, panelAt(row, column, panel), img, image.Point{}, draw.Src)
		}
	}
	return sheet, nil
}

// write writes what each column is, and the note.
func write(sheet *image.NRGBA, panel int, note string) error {
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return err
	}
	line := func(text string, size float64, colour color.Color, x, y int) error {
		face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
		if err != nil {
			return err
		}
		defer face.Close()
		d := font.Drawer{Dst: sheet, Src: image.NewUniform(colour), Face: face, Dot: fixed.P(x, y)}
		d.DrawString(text)
		return nil
	}
	size := 13.0
	if panel < 160 {
		size = 9
	}
	for column, name := range panelNames {
		if err := line(name, size, wordColour, panelAt(0, column, panel).Min.X, sheetMargin+sheetHeader-10); err != nil {
			return err
		}
	}
	return line(note, 10, noteColour, sheetMargin, sheet.Rect.Max.Y-4)
}

// ReadSheet takes the pictures of a sheet apart again: those of side x side
// pixels in patches of patch pixels that Sheet was given.
func ReadSheet(sheet image.Image, side, patch int) ([]Picture, error) {
	b := sheet.Bounds()
	scale := panelScale(side)
	panel := side * scale
	rows := (b.Dy() - 2*sheetMargin - sheetHeader + sheetGap) / (panel + sheetGap)
	if rows < 1 || b.Size() != sheetSize(rows, panel) || patch < 1 || side%patch != 0 {
		return nil, errors.New("the picture is no sheet of samples of this size")
	}
	all := make([]Picture, rows)
	for row := range all {
		all[row] = Picture{Original: reduce(sheet, panelAt(row, 0, panel), scale), Redrawn: reduce(sheet, panelAt(row, 2, panel), scale), Patch: patch}
		masked := panelAt(row, 1, panel)
		grid := side / patch
		for i := range grid * grid {
			corner := masked.Min.Add(image.Pt(i%grid, i/grid).Mul(patch * scale))
			all[row].Hidden = append(all[row].Hidden, isHidden(sheet, image.Rectangle{corner, corner.Add(image.Pt(patch*scale, patch*scale))}))
		}
	}
	return all, nil
}

// isHidden tells a hidden patch: its middle row is all of one colour.
func isHidden(sheet image.Image, r image.Rectangle) bool {
	want := image.NewUniform(hiddenColour)
	wr, wg, wb, _ := want.RGBA()
	y := (r.Min.Y + r.Max.Y) / 2
	for x := r.Min.X + 1; x < r.Max.X-1; x++ {
		if cr, cg, cb, _ := sheet.At(x, y).RGBA(); cr != wr || cg != wg || cb != wb {
			return false
		}
	}
	return true
}

// reduce takes one pixel of each scale x scale.
func reduce(sheet image.Image, r image.Rectangle, scale int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, r.Dx()/scale, r.Dy()/scale))
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			img.Set(x, y, sheet.At(r.Min.X+x*scale, r.Min.Y+y*scale))
		}
	}
	return img
}
