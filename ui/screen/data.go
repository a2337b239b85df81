package screen

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// DataState is what the Data screen is doing.
type DataState int

const (
	DataNone     DataState = iota // no folder yet
	DataScanning                  // looking through
	DataReady
	DataEmpty // looked through, and no picture in it
)

// Folder is a row of the folder list.
type Folder struct {
	Name   string
	Path   string
	Count  string
	Depth  int
	Chosen bool
}

// LeftOut is a reason why files were left out.
type LeftOut struct{ Reason, Todo, Count string }

// Filter is one of the chips above the pictures.
type Filter struct {
	Label  string
	Chosen bool
}

// DataView is what the screen shows.
type DataView struct {
	State        DataState
	Title, Below string
	Share        float64 // looked at
	ShareWords   string
	Folders      []Folder
	LeftOut      []LeftOut
	LeftOutCount string
	Filters      []Filter
	Found        []LeftOut // what an empty folder held instead

	Trouble, Remedy string
}

// Choice is what the bottom bar tells of the selected picture.
type Choice struct {
	Picture    image.Image
	Name, Size string
	Out        bool // it is left out: it can be taken back
}

// DataParams is what the screen calls.
type DataParams struct {
	Choose       func() // another folder, instead
	Add          func() // one more folder
	Cancel       func()
	Sample       func()
	Model        func()
	Folder       func(path string)
	Reason       func(index int)
	Filter       func(index int)
	Select       func(index int)
	Open         func(index int)
	LeaveOut     func() // the selected picture, or takes it back
	ShowInFolder func()
}

// Data shows the pictures that a model will learn from.
type Data struct {
	p       DataParams
	view    DataView
	head    *widget.Head
	add     *widget.Button
	next    *widget.Button
	cancel  *widget.Button
	trouble *fyne.Container

	folders *fyne.Container
	out     *fyne.Container
	outN    *widget.Text
	outCard fyne.CanvasObject
	filters *fyne.Container
	bar     *widget.Bar
	share   *widget.Text
	busy    *fyne.Container
	grid    *widget.Grid

	bottom *bottomBar
	body   *fyne.Container
	none   fyne.CanvasObject
	empty  *fyne.Container
	root   *fyne.Container
}

// NewData makes the screen.
func NewData(p DataParams) *Data {
	s := &Data{p: p, head: widget.NewHead("", ""), trouble: container.NewStack(), folders: widget.Column(0),
		out: widget.Column(0), outN: widget.NewText("", widget.Body, theme.Dim),
		filters: widget.Row(8), bar: widget.NewBar(0, theme.Accent), share: widget.NewText("", widget.Caption, theme.Dim),
		empty: container.NewStack()}
	s.add = widget.NewButton(widget.Standard, "Add folder…", theme.IconPlus, p.Add)
	s.next = widget.NewButton(widget.Primary, "Choose a model", theme.IconArrow, p.Model)
	s.cancel = widget.NewButton(widget.Quiet, "Cancel", "", p.Cancel)
	s.grid = widget.NewGrid(p.Select, p.Open)
	s.bottom = newBottomBar(p)
	s.build()
	s.Set(DataView{})
	return s
}

func (s *Data) build() {
	left := container.NewVScroll(widget.Column(16, s.folderCard(), s.leftOutCard()))
	s.busy = widget.Row(8, widget.Grow{CanvasObject: s.bar}, s.share)
	side := widget.NewSlider(12, 4, func(step int) { s.grid.SetSide(float32(62 + 10*step)) }, nil)
	side.SetHint("Size. How large the pictures are shown; it changes nothing else.")
	tools := widget.Row(8, widget.Grow{CanvasObject: container.NewStack(s.filters, s.busy)},
		widget.NewText("Size", widget.Caption, theme.Faint), widget.Fixed(96, 0, side))
	right := widget.Column(12, widget.Fixed(0, 28, tools), widget.Grow{CanvasObject: s.grid})
	main := container.New(sideLayout{240, 24}, left, right)
	s.body = page(20, main, s.head, s.trouble, main, s.bottom.box)
	s.none = s.nothing()
	s.root = container.NewStack(s.none, s.empty, s.body)
}

func (s *Data) folderCard() fyne.CanvasObject {
	card := widget.NewCard(s.folders)
	card.SetPadding(8)
	return card
}

func (s *Data) leftOutCard() fyne.CanvasObject {
	title := widget.Row(8, widget.NewIcon(theme.IconWarn, theme.Warn, 16),
		widget.Grow{CanvasObject: widget.NewEllipsis("Left out", widget.Section, theme.Text)}, s.outN)
	s.outCard = widget.NewCard(widget.Column(4, title, s.out,
		widget.Pad(8, 0, 0, 0, widget.NewEllipsis("Your files are never changed.", widget.Caption, theme.Faint))))
	return s.outCard
}

// nothing is the screen before a folder was chosen: drop corners and buttons.
func (s *Data) nothing() fyne.CanvasObject {
	words := emptyState("Which pictures should it learn from?",
		"Drop a folder anywhere in this window. Folders inside it are looked through too, and nothing in them is changed.",
		widget.NewBigButton(widget.Primary, "Choose a folder…", theme.IconFolder, s.p.Choose),
		widget.NewBigButton(widget.Standard, "Try it with the sample", "", s.p.Sample))
	return container.NewStack(widget.NewSurface(theme.Window, theme.None, 0),
		widget.Pad(32, 40, 32, 40, widget.NewCorners(words)))
}

// Content returns the screen's root.
func (s *Data) Content() fyne.CanvasObject { return s.root }

// View returns what is shown.
func (s *Data) View() DataView { return s.view }

// Grid returns the grid of pictures, for the window to feed.
func (s *Data) Grid() *widget.Grid { return s.grid }

// Set shows a view.
func (s *Data) Set(v DataView) {
	s.view = v
	show(s.none, v.State == DataNone)
	show(s.empty, v.State == DataEmpty)
	show(s.body, v.State == DataScanning || v.State == DataReady)
	s.head.Set(v.Title, v.Below)
	setTrouble(s.trouble, v.Trouble, v.Remedy)
	switch v.State {
	case DataEmpty:
		s.empty.Objects = []fyne.CanvasObject{s.noPictures(v)}
	case DataScanning:
		s.next.DisableFor("The pictures are still being looked through.")
		s.head.SetActions(s.cancel, s.next)
	case DataReady:
		s.next.Enable()
		s.head.SetActions(s.add, s.next)
	}
	s.bar.Set(v.Share, theme.Accent)
	s.share.SetWords(v.ShareWords)
	show(s.busy, v.State == DataScanning)
	show(s.filters, v.State == DataReady)
	s.setLists(v)
	s.root.Refresh()
}

func (s *Data) setLists(v DataView) {
	s.folders.Objects = nil
	for _, f := range v.Folders {
		s.folders.Add(folderRow(f, func() { s.p.Folder(f.Path) }))
	}
	s.out.Objects = nil
	for i, r := range v.LeftOut {
		if i > 0 {
			s.out.Add(widget.Divider())
		}
		s.out.Add(widget.NewListRow(r.Reason, r.Todo, r.Count, func() { s.p.Reason(i) }))
	}
	s.outN.SetWords(v.LeftOutCount)
	show(s.outCard, len(v.LeftOut) > 0)
	s.filters.Objects = nil
	for i, f := range v.Filters {
		chip := widget.NewChip(f.Label, func() { s.p.Filter(i) })
		chip.Select(f.Chosen)
		s.filters.Add(chip)
	}
}

// noPictures says what was looked at and what was found instead.
func (s *Data) noPictures(v DataView) fyne.CanvasObject {
	found := widget.Column(0)
	for i, f := range v.Found {
		role, color := widget.Body, theme.Dim
		if i == 0 {
			role, color = widget.Control, theme.Text
		}
		row := widget.Row(8, widget.Grow{CanvasObject: widget.NewEllipsis(f.Reason, role, color)}, widget.NewText(f.Count, widget.Body, theme.Faint))
		found.Add(widget.Fixed(0, 28, row))
	}
	words := widget.Column(8, widget.NewText(v.Title, widget.Title, theme.Text).Center(),
		widget.Fixed(520, 0, widget.NewParagraph(v.Below, widget.Lead, theme.Dim, 520).Center()))
	buttons := container.NewCenter(widget.Row(8,
		widget.NewBigButton(widget.Primary, "Choose another folder…", theme.IconFolder, s.p.Choose),
		widget.NewBigButton(widget.Standard, "Try it with the sample", "", s.p.Sample)))
	column := widget.Column(24, container.NewCenter(widget.Hollow(3, 88)), words, buttons)
	if len(v.Found) > 0 {
		column.Add(widget.Pad(16, 0, 0, 0, container.NewCenter(widget.Fixed(360, 0, widget.NewCard(found)))))
	}
	return container.NewStack(widget.NewSurface(theme.Window, theme.None, 0), container.NewCenter(column))
}

// SetChoice shows the selected picture in the bottom bar; nil hides it.
func (s *Data) SetChoice(c *Choice) {
	s.bottom.set(c)
	s.body.Refresh()
}

// folderRow is a folder with its count; deeper folders stand further right.
func folderRow(f Folder, tapped func()) fyne.CanvasObject {
	row := widget.NewListRow(f.Name, "", f.Count, tapped)
	row.SetIcon(theme.IconFolder, float32(f.Depth)*16)
	row.Select(f.Chosen)
	return row
}

func show(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// sideLayout gives the left part a fixed width; in a narrow window it goes.
type sideLayout struct{ width, gap float32 }

func (l sideLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(o[1].MinSize().Width, 160)
}

func (l sideLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	width := l.width
	if size.Width < widget.Narrow-148 {
		width = 200
	}
	o[0].Resize(fyne.NewSize(width, size.Height))
	o[1].Move(fyne.NewPos(width+l.gap, 0))
	o[1].Resize(fyne.NewSize(size.Width-width-l.gap, size.Height))
}

// bottomBar tells of the selected picture.
type bottomBar struct {
	picture    *widget.Picture
	name, size *widget.Text
	out        *widget.Button
	box        *fyne.Container
}

func newBottomBar(p DataParams) *bottomBar {
	b := &bottomBar{picture: widget.NewPicture(32, 4, nil),
		name: widget.NewEllipsis("", widget.Control, theme.Text), size: widget.NewText("", widget.Body, theme.Dim)}
	b.out = widget.NewSmallButton(widget.Standard, "Leave out", "", p.LeaveOut)
	folder := widget.NewSmallButton(widget.Quiet, "Show in folder", "", p.ShowInFolder)
	b.box = widget.Column(8, widget.Divider(), widget.Row(16, b.picture, widget.Grow{CanvasObject: b.name}, b.size, b.out, folder))
	b.box.Hide()
	return b
}

func (b *bottomBar) set(c *Choice) {
	if c == nil {
		b.box.Hide()
		return
	}
	b.picture.Set(c.Picture)
	b.name.SetWords(c.Name)
	b.size.SetWords(c.Size)
	label := "Leave out"
	if c.Out {
		label = "Take back"
	}
	b.out.Set(widget.Standard, label, "")
	b.box.Show()
}
