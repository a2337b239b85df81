package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// presetCard is a size of model with what it costs here.
type presetCard struct {
	name, size, time, what, cost *widget.Text
	suits                        *widget.Chip
	card                         *widget.Card
}

func newPresetCard(chosen func()) *presetCard {
	p := &presetCard{name: widget.NewEllipsis("", widget.Section, theme.Text), size: widget.NewEllipsis("", widget.Caption, theme.Dim),
		time: widget.NewText("", widget.Title, theme.Text), what: widget.NewEllipsis("", widget.Body, theme.Faint),
		cost: widget.NewEllipsis("", widget.Caption, theme.Dim), suits: widget.NewState("Suits your pictures", "", false)}
	p.suits.Select(true)
	p.card = widget.NewChoiceCard(container.New(presetLayout{p}, p.name, p.suits, p.size, p.time, p.what, p.cost), chosen)
	return p
}

// suitsHint is what forecast.Suits goes by.
const suitsHint = "Suits your pictures. The largest of these that has a picture for every thousand parameters, enlarges none and trains here in a night; of few pictures, the smallest."

func (p *presetCard) set(c PresetCard) {
	p.name.SetWords(c.Name)
	p.size.SetWords(c.Size)
	p.time.SetWords(c.Time)
	p.what.SetWords(c.For)
	p.cost.SetWords(c.Cost)
	show(p.suits, c.Recommended)
	hint := ""
	if c.Recommended {
		hint = suitsHint
	}
	p.suits.SetHint(hint)
	p.card.SetHint(hint)
	p.card.Select(c.Chosen)
	p.card.Refresh()
}

// presetLayout is a card's inside: below each other, or in two lines where it is
// low. In a narrow card the chip stands where the size is told, and what the time
// is for goes.
type presetLayout struct{ p *presetCard }

const presetHeight, presetLow = 104, 52

func (presetLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(136, presetLow) }

func (l presetLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if size.Height < presetHeight {
		l.low(size)
		return
	}
	p := l.p
	chip, time := p.suits.MinSize(), p.time.Wanted()+1
	beside := p.suits.Visible() && size.Width >= chip.Width+p.name.Wanted()+8
	above := p.suits.Visible() && !beside
	room := size.Width
	if beside {
		room -= chip.Width + 8
	}
	rect{0, 0, room, 20}.put(p.name)
	show(p.size, !above)
	rect{0, 22, size.Width, 16}.put(p.size)
	rect{size.Width - chip.Width, -2, chip.Width, chip.Height}.put(p.suits)
	if above {
		rect{0, 22, min(chip.Width, size.Width), chip.Height}.put(p.suits)
	}
	rect{0, 52, time, 28}.put(p.time)
	show(p.what, size.Width >= time+7+p.what.Wanted())
	rect{time + 6, 58, max(24, size.Width-time-6), 18}.put(p.what)
	rect{0, presetHeight - 18, size.Width, 16}.put(p.cost)
}

// low: what it is in the first line, what it costs in the second.
func (l presetLayout) low(size fyne.Size) {
	p := l.p
	right, name := size.Width, p.name.Wanted()+1
	if p.suits.Visible() {
		chip := p.suits.MinSize()
		right -= chip.Width
		rect{right, -2, chip.Width, chip.Height}.put(p.suits)
		right -= 8
	}
	rect{0, 0, min(name, right), 20}.put(p.name)
	show(p.size, right-name > 40)
	rect{name + 8, 3, max(0, right-name-8), 16}.put(p.size)
	time, cost := p.time.Wanted()+1, p.cost.Wanted()+1
	rect{0, 24, time, 28}.put(p.time)
	room := size.Width - time - cost - 18
	show(p.what, room >= p.what.Wanted())
	rect{time + 6, 30, max(24, room), 18}.put(p.what)
	rect{max(time+12, size.Width-cost), 32, min(cost, size.Width-time-12), 16}.put(p.cost)
}

// cardsLayout lays the presets out in one row, in a small window two by two.
type cardsLayout struct{ width float32 }

const cardPadding, lowPadding = 16, 12

func (l *cardsLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	if small(l.width) {
		return fyne.NewSize(560, 2*(presetLow+2*lowPadding)+lowGap)
	}
	return fyne.NewSize(560, presetHeight+2*cardPadding)
}

const lowGap = 12

func (l *cardsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	columns, gap, padding, height := 4, float32(24), float32(cardPadding), float32(presetHeight+2*cardPadding)
	if small(size.Width) {
		columns, gap, padding, height = 2, lowGap, lowPadding, presetLow+2*lowPadding
	}
	width := float32(int((size.Width - gap*float32(columns-1)) / float32(columns)))
	for i, card := range o {
		if c, ok := card.(*widget.Card); ok {
			c.SetPadding(padding)
		}
		rect{float32(i%columns) * (width + gap), float32(i/columns) * (height + gap), width, height}.put(card)
	}
}
