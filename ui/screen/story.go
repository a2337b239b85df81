package screen

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// better is the row that shows how one picture got better.
type better struct {
	title *widget.Text
	tiles []*widget.Picture
	pick  *widget.Segmented
	words []*widget.Text
	count int
	box   *fyne.Container
}

const betterTiles = 5

func newBetter(chosen func(index int)) *better {
	b := &better{title: widget.NewEllipsis("How the first picture got better", widget.Section, theme.Text)}
	b.pick = widget.NewSegmented([]string{"1", "2", "3", "4", "5"}, 0, chosen)
	which := "Which picture. Shows how another picture of the row above got better."
	b.pick.SetHints(which, which, which, which, which)
	objects := []fyne.CanvasObject{b.title, b.pick}
	for range betterTiles {
		tile, words := widget.NewPicture(24, 8, nil), widget.NewEllipsis("", widget.Caption, theme.Dim)
		b.tiles, b.words = append(b.tiles, tile), append(b.words, words)
		objects = append(objects, tile, words)
	}
	b.box = container.New(betterLayout{b}, objects...)
	return b
}

func (b *better) some() bool { return b.count > 0 }

var ordinals = [...]string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"}

func (b *better) set(tile int, moments []Moment) {
	b.count = min(len(moments), betterTiles)
	b.title.SetWords("How the " + ordinals[tile%len(ordinals)] + " picture got better")
	for i := range b.tiles {
		there := i < b.count
		show(b.tiles[i], there)
		show(b.words[i], there)
		if there {
			b.tiles[i].Set(moments[i].Picture)
			b.words[i].SetWords(moments[i].Words)
		}
	}
	b.box.Refresh()
}

// betterLayout lines the pictures up with the columns above.
type betterLayout struct{ b *better }

func (betterLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, 160) }

func (l betterLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	const left = sampleLabel + sampleGap
	choice := l.b.pick.MinSize()
	rect{0, 0, size.Width - choice.Width - 12, 20}.put(l.b.title)
	rect{size.Width - choice.Width, -6, choice.Width, choice.Height}.put(l.b.pick)
	tile := min(float32(int((size.Width-sampleLabel-betterTiles*sampleGap)/betterTiles)), size.Height-36-24)
	for i := range l.b.tiles {
		x := left + float32(i)*(tile+sampleGap)
		rect{x, 36, tile, tile}.put(l.b.tiles[i])
		rect{x, 36 + tile + 8, tile, 16}.put(l.b.words[i])
	}
}

// story is the card that tells what happened.
type story struct {
	told  []Happened
	lines *fyne.Container
	box   fyne.CanvasObject
}

func newStory() *story {
	s := &story{lines: widget.Column(6)}
	title := widget.NewEllipsis("What happened", widget.Section, theme.Text)
	s.box = widget.NewCard(widget.Column(12, title, widget.Grow{CanvasObject: container.NewVScroll(s.lines)}))
	return s
}

// height is what the card takes with all its lines.
func (s *story) height() float32 { return s.lines.MinSize().Height + 20 + 12 + 36 }

func (s *story) some() bool { return len(s.told) > 0 }

func (s *story) set(told []Happened) {
	if slices.Equal(told, s.told) {
		return
	}
	s.told = told
	s.lines.Objects = nil
	for _, h := range told {
		s.lines.Add(widget.Row(12, widget.Fixed(56, 0, widget.NewEllipsis(h.When, widget.Body, theme.Faint)),
			widget.Grow{CanvasObject: widget.NewEllipsis(h.What, widget.Body, theme.Dim)}))
	}
	s.lines.Refresh()
}
