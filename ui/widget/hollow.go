package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
)

// Hollow is the grid of empty squares that stands for "nothing here yet": n x n
// squares in a field of side px.
func Hollow(n int, side float32) fyne.CanvasObject {
	grid := container.New(hollowLayout{n})
	for range n * n {
		s := NewSurface(theme.None, theme.Line2, side/16)
		s.Width = 1.5
		grid.Add(s)
	}
	return Fixed(side, side, grid)
}

type hollowLayout struct{ n int }

func (hollowLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

func (l hollowLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	// A square takes 24 of 88 parts, as in the logo's proportions.
	step := size.Width * 32 / 88
	if l.n != 3 {
		step = size.Width / float32(l.n)
	}
	for i, s := range o {
		s.Resize(fyne.NewSquareSize(step * 3 / 4))
		s.Move(fyne.NewPos(float32(i%l.n)*step, float32(i/l.n)*step))
	}
}
