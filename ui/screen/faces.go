package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// faces is a row of pictures with two lines below each: as many as fit.
type faces struct {
	tiles []*widget.Picture
	words []*widget.Text
	below []*widget.Text
	count int
	box   *fyne.Container
}

// MostFaces is how many pictures such a row can show.
const MostFaces = 8

const faceLeast, faceGap, faceWords = 64, 11, 36

func newFaces() *faces {
	f := &faces{}
	var objects []fyne.CanvasObject
	for range MostFaces {
		tile, words, below := widget.NewPicture(24, 6, nil), widget.NewEllipsis("", widget.Caption, theme.Text), widget.NewEllipsis("", widget.Caption, theme.Warn)
		f.tiles, f.words, f.below = append(f.tiles, tile), append(f.words, words), append(f.below, below)
		objects = append(objects, tile, words, below)
	}
	f.box = container.New(facesLayout{f}, objects...)
	return f
}

func (f *faces) set(all []Face) {
	f.count = min(len(all), MostFaces)
	for i := range f.count {
		if f.tiles[i].Image() != all[i].Picture {
			f.tiles[i].Set(all[i].Picture)
		}
		f.words[i].SetWords(all[i].Words)
		f.below[i].SetWords(all[i].Below)
	}
	f.box.Refresh()
}

// facesFit returns how many pictures fit into a width, and their side.
func facesFit(width float32) (n int, side float32) {
	n = min(MostFaces, max(1, int((width+faceGap)/(faceLeast+faceGap))))
	return n, float32(int((width - float32(n-1)*faceGap) / float32(n)))
}

func facesHeight(width float32) float32 {
	_, side := facesFit(width)
	return side + faceWords
}

type facesLayout struct{ f *faces }

func (facesLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 60) }

func (l facesLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	n, side := facesFit(size.Width)
	for i := range l.f.tiles {
		there := i < n && i < l.f.count
		x := float32(i) * (side + faceGap)
		rect{x, 0, side, side}.put(l.f.tiles[i])
		rect{x, side + 4, side, 16}.put(l.f.words[i])
		rect{x, side + 20, side, 16}.put(l.f.below[i])
		show(l.f.tiles[i], there)
		show(l.f.words[i], there)
		show(l.f.below[i], there)
	}
}
