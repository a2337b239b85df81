package screen

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// RunCard is a run as Welcome shows it.
type RunCard struct {
	Name, State string
	Picture     image.Image
	Curve       []float64
	Color       fyne.ThemeColorName // of the curve
}

// WelcomeParams is what the screen calls.
type WelcomeParams struct {
	Sample  func()
	Another func() // shows another picture
	Choose  func()
	AllRuns func()
	Open    func(index int) // one of the runs given to SetRuns
	Dismiss func()          // takes the trouble away
	Redraw  func()          // opens the picture that the trouble is about
}

// Welcome says what the program does, in one row of pictures.
type Welcome struct {
	p        WelcomeParams
	pictures [3]*widget.Picture
	trouble  *fyne.Container
	dismiss  *widget.Button // of the trouble
	redraw   *widget.Button
	recent   *fyne.Container
	cards    *fyne.Container
	note     *widget.Text // where the colours of their pictures come from
	root     *fyne.Container
}

// NewWelcome makes the screen.
func NewWelcome(p WelcomeParams) *Welcome {
	s := &Welcome{p: p, trouble: container.NewStack()}
	s.trouble.Hide()
	s.dismiss = widget.NewSmallButton(widget.Quiet, "", theme.IconClose, p.Dismiss) // a folder can be chosen above
	s.dismiss.SetHint("Takes this message away.")
	s.redraw = widget.NewSmallButton(widget.Standard, "Open in Reconstruct", "", p.Redraw)
	s.redraw.SetHint("Shows this picture, for a model to redraw.")
	sample := widget.NewBigButton(widget.Primary, "Try it with the sample", theme.IconPlay, p.Sample)
	sample.SetHint("The program draws 900 pictures itself and lets a small model learn from them.")
	choose := widget.NewBigButton(widget.Standard, "Choose a folder…", theme.IconFolder, p.Choose)
	choose.SetHint("Opens the dialog of the system (Ctrl O); folders inside are looked through too.")
	start := widget.Row(8, sample, choose, widget.Grow{CanvasObject: widget.Pad(0, 0, 0, 12,
		widget.NewEllipsis("You see it learn within seconds. Nothing is downloaded.", widget.Body, theme.Faint))})
	top := widget.Column(24,
		widget.Column(8,
			widget.NewEllipsis("Hide most of a picture. Let a model redraw it.", widget.Display, theme.Text),
			widget.NewParagraph("Doing this with all your pictures teaches the model to see, without a single label. Everything stays on this computer.", widget.Lead, theme.Dim, 500)),
		start)
	s.cards = container.New(oneRow{})
	all := widget.NewSmallButton(widget.Quiet, "All runs", theme.IconChevron, p.AllRuns).IconAfter()
	s.note = widget.NewEllipsis("", widget.Caption, theme.Faint)
	s.recent = widget.Column(12,
		widget.Row(12, widget.Pad(4, 0, 4, 0, widget.NewText("Go on where you stopped", widget.Section, theme.Text)), widget.Grow{CanvasObject: widget.Pad(7, 0, 0, 0, s.note)}, widget.Pad(0, -12, 0, 0, all)), s.cards)
	s.recent.Hide()
	story := s.story()
	s.root, _ = pageWith(&pageLayout{gap: 24, grow: story, above: map[fyne.CanvasObject]float32{top: 24, story: 24}, spare: s.recent,
		filled: func() bool { return len(s.cards.Objects) > 0 }}, top, s.trouble, story, s.recent)
	return s
}

// story is the row: a picture, hidden, redrawn, yours.
func (s *Welcome) story() fyne.CanvasObject {
	const more = "; a click shows another picture."
	words := [3][3]string{
		{"A picture", "Cut into 64 patches", "A picture. One of the built-in sample that the model was never trained on" + more},
		{"Hidden", "The model sees a quarter of it", "Hidden (masked). Three patches of four are hidden at random" + more},
		{"Redrawn", "In the true brightness and contrast", "Redrawn (reconstructed). What a model drew after 40 epochs of Quick; brightness and contrast of each patch are the true ones" + more},
	}
	var parts []fyne.CanvasObject
	for i, w := range words {
		s.pictures[i] = widget.NewPicture(120, 12, s.p.Another)
		s.pictures[i].SetHint(w[2])
		parts = append(parts, s.pictures[i], captions(w[0], w[1]))
	}
	inside := widget.Column(12,
		container.NewCenter(widget.Hollow(3, 40)),
		widget.Column(2, widget.NewEllipsis("Drop a folder here", widget.Control, theme.Text).Center(),
			widget.NewEllipsis("or anywhere in this window", widget.Caption, theme.Dim).Center()))
	drop := widget.NewCorners(container.New(centreLayout{}, inside))
	return container.New(fourTiles{s}, append(parts, drop, captions("Yours", "Any depth, any mix of sizes"))...)
}

func captions(name, below string) fyne.CanvasObject {
	return widget.Column(2, widget.NewEllipsis(name, widget.Control, theme.Text), widget.NewEllipsis(below, widget.Caption, theme.Dim))
}

// Content returns the screen's root.
func (s *Welcome) Content() fyne.CanvasObject { return s.root }

// SetStory shows the picture, hidden and redrawn.
func (s *Welcome) SetStory(sample Sample) {
	s.pictures[0].Set(sample.Picture)
	s.pictures[1].Set(sample.Hidden)
	s.pictures[2].Set(sample.Redrawn)
}

// SetTrouble shows an error where a drop or a click went wrong; "" hides it. One
// about a picture offers to redraw it.
func (s *Welcome) SetTrouble(what, todo string, picture bool) {
	actions := []fyne.CanvasObject{s.dismiss}
	if picture {
		actions = []fyne.CanvasObject{s.redraw, s.dismiss}
	}
	setNotice(s.trouble, widget.NewFlatNotice, what, todo, actions)
	s.root.Refresh()
}

// SetRuns shows up to four runs to go on with, and where the colours of their
// pictures come from.
func (s *Welcome) SetRuns(runs []RunCard, note string) {
	s.cards.Objects = nil
	s.note.SetWords(note)
	for i, r := range runs[:min(4, len(runs))] {
		s.cards.Add(runCard(r, func() { s.p.Open(i) }))
	}
	s.root.Refresh()
}

func runCard(r RunCard, open func()) fyne.CanvasObject {
	picture := widget.NewPicture(80, 6, nil)
	picture.Set(r.Picture)
	spark := widget.NewSpark(100, 30)
	spark.Set(r.Curve, r.Color)
	words := widget.Column(2, widget.NewEllipsis(r.Name, widget.Control, theme.Text), widget.NewEllipsis(r.State, widget.Caption, theme.Dim), spark)
	card := widget.NewChoiceCard(widget.Row(12, picture, widget.Grow{CanvasObject: words}), open)
	card.SetPadding(12)
	return card
}

// columnsLayout lays objects in up to most equal columns, fewer where they
// would be narrower than least.
type columnsLayout struct {
	gap, least float32
	most       int
	width      float32
}

func (l *columnsLayout) columns(n int, width float32) int {
	for k := min(l.most, max(n, 1)); k > 1; k-- {
		if (width-l.gap*float32(k-1))/float32(k) >= l.least {
			if n > k && n == l.most { // four in two rows of two, never three and one
				return max(1, n/2)
			}
			return k
		}
	}
	return 1
}

func (l *columnsLayout) cell(o []fyne.CanvasObject, width float32) (columns int, size fyne.Size) {
	columns = l.columns(len(o), width)
	if columns < l.most && len(o) < l.most {
		columns = l.columns(l.most, width) // few cards keep their size
	}
	size.Width = float32(int((width - l.gap*float32(columns-1)) / float32(columns)))
	for _, c := range o {
		size.Height = max(size.Height, c.MinSize().Height)
	}
	return columns, size
}

func (l *columnsLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	columns, cell := l.cell(o, max(l.width, 400))
	rows := (len(o) + columns - 1) / columns
	return fyne.NewSize(l.least, max(0, float32(rows)*(cell.Height+l.gap)-l.gap))
}

func (l *columnsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	columns, cell := l.cell(o, size.Width)
	for i, c := range o {
		c.Resize(cell)
		c.Move(fyne.NewPos(float32(i%columns)*(cell.Width+l.gap), float32(i/columns)*(cell.Height+l.gap)))
	}
}

// fourTiles puts four squares with their captions side by side. In a low window
// the squares get smaller, in a high one free height stays below them: between them
// and the runs. Where there are no runs yet, some of it is above them.
type fourTiles struct{ s *Welcome }

const captionHeight = 46

func (fourTiles) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(560, 100+captionHeight) }

func (l fourTiles) Layout(o []fyne.CanvasObject, size fyne.Size) {
	gap := float32(24)
	if small(size.Width) {
		gap = 16
	}
	cell := float32(int((size.Width - 3*gap) / 4))
	side, y := min(cell, size.Height-captionHeight), float32(0)
	if len(l.s.cards.Objects) == 0 {
		y = float32(int((size.Height - side - captionHeight) * 0.4))
	}
	for i := range 4 {
		x := float32(i) * (cell + gap)
		rect{x, y, side, side}.put(o[2*i])
		rect{x, y + side + 12, cell, 36}.put(o[2*i+1])
	}
}

// oneRow lays cards out in one row: four, or as many as keep their width. The
// others are one click away.
type oneRow struct{}

func (oneRow) MinSize(o []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(208, 0)
	for _, card := range o {
		size.Height = max(size.Height, card.MinSize().Height)
	}
	return size
}

func (oneRow) Layout(o []fyne.CanvasObject, size fyne.Size) {
	gap, least := float32(24), float32(208)
	if small(size.Width) {
		gap = 16
	}
	n := min(4, max(1, int((size.Width+gap)/(least+gap))))
	width := float32(int((size.Width - gap*float32(n-1)) / float32(n)))
	for i, card := range o {
		show(card, i < n)
		rect{float32(i) * (width + gap), 0, width, size.Height}.put(card)
	}
}

// centreLayout centres an object's own size.
type centreLayout struct{}

func (centreLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(96, 96) }

func (centreLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	want := o[0].MinSize()
	want.Width = size.Width - 16
	o[0].Resize(want)
	o[0].Move(fyne.NewPos(8, float32(int((size.Height-want.Height)/2))))
}
