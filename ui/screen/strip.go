package screen

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// WorstPicture is a held-out picture with its error.
type WorstPicture struct {
	Picture image.Image
	Name    string
	Error   string
	High    bool
}

// WorstView is the strip of the pictures that were redrawn worst.
type WorstView struct {
	Pictures []WorstPicture
	Places   int    // how many there will be, as far as there is room
	Chosen   int    // -1: none of them is shown above
	Note     string // beside the title
	Shown    bool
}

// mostStrip is how many pictures the strip has.
const mostStrip = 16

// strip is a row of held-out pictures, the worst redrawn first.
type strip struct {
	tiles []*widget.Picture
	words []*widget.Text
	note  *widget.Text
	rows  *stripLayout
	shown bool // where there is room
	box   *fyne.Container
}

func newStrip(chosen func(index int)) *strip {
	s := &strip{note: widget.NewEllipsis("", widget.Body, theme.Faint)}
	var objects []fyne.CanvasObject
	for i := range mostStrip {
		tile, words := widget.NewPicture(60, 6, func() { chosen(i) }), widget.NewText("", widget.Caption, theme.Dim)
		s.tiles, s.words = append(s.tiles, tile), append(s.words, words)
		objects = append(objects, container.New(captionLayout{}, tile, words))
	}
	s.rows = &stripLayout{width: widget.Narrow}
	row := container.New(s.rows, objects...)
	title := widget.Row(12, widget.NewHinted(widget.NewText("Worst redrawn first", widget.Section, theme.Text),
		"Worst redrawn first. Pictures that are kept for checking, in the order of the model's error on them."), widget.Grow{CanvasObject: s.note})
	s.box = widget.Column(8, title, row)
	s.box.Hide()
	return s
}

// set shows the pictures; places without one stay hidden tiles.
func (s *strip) set(v WorstView) {
	s.note.SetWords(v.Note)
	s.rows.places = v.Places
	for i, tile := range s.tiles {
		w := WorstPicture{}
		if i < len(v.Pictures) {
			w = v.Pictures[i]
		}
		if tile.Image() != w.Picture {
			tile.Set(w.Picture)
		}
		tile.Select(i == v.Chosen)
		tile.SetHint(w.Name)
		color := theme.Dim
		if w.High {
			color = theme.Warn
		}
		s.words[i].SetColor(color)
		s.words[i].SetWords(w.Error)
	}
	s.shown = v.Shown
	show(s.box, v.Shown)
}

// SetWorst shows the held-out pictures that are redrawn worst.
func (s *Reconstruct) SetWorst(v WorstView) {
	s.strip.set(v)
	s.root.Refresh()
}

// stripLayout lays squares over one line of words each in one row: as many as
// fill the width, larger in a wide window and smaller in a small one.
type stripLayout struct {
	width  float32
	places int // of more only so many are shown
}

const stripGap, stripWords = 12, 22

// side is about how large a square is.
func (l *stripLayout) side() float32 {
	switch {
	case small(l.width):
		return 64
	case l.width >= wideParts:
		return 140
	}
	return 92
}

func (l *stripLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(4*(64+stripGap), l.side()+stripWords)
}

func (l *stripLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	n := min(mostStrip, int((size.Width+stripGap)/(l.side()+stripGap)+0.5))
	side := min(float32(int((size.Width-float32(n-1)*stripGap)/float32(n))), size.Height-stripWords)
	spare := size.Width - float32(n)*(side+stripGap) + stripGap
	for i, tile := range o {
		show(tile, i < min(n, l.places))
		rect{float32(i)*(side+stripGap) + float32(int(spare*float32(i)/float32(max(1, n-1)))), 0, side, side + stripWords}.put(tile)
	}
}

// captionLayout is a square over one line of words.
type captionLayout struct{}

func (captionLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(60, 82) }

func (captionLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	side := min(size.Width, size.Height-22)
	o[0].Resize(fyne.NewSquareSize(side))
	o[1].Move(fyne.NewPos(0, side+6))
	o[1].Resize(fyne.NewSize(size.Width, 16))
}
