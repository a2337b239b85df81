package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// sampleRows shows held-out pictures in three rows that share their columns:
// picture, hidden, redrawn.
type sampleRows struct {
	tiles  [3][]*widget.Picture
	labels [3]fyne.CanvasObject
	below  [3]*widget.Text
	box    *fyne.Container
}

var rowNames = [3][2]string{
	{"Picture", "Never trained on"}, {"Hidden", "What it sees"}, {"Redrawn", "What it draws"},
}

func newSampleRows(n int) *sampleRows {
	r := &sampleRows{}
	var objects []fyne.CanvasObject
	for i, name := range rowNames {
		r.below[i] = widget.NewEllipsis(name[1], widget.Caption, theme.Faint)
		r.labels[i] = widget.Column(0, widget.NewEllipsis(name[0], widget.Control, theme.Text), r.below[i])
		objects = append(objects, r.labels[i])
		for range n {
			tile := widget.NewPicture(24, 8, nil)
			r.tiles[i] = append(r.tiles[i], tile)
			objects = append(objects, tile)
		}
	}
	r.box = container.New(&sampleLayout{r}, objects...)
	return r
}

func (r *sampleRows) set(samples []Sample) {
	for i := range r.tiles[0] {
		var s Sample
		if i < len(samples) {
			s = samples[i]
		}
		r.tiles[0][i].Set(s.Picture)
		r.tiles[1][i].Set(s.Hidden)
		r.tiles[2][i].Set(s.Redrawn)
	}
}

// sampleLayout cuts the width into whole pixels; what is left over goes
// between the tiles.
type sampleLayout struct{ rows *sampleRows }

const sampleLabel, sampleGap = 96, 12

func (l *sampleLayout) tile(width float32) float32 {
	n := float32(len(l.rows.tiles[0]))
	return float32(int((width - sampleLabel - n*sampleGap) / n))
}

func (l *sampleLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	width := l.rows.box.Size().Width
	tile := max(24, l.tile(max(width, 400)))
	return fyne.NewSize(400, 3*tile+2*sampleGap)
}

func (l *sampleLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	tile := max(24, l.tile(size.Width))
	n := len(l.rows.tiles[0])
	spare := size.Width - sampleLabel - float32(n)*(tile+sampleGap)
	for i, row := range l.rows.tiles {
		y := float32(i) * (tile + sampleGap)
		l.rows.below[i].Hidden = size.Width < widget.Narrow-150
		height := l.rows.labels[i].MinSize().Height
		l.rows.labels[i].Resize(fyne.NewSize(sampleLabel, height))
		l.rows.labels[i].Move(fyne.NewPos(0, y+float32(int((tile-height)/2))))
		for k, t := range row {
			x := sampleLabel + sampleGap + float32(k)*(tile+sampleGap)
			if n > 1 {
				x += float32(int(spare * float32(k) / float32(n-1)))
			}
			t.Resize(fyne.NewSquareSize(tile))
			t.Move(fyne.NewPos(x, y))
		}
	}
}

// replayRow goes through time: how the same pictures got better.
type replayRow struct {
	slider *widget.Slider
	play   *widget.Button
	when   *widget.Text
	box    *fyne.Container
}

func newReplayRow(moved func(index int)) *replayRow {
	r := &replayRow{when: widget.NewText("", widget.Caption, theme.Faint).Right()}
	r.slider = widget.NewSlider(0, 0, func(step int) {
		if moved != nil {
			moved(step)
		}
	}, nil)
	r.slider.SetHint("Replay. Goes back to how the model drew these pictures earlier.")
	r.box = container.New(replayLayout{}, widget.NewEllipsis("Replay", widget.Control, theme.Text), r.slider, r.when)
	return r
}

func (r *replayRow) set(index, count int, when string) {
	r.slider.SetSteps(max(0, count-1), index)
	r.when.SetWords(when)
}

type replayLayout struct{}

func (replayLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 28) }

func (replayLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const when = 130
	o[0].Resize(fyne.NewSize(sampleLabel, 18))
	o[0].Move(fyne.NewPos(0, 5))
	o[1].Resize(fyne.NewSize(size.Width-sampleLabel-sampleGap-when-8, 20))
	o[1].Move(fyne.NewPos(sampleLabel+sampleGap, 4))
	o[2].Resize(fyne.NewSize(when, 16))
	o[2].Move(fyne.NewPos(size.Width-when, 6))
}

// emptyState says what is not there yet and what to do next.
func emptyState(title, lead string, actions ...fyne.CanvasObject) *fyne.Container {
	words := widget.Column(8,
		widget.NewText(title, widget.Title, theme.Text).Center(),
		widget.Fixed(520, 0, widget.NewParagraph(lead, widget.Lead, theme.Dim, 520).Center()))
	buttons := container.NewCenter(widget.Row(8, actions...))
	ground := widget.NewSurface(theme.Window, theme.None, 0)
	return container.NewStack(ground, container.NewCenter(widget.Column(24, words, buttons)))
}
