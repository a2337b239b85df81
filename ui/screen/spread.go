package screen

import "fyne.io/fyne/v2"

// spreadLayout puts parts below each other, least apart where there is little
// height and up to most where there is some to spare.
type spreadLayout struct{ least, most float32 }

func (l spreadLayout) MinSize(o []fyne.CanvasObject) (size fyne.Size) {
	gap := float32(0)
	for _, part := range o {
		if part.Visible() {
			least := part.MinSize()
			size = fyne.NewSize(max(size.Width, least.Width), size.Height+gap+least.Height)
			gap = l.least
		}
	}
	return size
}

func (l spreadLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	between := -1 // gaps
	for _, part := range o {
		if part.Visible() {
			between++
		}
	}
	spare := max(0, size.Height-l.MinSize(o).Height)
	gap := float32(int(min(l.most, l.least+spare/float32(max(1, between)))))
	y := float32(0)
	for _, part := range o {
		if part.Visible() {
			height := part.MinSize().Height
			rect{0, y, size.Width, height}.put(part)
			y += height + gap
		}
	}
}
