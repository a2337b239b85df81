package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// notedFields are fields in columns, with room for a sentence about one of them
// below its row: nothing above moves, the field itself neither.
type notedFields struct {
	grid *columnsLayout
	note *widget.Text
	at   int // the field that the note is about, -1 for none
	box  *fyne.Container
}

func newNotedFields(grid *columnsLayout, fields ...fyne.CanvasObject) *notedFields {
	n := &notedFields{grid: grid, at: -1, note: widget.NewParagraph("", widget.Body, theme.Warn, 240)}
	n.note.Hide()
	n.box = container.New(n, append(fields, n.note)...)
	return n
}

// tell says what is wrong with a field; at -1 takes the sentence away.
func (n *notedFields) tell(at int, sentence string) {
	if n.at == at && n.note.Words() == sentence {
		return
	}
	n.at = at
	n.note.SetWords(sentence)
	show(n.note, at >= 0)
	n.box.Refresh()
}

const noteGap = 8

// extra is the height that the sentence takes.
func (n *notedFields) extra(width float32) float32 {
	if n.at < 0 {
		return 0
	}
	n.note.Resize(fyne.NewSize(width, n.note.Size().Height)) // its height follows its width
	return n.note.MinSize().Height + noteGap
}

// MinSize implements fyne.Layout.
func (n *notedFields) MinSize(o []fyne.CanvasObject) fyne.Size {
	return n.grid.MinSize(o[:len(o)-1]).AddWidthHeight(0, n.extra(max(n.grid.width, n.grid.least)))
}

// Layout implements fyne.Layout.
func (n *notedFields) Layout(o []fyne.CanvasObject, size fyne.Size) {
	fields := o[:len(o)-1]
	n.grid.Layout(fields, size)
	if n.at < 0 {
		return
	}
	extra, row := n.extra(size.Width), fields[n.at].Position().Y
	below := row + fields[n.at].Size().Height
	rect{0, below + noteGap, size.Width, extra - noteGap}.put(n.note)
	for _, f := range fields {
		if at := f.Position(); at.Y > row {
			f.Move(at.AddXY(0, extra))
		}
	}
}
