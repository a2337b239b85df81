package screen

import (
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
	Name      string
	Path      string
	Count     string
	Indent    int // px
	Fold      widget.Fold
	Removable bool // one of several folders: it can be taken off the list
	Chosen    bool
}

// LeftOut is a reason why files were left out.
type LeftOut struct {
	Reason, Todo, Count string
	Chosen              bool // its files are shown
}

// Filter is one of the chips above the pictures.
type Filter struct {
	Label  string
	Chosen bool
	WhyNot string // why it cannot be chosen now, "" where it can
}

// DataView is what the screen shows.
type DataView struct {
	State        DataState
	Title, Below string
	Seen         string  // while scanning: "3,412 files seen", "41 % looked at"
	Share        float64 // of the files, 0 while it is not known how many there are
	Folders      []Folder
	LeftOut      []LeftOut
	LeftOutCount string
	NoneLeft     bool   // all pictures are left out
	Passed       string // what else was passed over: "12 other files are not pictures."
	Filters      []Filter
	Found        []LeftOut // what an empty folder held instead
	Worth        []LeftOut // what may not be worth learning from
	WorthCount   string
	All          string // what can be done with all that are shown of one kind: "Leave all out"
	Closer       CloserView
	HasCopies    bool // files are the same byte for byte
	Once         bool // and count once

	Trouble, Remedy string
	Picture         bool // the trouble is about a picture, which can be redrawn
	Again           bool // looking through the folders once more may end it
}

// DataParams is what the screen calls.
type DataParams struct {
	Choose       func() // another folder, instead
	Add          func() // one more folder
	Cancel       func()
	Sample       func()
	Model        func()
	Folder       func(path string)
	Fold         func(path string) // shows the folders in it, or no longer
	Remove       func(path string) // takes a folder off the list
	Reason       func(index int)
	Worth        func(index int)
	All          func() // leaves all of the kind that is shown out, or takes them back
	Closer       func() // stops looking closer, or goes on
	Once         func(on bool)
	Filter       func(index int)
	Select       func() // other pictures are selected
	Open         func(index int)
	LeaveOut     func() // the selected pictures, or takes them back
	ShowInFolder func()
	Dismiss      func() // takes the trouble away
	Redraw       func() // opens the picture that the trouble is about
	Again        func() // looks through the folders once more
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
	amiss   *fyne.Container // the same where there are no pictures yet
	redraw  *widget.Button  // where what was dropped is a picture
	choose  *widget.Button  // where something was dropped that is no folder
	again   *widget.Button  // where files went away
	dismiss *widget.Button

	folders   *widget.RowList
	folderBox fyne.CanvasObject
	out       *outCard
	filters   *fyne.Container
	all       *widget.Button // leaves all that are shown out, or takes them back
	seen      *widget.Text
	looked    *widget.Bar
	seenBox   *fyne.Container
	grid      *widget.Grid

	chips []Filter

	tabs   *widget.Segmented // of a small window: the pictures, or what stands beside them else
	bottom *bottomBar
	body   *fyne.Container
	none   fyne.CanvasObject
	empty  *fyne.Container
	root   *fyne.Container
}

// NewData makes the screen.
func NewData(p DataParams) *Data {
	s := &Data{head: widget.NewHead("", ""), trouble: container.NewStack(), amiss: container.NewStack(),
		filters: container.New(chipsLayout{}), seen: widget.NewEllipsis("", widget.Caption, theme.Dim),
		empty: container.NewStack()}
	p.Folder, p.Reason, p.Worth = thenPictures(s, p.Folder), thenPictures(s, p.Reason), thenPictures(s, p.Worth)
	s.p, s.out = p, newOutCard(p)
	s.tabs = widget.NewSegmented([]string{"Pictures", "Folders and left out"}, 0, func(int) { s.root.Refresh() })
	s.add = widget.NewButton(widget.Standard, "Add folder…", theme.IconPlus, p.Add)
	s.next = widget.NewButton(widget.Primary, "Choose a model", theme.IconArrow, p.Model)
	s.cancel = widget.NewButton(widget.Quiet, "Cancel", "", p.Cancel)
	s.folders = widget.NewRowList(s.onFolder(p.Folder))
	s.folders.Folded, s.folders.Removed = s.onFolder(p.Fold), s.onFolder(p.Remove)
	s.next.SetHint("Goes on to the model with these pictures.")
	s.add.SetHint("Adds the pictures of one more folder; nothing is copied.")
	s.cancel.SetHint("Stops looking. What was found so far is forgotten.")
	s.all = widget.NewSmallButton(widget.Standard, "", "", p.All)
	s.choose = widget.NewSmallButton(widget.Standard, "Choose a folder…", theme.IconFolder, p.Choose)
	s.choose.SetHint("Opens the dialog of the system (Ctrl O); its pictures take the place of these.")
	s.dismiss = dismissal(p.Dismiss)
	s.redraw = widget.NewSmallButton(widget.Standard, "Open in Reconstruct", "", p.Redraw)
	s.redraw.SetHint("Shows this picture, for a model to redraw.")
	s.again = widget.NewSmallButton(widget.Standard, "Look through it again", "", p.Again)
	s.again.SetHint("Looks at every file once more, as when the folder was dropped.")
	s.grid = widget.NewGrid(p.Select, p.Open)
	s.bottom = newBottomBar(p)
	s.build()
	s.Set(DataView{})
	return s
}

func (s *Data) build() {
	s.looked = widget.NewBar(0, theme.Accent)
	s.seenBox = container.New(seenLayout{}, s.looked, s.seen)
	left := container.New(&foldersLayout{s}, s.folderCard(), s.out.box)
	side := widget.NewSlider(12, 4, func(step int) { s.grid.SetSide(float32(62 + 10*step)) }, nil)
	side.SetHint("Size. How large the pictures are shown; it changes nothing else.")
	tools := widget.Row(8, widget.Grow{CanvasObject: container.NewStack(s.filters, s.seenBox)}, s.all,
		widget.NewText("Size", widget.Caption, theme.Faint), widget.Fixed(96, 0, side))
	right := widget.Column(12, widget.Fixed(0, 28, tools), widget.Grow{CanvasObject: s.grid})
	main := container.New(dataLayout{s}, left, right, s.tabs)
	pages, _ := pageWith(&pageLayout{gap: 24, grow: main, flush: true}, s.head, s.trouble, main)
	s.body = container.New(barLayout{}, pages, s.bottom.box)
	s.none = s.nothing()
	s.root = container.New(amissLayout{}, container.NewStack(s.none, s.empty, s.body), s.amiss)
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
	s.setTrouble(v)
	switch v.State {
	case DataEmpty:
		s.empty.Objects = []fyne.CanvasObject{s.noPictures(v)}
	case DataScanning:
		s.next.DisableFor("The pictures are still being looked through.")
		s.head.SetActions(s.cancel, s.next)
	case DataReady:
		s.next.Enable()
		if v.NoneLeft {
			s.next.DisableFor("All pictures are left out. Take some back first.")
		}
		s.head.SetActions(s.add, s.next)
	}
	s.seen.SetWords(v.Seen)
	s.looked.Set(v.Share, theme.Accent)
	show(s.looked, v.Share > 0)
	show(s.seenBox, v.State == DataScanning)
	show(s.filters, v.State == DataReady)
	if s.all.Label() != v.All {
		s.all.Set(widget.Standard, v.All, "")
	}
	show(s.all, v.All != "" && v.State == DataReady)
	s.setLists(v)
	s.root.Refresh()
}

// seenLayout is a bar with words at its right; without the bar the words stand at the
// left.
type seenLayout struct{}

func (seenLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(120, 28) }

func (seenLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const words = 96
	if !o[0].Visible() {
		rect{0, 6, size.Width, 16}.put(o[1])
		return
	}
	rect{0, 11, size.Width - words - 8, 6}.put(o[0])
	rect{size.Width - words, 6, words, 16}.put(o[1])
}
