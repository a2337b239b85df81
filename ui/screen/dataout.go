package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// CloserView is how far the second look at the pictures is.
type CloserView struct {
	Share   float64
	Words   string // "1,204 of 8,386"
	Below   string // "310 a second · 23 s left"
	Running bool
	Shown   bool
}

// outCard is the card of what is left out and why, of what may not be worth
// learning from, and of the look that finds both.
type outCard struct {
	out, worth outSection
	closer     closerLook
	once       *widget.Toggle // copies count so
	passed     *widget.Text
	list       *fyne.Container
	box        fyne.CanvasObject
}

// outSection is a title with a count over rows.
type outSection struct {
	title *fyne.Container
	count *widget.Text
	box   *fyne.Container // of rows
	rows  []*widget.ListRow
}

func newOutSection(icon theme.Icon, color fyne.ThemeColorName, title string) outSection {
	s := outSection{count: widget.NewText("", widget.Body, theme.Dim), box: widget.Column(0)}
	s.title = widget.Row(8, widget.NewIcon(icon, color, 16),
		widget.Grow{CanvasObject: widget.NewEllipsis(title, widget.Section, theme.Text)}, s.count)
	return s
}

// set shows rows. Those that are there stay, so that a click under way is not
// lost while counts change.
func (s *outSection) set(rows []LeftOut, count, hint string, tapped func(int)) {
	if len(rows) != len(s.rows) {
		s.box.Objects, s.rows = nil, nil
		for i := range rows {
			if i > 0 {
				s.box.Add(widget.Divider())
			}
			row := widget.NewListRow("", " ", "", func() { tapped(i) })
			row.SetChevron()
			s.box.Add(row)
			s.rows = append(s.rows, row)
		}
	}
	for i, r := range rows {
		s.rows[i].SetWords(r.Reason, r.Todo, r.Count)
		s.rows[i].Select(r.Chosen)
		s.rows[i].SetHint(r.Reason + ": " + hint)
	}
	s.count.SetWords(count)
	show(s.title, len(rows) > 0)
	show(s.box, len(rows) > 0)
}

// closerLook tells of the second look, with a way to stop it and to go on.
type closerLook struct {
	bar          *widget.Bar
	words, below *widget.Text
	button       *widget.Button
	box          *fyne.Container
}

func newCloserLook(tapped func()) closerLook {
	c := closerLook{bar: widget.NewBar(0, theme.Accent), words: widget.NewEllipsis("", widget.Body, theme.Text),
		below: widget.NewEllipsis("", widget.Caption, theme.Faint), button: widget.NewSmallButton(widget.Quiet, "Stop", "", tapped)}
	c.box = widget.Column(8, widget.Row(8, widget.Grow{CanvasObject: widget.Column(0, c.words, c.below)}, c.button), c.bar)
	return c
}

func (c *closerLook) set(v CloserView) {
	c.words.SetWords(v.Words)
	c.below.SetWords(v.Below)
	if v.Running {
		c.bar.Set(v.Share, theme.Accent)
		c.button.Set(widget.Quiet, "Stop", "")
		c.button.SetHint("Stops looking closer. What was looked at is remembered, and every picture can be learned from as it is.")
	} else {
		c.bar.Set(v.Share, theme.Fill)
		c.button.Set(widget.Standard, "Go on", "")
		c.button.SetHint("Looks at the rest too: for damage, copies, near copies, and pictures that are blurred, very dark or nearly of one colour.")
	}
	show(c.box, v.Shown)
}

func newOutCard(p DataParams) *outCard {
	c := &outCard{out: newOutSection(theme.IconWarn, theme.Warn, "Left out"), worth: newOutSection(theme.IconSearch, theme.Dim, "Worth a look"),
		closer: newCloserLook(p.Closer), passed: widget.NewEllipsis("", widget.Caption, theme.Faint), list: widget.Column(0)}
	c.once = widget.NewToggle("Count exact copies once", true, p.Once)
	c.once.SetHint("Exact copies. Files that are the same byte for byte count once, so that none is learned from more often than others; off, each counts.")
	never := widget.Column(0, c.passed, widget.NewEllipsis("Your files are never changed.", widget.Caption, theme.Faint))
	c.box = widget.NewCard(widget.Column(4, widget.Grow{CanvasObject: widget.Pad(0, -12, 0, -8, container.NewVScroll(widget.Pad(0, 12, 0, 8, c.list)))}, widget.Pad(8, 0, 0, 0, never)))
	return c
}

// setOut shows what is left out and what was found.
func (s *Data) setOut(v DataView) {
	c := s.out
	c.out.set(v.LeftOut, v.LeftOutCount, "shows these files.", s.p.Reason)
	c.worth.set(v.Worth, v.WorthCount, "shows these pictures; they are learned from unless you leave them out.", s.p.Worth)
	c.closer.set(v.Closer)
	c.passed.SetWords(v.Passed)
	show(c.passed, v.Passed != "")
	c.list.Objects = nil
	parts := [][]fyne.CanvasObject{}
	if v.Closer.Shown {
		parts = append(parts, []fyne.CanvasObject{c.closer.box})
	}
	if len(v.LeftOut) > 0 {
		parts = append(parts, []fyne.CanvasObject{c.out.title, widget.Pad(4, 0, 0, 0, c.out.box)})
	}
	if v.HasCopies {
		c.once.Set(v.Once)
		parts = append(parts, []fyne.CanvasObject{c.once})
	}
	if len(v.Worth) > 0 {
		parts = append(parts, []fyne.CanvasObject{c.worth.title, widget.Pad(4, 0, 0, 0, c.worth.box)})
	}
	for i, part := range parts {
		if i > 0 {
			part[0] = widget.Pad(16, 0, 0, 0, part[0])
		}
		c.list.Objects = append(c.list.Objects, part...)
	}
	show(c.box, len(parts) > 0)
}

// height is what the card takes with all its rows.
func (c *outCard) height() float32 {
	passed := float32(0)
	if c.passed.Visible() {
		passed = widget.Caption.Line
	}
	return c.list.MinSize().Height + passed + widget.Caption.Line + 8 + 4 + 32
}
