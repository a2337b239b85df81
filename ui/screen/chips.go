package screen

import (
	"slices"

	"fyne.io/fyne/v2"

	"maestudio/ui/widget"
)

// setChips shows filters, and keeps the chips that are there where nothing has
// changed, so that a click in between is not lost.
func setChips(place *fyne.Container, now, want []Filter, chosen func(index int)) []Filter {
	if slices.Equal(now, want) {
		return now
	}
	if len(now) == len(want) {
		for i, f := range want {
			chip := place.Objects[i].(*widget.Chip)
			setChip(chip, f)
		}
		return slices.Clone(want)
	}
	place.Objects = nil
	for i, f := range want {
		chip := widget.NewChip("", func() { chosen(i) })
		setChip(chip, f)
		place.Add(chip)
	}
	return slices.Clone(want)
}

func setChip(chip *widget.Chip, f Filter) {
	chip.SetLabel(f.Label)
	chip.Select(f.Chosen)
	if f.WhyNot == "" {
		chip.Enable()
	} else {
		chip.DisableFor(f.WhyNot)
	}
}

// chipsLayout lays chips out in a row and leaves out those that do not fit.
type chipsLayout struct{}

const chipGap = 8

func (chipsLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(60, 24) }

func (chipsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for _, chip := range o {
		least := chip.MinSize()
		show(chip, x+least.Width <= size.Width)
		rect{x, (size.Height - least.Height) / 2, least.Width, least.Height}.put(chip)
		x += least.Width + chipGap
	}
}
