package screen

import (
	"image"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// sampleRows shows held-out pictures in three rows that share their columns:
// picture, hidden, redrawn.
type sampleRows struct {
	tiles  [3][]*widget.Picture
	labels [3]*fyne.Container
	below  [3]*widget.Text
	raw    *widget.Chip
	honest *widget.Chip
	about  *widget.Hinted // the label of the redrawn row
	count  int            // columns
	filled int            // of them, once the run has drawn; 0 before: all are still to come
	box    *fyne.Container
}

var rowNames = [3][3]string{
	{"Picture", "Never trained on", "Held out. These pictures are kept for checking; the model never learns from them."},
	{"Hidden", "What it sees", "Hidden (masked). The model gets the visible patches only; the same ones every time, so that you can compare."},
	{"Redrawn", "What it draws", redrawnHint},
}

const redrawnHint = "Redrawn (reconstructed). What the model draws in the hidden patches; the visible ones are kept."

func newSampleRows(n int, raw, honest func(on bool)) *sampleRows {
	r := &sampleRows{count: n}
	r.raw = toggleChip("All of it", "All of it. Shows what the model draws in the visible patches too, not only in the hidden ones.", false, raw)
	r.honest = toggleChip("Honest", "Honest. Shows the pictures without help: the mean and contrast of hidden patches, which the model does not know, are guessed from the visible ones.", false, honest)
	var objects []fyne.CanvasObject
	for i, name := range rowNames {
		r.below[i] = widget.NewEllipsis(name[1], widget.Caption, theme.Faint)
		words := widget.NewHinted(widget.Column(0, widget.NewEllipsis(name[0], widget.Control, theme.Text), r.below[i]), name[2])
		r.labels[i] = widget.Column(6, words)
		if i == 2 {
			r.about = words
			r.labels[i].Add(widget.Column(4, widget.Row(0, r.raw), widget.Row(0, r.honest)))
		}
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

// waits tells that the pictures are not those of a run yet: nothing is said of
// what they are kept for.
func (r *sampleRows) waits(on bool) {
	words := rowNames[0][1]
	if on {
		words = ""
	}
	r.below[0].SetWords(words)
}

// explain adds where the colours come from to what hovering tells.
func (r *sampleRows) explain(note string) {
	if note == "" {
		r.about.SetHint(redrawnHint)
		return
	}
	r.about.SetHint(strings.TrimSuffix(redrawnHint, ".") + "; " + strings.ToLower(note[:1]) + note[1:])
}

// set shows the pictures; drawn tells that there will be no more of them.
func (r *sampleRows) set(samples []Sample, drawn bool) {
	filled := 0
	if drawn {
		filled = len(samples)
	}
	if r.filled != filled {
		r.filled = filled
		r.box.Refresh()
	}
	for i := range r.tiles[0] {
		var s Sample
		if i < len(samples) {
			s = samples[i]
		}
		for k, picture := range []image.Image{s.Picture, s.Hidden, s.Redrawn} {
			if r.tiles[k][i].Image() != picture {
				r.tiles[k][i].Set(picture)
			}
		}
	}
}

const sampleLabel, sampleGap = 96, 12

func (r *sampleRows) label(width float32) float32 {
	if small(width) {
		return 64
	}
	return sampleLabel
}

func (r *sampleRows) gap(width float32) float32 {
	if small(width) {
		return 8
	}
	return sampleGap
}

// tile is the side of n pictures in a row of a width, on whole pixels.
func (r *sampleRows) tile(width float32, n int) float32 {
	gap := r.gap(width)
	return max(24, float32(int((width-r.label(width)-float32(n)*gap)/float32(n))))
}

// height sets how many columns are shown and returns what they take.
func (r *sampleRows) height(width float32, columns int) float32 {
	r.columns(columns)
	return 3*r.tile(width, columns) + 2*r.gap(width)
}

// columns sets how many columns are shown.
func (r *sampleRows) columns(n int) {
	if r.count != n {
		r.count = n
		r.box.Refresh()
	}
}

// sampleLayout cuts the width into whole pixels; what is left over goes
// between the tiles.
type sampleLayout struct{ rows *sampleRows }

func (l *sampleLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, 3*24+2*8) }

func (l *sampleLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	r := l.rows
	label, gap, n := r.label(size.Width), r.gap(size.Width), r.count
	tile := min(r.tile(size.Width, n), float32(int((size.Height-2*gap)/3)))
	spare := size.Width - label - float32(n)*(tile+gap)
	for i, row := range r.tiles {
		y := float32(i) * (tile + gap)
		show(r.below[i], !small(size.Width) && tile >= 72)
		height := r.labels[i].MinSize().Height
		rect{0, y + max(0, (tile-height)/2), label, height}.put(r.labels[i])
		for k, t := range row {
			show(t, k < n && (r.filled == 0 || k < r.filled))
			x := label + gap + float32(k)*(tile+gap)
			if n > 1 {
				x += float32(int(spare * float32(k) / float32(n-1)))
			}
			rect{x, y, tile, tile}.put(t)
		}
	}
}

// replayRow goes through time: how the same pictures got better.
type replayRow struct {
	slider *widget.Slider
	play   *widget.Button
	when   *widget.Text
	moved  func(index int)
	count  int
	turn   int // counts the times the button was pressed or let go
	box    *fyne.Container
}

// replayPause is the time between two pictures: 8 a second.
const replayPause = time.Second / 8

func newReplayRow(moved func(index int)) *replayRow {
	r := &replayRow{moved: moved, when: widget.NewText("", widget.Caption, theme.Dim).Right()}
	r.slider = widget.NewSlider(0, 0, r.move, nil)
	r.slider.SetHint("Replay. Goes back to how the model drew these pictures earlier.")
	r.play = widget.NewSmallButton(widget.Standard, "", theme.IconPlay, func() { r.step() })
	r.play.SetHint("Replay. Shows the pictures get better while you hold it; Space goes one step.")
	r.play.SetHeld(r.start, func() { r.turn++ })
	label := widget.NewEllipsis("Replay", widget.Control, theme.Text)
	r.box = container.New(replayLayout{r}, label, r.play, r.slider, r.when)
	return r
}

func (r *replayRow) move(index int) {
	if r.moved != nil {
		r.moved(index)
	}
}

// step goes one moment on, after the last to the first, and tells whether there
// is a next one.
func (r *replayRow) step() bool {
	next := r.slider.At() + 1
	if next >= r.count {
		next = 0
	}
	r.slider.SetAt(next)
	r.move(next)
	return next < r.count-1
}

// start replays until the button is let go or the newest moment is reached.
func (r *replayRow) start() {
	r.turn++
	r.run(r.turn)
}

func (r *replayRow) run(turn int) {
	if turn != r.turn || !r.step() {
		return
	}
	widget.After(replayPause, func() { r.run(turn) })
}

func (r *replayRow) set(index, count int, when string) {
	if count < 2 {
		why := "There is nothing to go back to yet: the pictures are drawn again after some epochs."
		r.play.DisableFor(why)
		r.slider.DisableFor(why)
	} else if r.count < 2 {
		r.play.Enable()
		r.slider.Enable()
	}
	r.count = count
	r.slider.SetSteps(max(0, count-1), index)
	r.when.SetWords(when)
	r.box.Refresh()
}

type replayLayout struct{ r *replayRow }

func (replayLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, replayHeight) }

func (l replayLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	label, gap := float32(sampleLabel), float32(sampleGap)
	if small(size.Width) {
		label, gap = 64, 8
	}
	when := o[3].MinSize().Width
	left := label + gap
	rect{0, 5, label, 18}.put(o[0])
	rect{left, 0, 28, 28}.put(o[1])
	rect{left + 40, 0, max(60, size.Width-left-40-when-12), 28}.put(o[2])
	rect{size.Width - when, 6, when, 16}.put(o[3])
}

// dropState is emptyState inside drop corners.
func dropState(title, lead string, actions ...fyne.CanvasObject) *fyne.Container {
	return container.NewStack(widget.NewSurface(theme.Window, theme.None, 0),
		container.New(marginLayout{}, widget.NewCorners(emptyState(title, lead, actions...))))
}

// emptyState says what is not there yet and what to do next.
func emptyState(title, lead string, actions ...fyne.CanvasObject) *fyne.Container {
	words := widget.Column(8,
		widget.NewText(title, widget.Title, theme.Text).Center(),
		widget.Fixed(520, 0, widget.NewParagraph(lead, widget.Lead, theme.Dim, 520).Center()))
	buttons := container.NewCenter(widget.Row(8, actions...))
	ground := widget.NewSurface(theme.Window, theme.None, 0)
	return container.NewStack(ground, container.NewCenter(widget.Column(24, container.NewCenter(widget.Hollow(3, 88)), words, buttons)))
}
