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

func (p *presetCard) set(c PresetCard) {
	p.name.SetWords(c.Name)
	p.size.SetWords(c.Size)
	p.time.SetWords(c.Time)
	p.what.SetWords(c.For)
	p.cost.SetWords(c.Cost)
	show(p.suits, c.Recommended)
	p.card.Select(c.Chosen)
	p.card.Refresh()
}

// presetLayout is a card's inside. In a narrow card the chip stands where the
// size is told, and what the time is for goes.
type presetLayout struct{ p *presetCard }

const presetHeight = 104

func (presetLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(136, presetHeight) }

func (l presetLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
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

// cardsLayout lays the presets out in one row.
type cardsLayout struct{}

func (cardsLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(720, presetHeight+32)
}

func (cardsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	gap := float32(24)
	if small(size.Width) {
		gap = 12
	}
	n := float32(max(4, len(o)))
	width := float32(int((size.Width - gap*(n-1)) / n))
	for i, card := range o {
		rect{float32(i) * (width + gap), 0, width, size.Height}.put(card)
	}
}
