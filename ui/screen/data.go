package screen

import (
	"image"
	"slices"

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

	folders *widget.RowList
	out     *fyne.Container
	outN    *widget.Text
	outCard fyne.CanvasObject
	filters *fyne.Container
	bar     *widget.Bar
	share   *widget.Text
	busy    *fyne.Container
	grid    *widget.Grid

	reasons []LeftOut // shown now
	chips   []Filter

	bottom *bottomBar
	body   *fyne.Container
	none   fyne.CanvasObject
	empty  *fyne.Container
	root   *fyne.Container
}

// NewData makes the screen.
func NewData(p DataParams) *Data {
	s := &Data{p: p, head: widget.NewHead("", ""), trouble: container.NewStack(),
		out: widget.Column(0), outN: widget.NewText("", widget.Body, theme.Dim),
		filters: container.New(chipsLayout{}), bar: widget.NewBar(0, theme.Accent), share: widget.NewText("", widget.Caption, theme.Dim),
		empty: container.NewStack()}
	s.add = widget.NewButton(widget.Standard, "Add folder…", theme.IconPlus, p.Add)
	s.next = widget.NewButton(widget.Primary, "Choose a model", theme.IconArrow, p.Model)
	s.cancel = widget.NewButton(widget.Quiet, "Cancel", "", p.Cancel)
	s.folders = widget.NewRowList(func(i int) { p.Folder(s.view.Folders[i].Path) })
	s.next.SetHint("Goes on to the model with these pictures.")
	s.add.SetHint("Adds the pictures of one more folder; nothing is copied.")
	s.cancel.SetHint("Stops looking. What was found so far is forgotten.")
	s.grid = widget.NewGrid(p.Select, p.Open)
	s.bottom = newBottomBar(p)
	s.build()
	s.Set(DataView{})
	return s
}

func (s *Data) build() {
	left := container.New(&foldersLayout{s}, s.folderCard(), s.leftOutCard())
	s.busy = widget.Row(8, widget.Grow{CanvasObject: s.bar}, s.share)
	side := widget.NewSlider(12, 4, func(step int) { s.grid.SetSide(float32(62 + 10*step)) }, nil)
	side.SetHint("Size. How large the pictures are shown; it changes nothing else.")
	tools := widget.Row(8, widget.Grow{CanvasObject: container.NewStack(s.filters, s.busy)},
		widget.NewText("Size", widget.Caption, theme.Faint), widget.Fixed(96, 0, side))
	right := widget.Column(12, widget.Fixed(0, 28, tools), widget.Grow{CanvasObject: s.grid})
	main := container.New(sideLayout{240, 24}, left, right)
	pages, _ := pageWith(&pageLayout{gap: 24, grow: main, flush: true}, s.head, s.trouble, main)
	s.body = container.New(barLayout{}, pages, s.bottom.box)
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
	never := widget.NewEllipsis("Your files are never changed.", widget.Caption, theme.Faint)
	s.outCard = widget.NewCard(widget.Column(4, title, widget.Grow{CanvasObject: widget.Pad(0, -12, 0, 0, container.NewVScroll(widget.Pad(0, 12, 0, 0, s.out)))}, widget.Pad(8, 0, 0, 0, never)))
	return s.outCard
}

// outHeight is what the card of what is left out takes with all its rows.
func (s *Data) outHeight() float32 { return s.out.MinSize().Height + 20 + 24 + 2*4 + 32 }

// nothing is the screen before a folder was chosen: drop corners and buttons.
func (s *Data) nothing() fyne.CanvasObject {
	words := emptyState("Which pictures should it learn from?",
		"Drop a folder anywhere in this window. Folders inside it are looked through too, and nothing in them is changed.",
		widget.NewBigButton(widget.Primary, "Choose a folder…", theme.IconFolder, s.p.Choose),
		widget.NewBigButton(widget.Standard, "Try it with the sample", "", s.p.Sample))
	return container.NewStack(widget.NewSurface(theme.Window, theme.None, 0),
		widget.Pad(32, 40, 32, 40, widget.NewCorners(words)))
}

// Head returns the screen's head.
func (s *Data) Head() *widget.Head { return s.head }

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
	s.folders.Set(len(v.Folders), func(i int) widget.RowView {
		f := v.Folders[i]
		return widget.RowView{Words: f.Name, Count: f.Count, Icon: theme.IconFolder, Indent: float32(f.Depth) * 16, Selected: f.Chosen}
	})
	s.outN.SetWords(v.LeftOutCount)
	show(s.outCard, len(v.LeftOut) > 0)
	if !slices.Equal(v.LeftOut, s.reasons) {
		s.reasons = slices.Clone(v.LeftOut)
		s.out.Objects = nil
		for i, r := range v.LeftOut {
			if i > 0 {
				s.out.Add(widget.Divider())
			}
			row := widget.NewListRow(r.Reason, r.Todo, r.Count, func() { s.p.Reason(i) })
			row.SetChevron()
			row.SetHint("Shows these files.")
			s.out.Add(row)
		}
	}
	s.chips = setChips(s.filters, s.chips, v.Filters, s.p.Filter)
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

// setChips shows filters, and keeps the chips that are there where nothing has
// changed, so that a click in between is not lost.
func setChips(place *fyne.Container, now, want []Filter, chosen func(index int)) []Filter {
	if slices.Equal(now, want) {
		return now
	}
	if len(now) == len(want) {
		for i, f := range want {
			chip := place.Objects[i].(*widget.Chip)
			chip.SetLabel(f.Label)
			chip.Select(f.Chosen)
		}
		return slices.Clone(want)
	}
	place.Objects = nil
	for i, f := range want {
		chip := widget.NewChip(f.Label, func() { chosen(i) })
		chip.Select(f.Chosen)
		place.Add(chip)
	}
	return slices.Clone(want)
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

// foldersLayout stacks the folders and what is left out. Each takes what it
// needs, and scrolls in itself where there is not enough.
type foldersLayout struct{ s *Data }

func (*foldersLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(160, 120) }

func (l *foldersLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const gap, margin = 16, 20
	height := size.Height - margin // as much stays free below as beside
	folders := l.s.folders.Wanted() + 16
	if o[1].Visible() {
		out := min(l.s.outHeight(), height)
		if folders+gap+out > height {
			out = min(out, max(height*0.55, height-folders-gap))
		}
		folders = min(folders, height-out-gap)
		rect{0, folders + gap, size.Width, out}.put(o[1])
	}
	rect{0, 0, size.Width, min(folders, height)}.put(o[0])
}

// barLayout gives the bottom bar, when it is shown, the full width below the
// page.
type barLayout struct{}

const barHeight = 52

func (barLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(0, barHeight)
}

func (barLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	height := size.Height
	if o[1].Visible() {
		height -= barHeight
		rect{0, height, size.Width, barHeight}.put(o[1])
	}
	rect{0, 0, size.Width, height}.put(o[0])
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
		name: widget.NewEllipsis("", widget.Control, theme.Text), size: widget.NewEllipsis("", widget.Body, theme.Dim)}
	b.out = widget.NewSmallButton(widget.Standard, "Leave out", "", p.LeaveOut)
	folder := widget.NewSmallButton(widget.Quiet, "Show in folder", "", p.ShowInFolder)
	b.out.SetHint("The model will not learn from this picture. The file stays as it is.")
	folder.SetHint("Opens the folder of this picture in the file manager.")
	row := widget.Row(16, b.picture, widget.Grow{CanvasObject: container.New(namedLayout{}, b.name, b.size)}, b.out, folder)
	b.box = container.New(bottomLayout{}, widget.NewSurface(theme.Window, theme.None, 0), widget.Divider(), row)
	b.box.Hide()
	return b
}

// namedLayout puts a name and right behind it a few words; the name gives way.
type namedLayout struct{}

func (namedLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return fyne.NewSize(120, 18) }

func (namedLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	wanted := func(i int) float32 { return o[i].(*widget.Text).Wanted() + 1 }
	words := min(wanted(1), size.Width*0.45)
	name := min(wanted(0), size.Width-words-16)
	rect{0, 0, name, size.Height}.put(o[0])
	rect{name + 16, 0, words, size.Height}.put(o[1])
}

// bottomLayout is a line above a row inside the window's margins.
type bottomLayout struct{}

func (bottomLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, barHeight) }

func (bottomLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	side, _ := margins(size.Width)
	rect{0, 0, size.Width, size.Height}.put(o[0])
	rect{0, 0, size.Width, 1}.put(o[1])
	rect{side, 1, size.Width - 2*side, size.Height - 1}.put(o[2])
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
