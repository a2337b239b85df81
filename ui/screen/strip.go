package screen

import (
	"fyne.io/fyne/v2"
)

// stripLayout lays squares over one line of words each in one row: ten, or
// fewer where they would be too small.
type stripLayout struct{ width float32 }

const stripLeast, stripMost, stripGap, stripWords = 64, 92, 12, 22

// side is what a square may take in height: less in a small window.
func (l *stripLayout) side() float32 {
	if small(l.width) {
		return stripLeast
	}
	return stripMost
}

func (l *stripLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(4*(stripLeast+stripGap), l.side()+stripWords)
}

func (l *stripLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	n := min(10, int((size.Width+stripGap)/(stripLeast+stripGap)))
	width := float32(int((size.Width - float32(n-1)*stripGap) / float32(n)))
	side := min(width, size.Height-stripWords)
	for i, tile := range o {
		show(tile, i < n)
		spare := size.Width - float32(n)*(width+stripGap) + stripGap
		rect{float32(i)*(width+stripGap) + float32(int(spare*float32(i)/float32(max(1, n-1)))), 0, side, side + stripWords}.put(tile)
	}
}
