package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// TensorRow is a line of the report: what became of tensors that are alike.
type TensorRow struct {
	Fate string // "matched", "resized", "missing", "left over"
	Warn bool
	Name string // "blocks.N.attn.qkv.weight", and how many
	Size string
	From string // the name in the file, where it is another
}

// tensorTable is the report of what became of every tensor of a file.
type tensorTable struct {
	scroll *container.Scroll
	lines  *fyne.Container
	rows   []TensorRow // shown now
}

func newTensorTable() *tensorTable {
	t := &tensorTable{lines: widget.Column(4)}
	t.scroll = container.NewVScroll(widget.Pad(0, 12, 0, 0, t.lines))
	return t
}

// set shows the report. Rows that stay the same stay, and with them where it is
// scrolled to.
func (t *tensorTable) set(rows []TensorRow) {
	if len(rows) == len(t.rows) && len(rows) > 0 && &rows[0] == &t.rows[0] {
		return
	}
	t.rows = rows
	t.lines.Objects = nil
	for _, r := range rows {
		color := theme.Dim
		if r.Warn {
			color = theme.Warn
		}
		from := r.From
		if from != "" {
			from = "was " + from
		}
		t.lines.Add(container.New(tensorLayout{}, widget.NewEllipsis(r.Fate, widget.Caption, color), widget.NewEllipsis(r.Name, widget.Caption, theme.Text),
			widget.NewEllipsis(r.Size, widget.Caption, theme.Dim), widget.NewHinted(widget.NewEllipsis(from, widget.Caption, theme.Faint), r.From)))
	}
}

// tensorLayout places a line of the report: fate, name, size, the file's name.
type tensorLayout struct{}

func (tensorLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(480, 16) }

func (tensorLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	rest := size.Width - 64 - 224 - 104 - 3*8
	for i, at := range []struct{ x, width float32 }{{0, 64}, {72, 224}, {304, 104}, {416, max(40, rest)}} {
		rect{at.x, 0, at.width, 16}.put(o[i])
	}
}

// TensorsView is the report about the weights that something starts from.
type TensorsView struct {
	File string
	Sum  string // "74 matched, 2 resized, 0 missing, 0 left over"
	Rows []TensorRow
}

// reportHeight is that of the report where it is all that a dialog shows.
const reportHeight = 320

// NewTensors makes the dialog that shows such a report, and its button.
func NewTensors(v TensorsView) (*widget.Dialog, *widget.Button) {
	table := newTensorTable()
	table.set(v.Rows)
	body := widget.Column(8, widget.NewEllipsis(v.Sum, widget.Control, theme.Text), widget.Fixed(0, reportHeight, table.scroll))
	closes := widget.NewButton(widget.Primary, "Close", "", nil)
	return widget.NewDialog(v.File, widget.Fixed(importWidth, 0, body), closes), closes
}
