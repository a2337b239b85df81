package screen

import (
	"image"
	"reflect"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// RunRow is a run as the list shows it.
type RunRow struct {
	Name, About string // "boats and facades", "quick · 8,386 pictures"
	Sample      Sample
	State       string
	Icon        theme.Icon
	Warn        bool
	Training    bool
	Share       float64
	Left        string // "21 min left"
	Curve       []float64
	Loss        string
	Right       bool // Loss is what a classifier has right
	When        string
	Picked      bool // to be compared
}

// RunsView is what the screen shows.
type RunsView struct {
	Title, Below    string
	Note            string // where the colours of what is redrawn come from
	Runs            []RunRow
	Filters         []Filter
	Sort            int  // of Sorts
	Choosing        bool // runs are being picked to be compared
	Picked          int
	CanCompare      bool // there are two at least
	Trash           bool // the deleted runs are shown
	Trouble, Remedy string
	Damaged         bool // the trouble is about one run, whose folder can be shown
	Busy            bool // the trouble is about one that trains and was to be deleted
}

// Sorts are the orders that runs can stand in.
var Sorts = []string{"Last changed first", "By name", "Lowest error first"}

// RunsParams is what the screen calls; index counts the rows of the view.
type RunsParams struct {
	New    func()
	Open   func(index int)
	Menu   func(index int, at fyne.Position) // rename, duplicate, show, delete
	Find   func(words string)
	Filter func(index int)
	Sort   func(index int)
	Sample func()
	Choose func()
	Import func() // brings in a model from elsewhere

	Choosing func(on bool) // begins to pick runs to compare, or ends it
	Compare  func()        // those that are picked
	Empty    func()        // removes what is in the trash for ever
	Reveal   func()        // shows the folder of the run that the trouble is about
	Stop     func()        // stops the run that trains, then deletes it
	Dismiss  func()        // takes the trouble away
}

// Runs lists all runs.
type Runs struct {
	p        RunsParams
	view     RunsView
	head     *widget.Head
	start    *widget.Button
	choose   *widget.Button
	cancel   *widget.Button
	compare  *widget.Button
	away     *widget.Button
	reveal   *widget.Button
	bring    *widget.Button
	dismiss  *widget.Button
	stop     *widget.Button
	sort     *widget.Pick
	filters  *fyne.Container
	list     *fyne.Container
	note     *widget.Text
	trouble  *fyne.Container
	rows     []RunRow // shown now
	choosing bool
	chips    []Filter
	body     *fyne.Container
	empty    *fyne.Container
	root     *fyne.Container
}

// NewRuns makes the screen.
func NewRuns(p RunsParams) *Runs {
	s := &Runs{p: p, filters: container.New(chipsLayout{}), list: widget.Column(0), note: widget.NewEllipsis("", widget.Caption, theme.Faint), trouble: container.NewStack()}
	s.buttons()
	s.head = widget.NewHead("", "", s.choose, s.start)
	find := widget.NewEntry()
	find.SetPlaceHolder("Find a run")
	find.OnChanged = p.Find
	find.SetIcon(theme.IconSearch.Resource(theme.Faint))
	s.sort = widget.NewPick(Sorts, 0, p.Sort)
	s.sort.SetHint("Order. Which runs stand at the top.")
	tools := widget.Row(8, widget.Grow{CanvasObject: s.filters}, widget.Fixed(160, 36, s.sort), widget.Fixed(220, 36, find))
	scroll := scrolled(container.New(mostWide{runsColumn}, widget.Column(12, s.list, s.note)), 12)
	s.body = page(24, scroll, s.head, s.trouble, container.New(mostWide{runsColumn}, tools), scroll)
	s.empty = emptyState("No runs yet",
		"A run is one model and how it learned. Start with the built-in sample, or with pictures of your own.",
		widget.NewButton(widget.Primary, "Try it with the sample", theme.IconPlay, p.Sample),
		widget.NewButton(widget.Standard, "Choose a folder…", theme.IconFolder, p.Choose),
		widget.NewButton(widget.Standard, "Import a model…", "", p.Import))
	s.root = container.NewStack(s.empty, s.body)
	s.Set(RunsView{})
	return s
}

// runsColumn is how wide the list becomes: the eye has to find the state that
// belongs to a name.
const runsColumn = 1440

// Head returns the screen's head.
func (s *Runs) Head() *widget.Head { return s.head }

// buttons makes the actions of the head.
func (s *Runs) buttons() {
	s.start = widget.NewButton(widget.Primary, "New run", theme.IconPlus, s.p.New)
	s.start.SetHint("Begins with the pictures it should learn from.")
	s.bring = widget.NewButton(widget.Standard, "Import…", "", s.p.Import)
	s.bring.SetHint("Import. Makes a run of a model from elsewhere: official checkpoints, Hugging Face, timm; it can also be dropped on the window.")
	s.choose = widget.NewButton(widget.Standard, "Compare…", theme.IconTrain, func() { s.p.Choosing(true) })
	s.choose.SetHint("Shows the error curves of several runs over each other.")
	s.cancel = widget.NewButton(widget.Quiet, "Cancel", "", func() { s.p.Choosing(false) })
	s.cancel.SetHint("Compares nothing.")
	s.compare = widget.NewButton(widget.Primary, "Compare", theme.IconTrain, s.p.Compare)
	s.compare.SetHint("Opens the first of these runs with the curves of the others over its own.")
	s.away = widget.NewButton(widget.Danger, "Empty the trash…", "", s.p.Empty)
	s.away.SetHint("Removes the deleted runs for ever.")
	s.reveal = widget.NewSmallButton(widget.Standard, "Show its folder", "", s.p.Reveal)
	s.stop = widget.NewSmallButton(widget.Danger, "Stop and delete", "", s.p.Stop)
	s.stop.SetHint("Stop and delete. Ends the training, keeps what was learned, and moves the run to the trash.")
	s.dismiss = dismissal(s.p.Dismiss)
}

// setHead shows the actions of what is being done.
func (s *Runs) setHead(v RunsView) {
	s.head.Set(v.Title, v.Below)
	if v.CanCompare {
		s.choose.Enable()
	} else {
		s.choose.DisableFor("It takes two runs that have learned something.")
	}
	switch {
	case v.Choosing:
		label := "Compare"
		if v.Picked > 0 {
			label += " " + runsWords(v.Picked)
		}
		s.compare.Set(widget.Primary, label, theme.IconTrain)
		if v.Picked > 1 {
			s.compare.Enable()
		} else {
			s.compare.DisableFor("Click on two runs at least.")
		}
		s.head.SetActions(s.cancel, s.compare)
	case v.Trash:
		s.head.SetActions(s.away, s.start)
	default:
		s.head.SetActions(s.choose, s.bring, s.start)
	}
}

func runsWords(n int) string {
	if n == 1 {
		return "1 run"
	}
	return strconv.Itoa(n) + " runs"
}

// Content returns the screen's root.
func (s *Runs) Content() fyne.CanvasObject { return s.root }

// View returns what is shown.
func (s *Runs) View() RunsView { return s.view }

// Set shows a view.
func (s *Runs) Set(v RunsView) {
	s.view = v
	none := len(v.Runs) == 0 && len(v.Filters) == 0 && v.Trouble == ""
	show(s.empty, none)
	show(s.body, !none)
	s.setHead(v)
	s.sort.Set(Sorts, v.Sort)
	ways := []fyne.CanvasObject{s.dismiss}
	switch {
	case v.Damaged:
		ways = []fyne.CanvasObject{s.reveal, s.dismiss}
	case v.Busy:
		ways = []fyne.CanvasObject{s.stop, s.dismiss}
	}
	setTrouble(s.trouble, v.Trouble, v.Remedy, ways...)
	s.chips = setChips(s.filters, s.chips, v.Filters, s.p.Filter)
	s.setRows(v.Runs, v.Choosing)
	s.note.SetWords(v.Note)
	show(s.note, v.Note != "")
	s.root.Refresh()
}

// setRows shows the runs. Rows that stay the same stay, and with them a click
// under way.
func (s *Runs) setRows(runs []RunRow, choosing bool) {
	if s.choosing != choosing {
		s.choosing, s.rows, s.list.Objects = choosing, nil, nil
	}
	if n := max(0, 2*len(runs)-1); len(s.list.Objects) > n { // with a line between two
		s.list.Objects = s.list.Objects[:n]
		s.rows = s.rows[:len(runs)]
	}
	for i, r := range runs {
		switch {
		case i < len(s.rows) && reflect.DeepEqual(r, s.rows[i]):
		case i < len(s.rows):
			s.list.Objects[2*i] = s.row(i, r)
		default:
			if i > 0 {
				s.list.Add(widget.Divider())
			}
			s.list.Add(s.row(i, r))
		}
	}
	s.rows = slices.Clone(runs)
}

// row is one run: three small pictures, words, state, curve, error, date, menu.
func (s *Runs) row(i int, r RunRow) fyne.CanvasObject {
	pictures := widget.Row(4)
	for _, img := range []image.Image{r.Sample.Picture, r.Sample.Hidden, r.Sample.Redrawn} {
		p := widget.NewPicture(48, 5, nil)
		p.Set(img)
		pictures.Add(p)
	}
	words := widget.Column(0, widget.NewEllipsis(r.Name, widget.Control, theme.Text), widget.NewEllipsis(r.About, widget.Caption, theme.Dim))
	color := theme.Accent
	switch {
	case r.Warn:
		color = theme.Warn
	case r.Icon == theme.IconPause || r.Icon == theme.IconStop:
		color = theme.Faint
	}
	spark := widget.NewSpark(96, 32)
	spark.Set(r.Curve, color)
	under := "error"
	switch {
	case r.Loss == "":
		under = ""
	case r.Right:
		under = "right"
	}
	loss := widget.Column(0, widget.NewText(r.Loss, widget.Control, theme.Text).Right(), widget.NewText(under, widget.Caption, theme.Dim).Right())
	var more *widget.Button
	more = widget.NewSmallButton(widget.Quiet, "", theme.IconMore, func() {
		s.p.Menu(i, fyne.CurrentApp().Driver().AbsolutePositionForObject(more).AddXY(0, 32))
	})
	more.SetHint("Rename, duplicate, show in the file manager, delete.")
	var last fyne.CanvasObject = more
	if s.choosing {
		last = widget.NewSurface(theme.None, theme.None, 0)
		if r.Picked {
			last = widget.NewIcon(theme.IconCheck, theme.Accent, 20)
		}
	}
	row := widget.NewTapRow(container.New(runLayout{}, pictures, words, stateOf(r), spark, loss, widget.NewText(r.When, widget.Caption, theme.Dim).Right(), last), func() { s.p.Open(i) })
	row.Select(r.Picked)
	row.SetHint(r.Name)
	return row
}

func stateOf(r RunRow) fyne.CanvasObject {
	if !r.Training {
		return widget.NewState(r.State, r.Icon, r.Warn).Yield()
	}
	bar := widget.NewBar(r.Share, theme.Accent)
	words := widget.Row(8, widget.Grow{CanvasObject: widget.NewEllipsis(r.State, widget.Small, theme.Accent)}, widget.NewText(r.Left, widget.Caption, theme.Dim))
	return widget.Column(4, words, bar)
}

// runLayout places a row's parts; in a narrow window the curve leaves, then
// the date.
type runLayout struct{}

func (runLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(560, 48) }

func (runLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	right := size.Width
	put := func(i int, width float32) {
		least := o[i].MinSize()
		right -= width
		o[i].Resize(fyne.NewSize(width, least.Height))
		o[i].Move(fyne.NewPos(right, float32(int((size.Height-least.Height)/2))))
		right -= 16
	}
	put(6, 28)
	show(o[5], size.Width >= 700)
	if size.Width >= 700 {
		put(5, 80)
	}
	put(4, 56)
	show(o[3], size.Width >= 820)
	if size.Width >= 820 {
		put(3, 96)
	}
	put(2, 160)
	o[0].Resize(fyne.NewSize(152, 48))
	o[0].Move(fyne.NewPos(0, (size.Height-48)/2))
	least := o[1].MinSize()
	o[1].Resize(fyne.NewSize(max(40, right-176), least.Height))
	o[1].Move(fyne.NewPos(176, float32(int((size.Height-least.Height)/2))))
}
