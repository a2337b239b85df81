package screen

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// PredictState is how far the screen is.
type PredictState int

const (
	PredictNone  PredictState = iota // there is no classifier
	PredictReady                     // there is one, and no picture
	PredictShown                     // a picture, a folder, or both
)

// TopClass is one of the likeliest classes.
type TopClass struct {
	Name, Value string
	Share       float64
}

// PredictFolder is what is shown of many pictures.
type PredictFolder struct {
	Name, Words string
	Running     bool    // it looks at pictures, or copies them
	Share       float64 // how far that is
	Filters     []Filter
	WhyNot      string // why nothing can be saved now, or ""
}

// PredictView is what the screen shows.
type PredictView struct {
	State            PredictState
	Title, Below     string
	Models           []string
	Model            int
	Picture, Heat    image.Image
	Under, UnderHeat string
	Top              []TopClass
	Said             string // what the person said that it is; "" for nothing
	CanSay           bool   // it is known what the picture is taken for
	Unsure           bool   // of the picture
	Threshold        int    // percent below which it is unsure
	Folder           *PredictFolder
	Trouble, Remedy  string
}

// PredictParams is what the screen calls.
type PredictParams struct {
	Open      func() // choose a picture
	Choose    func() // choose a folder
	Learn     func() // goes where classifiers are made
	LearnFrom func() // the same, and asks for a folder of classes
	Model     func(index int)
	Threshold func(percent int)
	Filter    func(index int)
	Stop      func()
	Copy      func()
	Save      func() // as a table
	Show      func(row int)
	Right     func() // it is what it is taken for
	Else      func() // it is something else
	Dismiss   func()
}

// Predict tells what pictures are of.
type Predict struct {
	p                  PredictParams
	view               PredictView
	head               *widget.Head
	model              *widget.Pick
	open, choose       *widget.Button
	picture, heat      *widget.Picture
	under, underHeat   *widget.Text
	top                *fyne.Container
	likely             *topLayout
	tops               []topRow
	right, other       *widget.Button
	said               *widget.Text
	name, words        *widget.Text
	progress           *widget.Bar
	chips              *fyne.Container
	filters            []Filter
	stop, copies, save *widget.Button
	threshold          *widget.Slider
	percent            *widget.Text
	answers            *widget.AnswerList
	bar, table         *fyne.Container
	trouble            *fyne.Container
	dismiss            *widget.Button
	waiting            *fyne.Container // drop corners
	amiss              *fyne.Container // the trouble where there is no classifier
	learn              *widget.Button  // in it
	body, empty, root  *fyne.Container
}

// NewPredict makes the screen.
func NewPredict(p PredictParams) *Predict {
	s := &Predict{p: p, head: widget.NewHead("", ""), trouble: container.NewStack(), dismiss: dismissal(p.Dismiss),
		picture: widget.NewPicture(64, 12, nil), heat: widget.NewPicture(64, 12, nil),
		under: widget.NewEllipsis("", widget.Caption, theme.Dim), underHeat: widget.NewEllipsis("", widget.Caption, theme.Dim)}
	s.buttons()
	s.topFive()
	s.folderParts()
	s.waiting = container.NewStack(widget.NewCorners(emptyState("Drop pictures or a folder",
		"Anywhere in this window. Each picture is named; none is changed.",
		widget.NewBigButton(widget.Primary, "Open a picture…", theme.IconFolder, p.Open),
		widget.NewBigButton(widget.Standard, "Choose a folder…", "", p.Choose))))
	ground := widget.NewSurface(theme.Window, theme.None, 0)
	s.body = container.NewStack(ground, container.New(&predictLayout{s}, s.head, s.trouble, s.picture, s.heat, s.under, s.underHeat, s.top, s.bar, s.table, s.waiting))
	s.amiss = container.NewStack()
	s.learn = widget.NewSmallButton(widget.Standard, "Go to Fine-tune", theme.IconTune, p.Learn)
	s.learn.SetHint("Fine-tune makes a classifier; a folder that was dropped here goes with it.")
	words := emptyState("No classifier yet",
		"A model has to learn your classes first, from a folder whose sub-folders are named after what is in them. Fine-tune does that.",
		widget.NewBigButton(widget.Primary, "Choose a folder of classes…", theme.IconFolder, p.LearnFrom),
		widget.NewBigButton(widget.Standard, "Go to Fine-tune", "", p.Learn))
	s.empty = container.NewStack(widget.NewSurface(theme.Window, theme.None, 0), container.New(marginLayout{}, widget.NewCorners(words)))
	s.root = container.New(amissLayout{}, container.NewStack(s.empty, s.body), s.amiss)
	s.Set(PredictView{})
	return s
}

// buttons makes the actions of the head.
func (s *Predict) buttons() {
	s.model = widget.NewPick(nil, 0, s.p.Model)
	s.model.SetHint("Classifier. The run that says what pictures are of.")
	s.choose = widget.NewButton(widget.Standard, "Choose a folder…", "", s.p.Choose)
	s.choose.SetHint("Asks about every picture in a folder; you can also drop one on this window.")
	s.open = widget.NewButton(widget.Primary, "Open a picture…", theme.IconFolder, s.p.Open)
	s.open.SetHint("Asks about one picture; you can also drop it on this window.")
}

// Head returns the screen's head.
func (s *Predict) Head() *widget.Head { return s.head }

// Content returns the screen's root.
func (s *Predict) Content() fyne.CanvasObject { return s.root }

// View returns what is shown.
func (s *Predict) View() PredictView { return s.view }

// Answers is the list of a folder's pictures.
func (s *Predict) Answers() *widget.AnswerList { return s.answers }

// Set shows a view.
func (s *Predict) Set(v PredictView) {
	s.view = v
	shown, folder := v.State == PredictShown, v.Folder != nil
	show(s.empty, v.State == PredictNone)
	show(s.body, v.State != PredictNone)
	show(s.waiting, v.State == PredictReady)
	for _, o := range []fyne.CanvasObject{s.picture, s.heat, s.under, s.underHeat, s.top} {
		show(o, shown)
	}
	show(s.bar, shown && folder)
	show(s.table, shown && folder)
	s.setHead(v)
	s.picture.Set(v.Picture)
	s.heat.Set(v.Heat)
	s.under.SetWords(v.Under)
	s.underHeat.SetWords(v.UnderHeat)
	s.setTop(v)
	if folder {
		s.setFolder(*v.Folder, v.Threshold)
	}
	if v.State == PredictNone {
		setNotice(s.amiss, widget.NewFlatNotice, v.Trouble, v.Remedy, []fyne.CanvasObject{s.learn, s.dismiss})
		setNotice(s.trouble, widget.NewFlatNotice, "", "", nil)
	} else {
		setNotice(s.amiss, widget.NewFlatNotice, "", "", nil)
		setNotice(s.trouble, widget.NewFlatNotice, v.Trouble, v.Remedy, []fyne.CanvasObject{s.dismiss})
	}
	s.root.Refresh()
}

func (s *Predict) setHead(v PredictView) {
	s.head.Set(v.Title, v.Below)
	s.model.Set(v.Models, v.Model)
	if len(v.Models) > 1 {
		s.model.Enable()
	} else {
		s.model.DisableFor("There is only one classifier.")
	}
	pick := widget.Fixed(190, 36, s.model)
	if v.State == PredictShown {
		kind := widget.Primary
		if v.Folder != nil && v.Folder.Running {
			kind = widget.Standard // the progress has the accent
		}
		s.open.Set(kind, "Open a picture…", theme.IconFolder)
		s.head.SetActions(pick, s.choose, s.open)
	} else {
		s.head.SetActions(pick)
	}
}

// topRow is one of the likeliest classes, with its bar.
type topRow struct {
	name, value *widget.Text
	bar         *widget.Bar
	hinted      *widget.Hinted
}

const mostTop = 5

func (s *Predict) topFive() {
	rows := []fyne.CanvasObject{widget.NewText("Top five", widget.Section, theme.Text)}
	for i := range mostTop {
		role := widget.Body
		if i == 0 {
			role = widget.Control
		}
		r := topRow{name: widget.NewEllipsis("", role, theme.Dim), value: widget.NewText("", role, theme.Dim).Right(), bar: widget.NewBar(0, theme.Fill)}
		r.hinted = widget.NewHinted(widget.Column(4, widget.Row(8, widget.Grow{CanvasObject: r.name}, r.value), r.bar), "")
		s.tops = append(s.tops, r)
		rows = append(rows, r.hinted)
	}
	s.right = widget.NewSmallButton(widget.Standard, "Right", theme.IconCheck, s.p.Right)
	s.right.SetHint("Right. The picture and this class are kept for the next fine-tuning; the file stays where it is.")
	s.other = widget.NewSmallButton(widget.Standard, "", "", s.p.Else)
	s.other.SetHint("Something else. Says what it is, for the next fine-tuning; the file stays where it is.")
	s.said = widget.NewEllipsis("", widget.Caption, theme.Dim)
	s.likely = &topLayout{say: widget.Column(6, widget.Row(8, s.right, s.other), s.said), other: s.other}
	s.top = container.New(s.likely, append(rows, s.likely.say)...)
}

func (s *Predict) setTop(v PredictView) {
	s.likely.count = len(v.Top)
	s.said.SetWords(v.Said)
	show(s.said, v.Said != "")
	show(s.likely.say, v.CanSay)
	s.top.Refresh()
	for i, r := range s.tops {
		if i >= len(v.Top) {
			continue
		}
		words, fill := theme.Dim, theme.Fill
		if i == 0 {
			words, fill = theme.Text, theme.Accent
			if v.Unsure {
				fill = theme.Warn
			}
		}
		t := v.Top[i]
		r.name.SetWords(t.Name)
		r.name.SetColor(words)
		r.value.SetWords(t.Value)
		r.value.SetColor(words)
		r.bar.Set(t.Share, fill)
		r.hinted.SetHint(t.Name + ": " + t.Value + " likely.")
	}
}

// topLayout puts count rows below a heading, closer where there is little height, and
// leaves out those that do not fit. Below them stands what can be said of the picture, or
// beside the heading where the rows want that height.
type topLayout struct {
	count int
	say   *fyne.Container
	other *widget.Button // in it
}

const topHead, topHigh, topLeast, topMost = 30, 28, 32, 46

func (*topLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(160, topHead+topHigh)
}

// narrowSay is the width that the whole words have room in.
const narrowSay = 236

func (l *topLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	head := size.Width
	words := "It is something else…"
	if size.Width < narrowSay {
		words = "Other class…"
	}
	if l.other.Label() != words {
		l.other.Set(widget.Standard, words, "")
	}
	below := float32(0)
	if l.say.Visible() {
		below = l.say.MinSize().Height + 8
	}
	rows, least := size.Height-below, l.say.MinSize()
	beside := rows < topHead+float32(min(l.count, mostTop))*topLeast && least.Height <= topHead && size.Width >= o[0].MinSize().Width+16+least.Width
	if beside {
		rows, head = size.Height, size.Width-16-least.Width
	}
	rect{0, 0, head, 20}.put(o[0])
	step := min(max((rows-topHead)/mostTop, topLeast), topMost)
	y := float32(topHead)
	for i, row := range o[1 : len(o)-1] {
		fits := i < l.count && y+topHigh <= rows
		show(row, fits)
		if fits {
			rect{0, y, size.Width, topHigh}.put(row)
			y += step
		}
	}
	if beside {
		rect{size.Width - least.Width, -6, least.Width, least.Height}.put(l.say)
		return
	}
	rect{0, y + 4, size.Width, below - 8}.put(l.say)
}
