package screen

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// ResultView is what the screen shows of a classifier.
type ResultView struct {
	Working      bool    // it is asked about the pictures; there is nothing to show yet
	Stopped      bool    // nor will there be: a person stopped that
	Share        float64 // of that
	Left         string
	Title, Below string

	Names   []string
	Counts  [][]int // [what it is][what was said]; nil with more classes than a matrix has room for
	Pairs   []Pair  // instead, or where there is no width for it: what was most often taken for each other
	Cell    CellView
	Worst   []Face // the mistakes it was most sure of
	Wrong   string // "All 59"
	Verdict string // is it good enough?
	Bars    []Compared

	Figures []Fact
	Classes []ClassScore

	Bins    []widget.Certainty
	Certain string

	Suspects     []Suspicion
	SuspectWords string

	Accuracy, Loss []widget.Curve
	Guides         []widget.Guide // of accuracy
	LastEpoch      float64

	Worth      StudyView // was pre-training worth it?
	MoreLabels StudyView // would they help?

	Again string // the button that trains again with what was corrected; "" where nothing was

	Trouble, Remedy string
	CanTry          bool // there is a place to try it on other pictures
}

// ready is whether there is something to show.
func (v ResultView) ready() bool { return !v.Working && v.Names != nil }

// Pair is how often one class was taken for another.
type Pair struct{ Words, Count string }

// CellView is the pictures behind a cell, or all mistakes.
type CellView struct {
	Row, Column int // -1 for none
	Title       string
	Count       string
	Words       string // instead of pictures, where there are none
	Pictures    int
	Say         int    // of the labels of how many something can be said now
	WhyNot      string // or why of none
}

// Face is a picture with a line or two below.
type Face struct {
	Picture      image.Image
	Words, Below string
}

// Compared is a bar: how many of 100 pictures something has right.
type Compared struct {
	Name, Value string
	Share       float64
	Own         bool    // the classifier itself, with
	Low, High   float64 // its interval
	Hint        string
}

// ClassScore is a row of the table of classes.
type ClassScore struct{ Name, Pictures, Precision, Recall, F1 string }

// Suspicion is a picture whose label is likely wrong.
type Suspicion struct{ Label, Instead, Reason string }

// ResultParams is what the screen calls.
type ResultParams struct {
	New      func()                // another fine-tuning
	Stop     func()                // asking it
	Judge    func()                // asks it after all
	Try      func()                // on other pictures
	Extend   func()                // trains on
	Export   func()                // for other programs
	Cell     func(row, column int) // opens a cell
	Mistakes func()                // shows all mistakes
	Pair     func(index int)
	Open     func(index int) // a picture behind the cell
	Reveal   func(index int) // a suspect, in the file manager
	Tab      func(index int)
	Chosen   func()        // other pictures behind the cell are selected
	Confirm  func(tab int) // the labels are right: of pictures behind the cell, or of suspects
	Correct  func(tab int) // they are wrong
	Again    func()        // trains again with the corrections
	Worth    StudyParams
	More     StudyParams // labels: would they help?
}

// The tabs of the screen.
const (
	TabMistakes = iota
	TabClasses
	TabCertainty
	TabLabels
	TabCurves
	TabWorth
	TabMoreLabels
)

// Result says how good a classifier is.
type Result struct {
	p    ResultParams
	view ResultView
	head *widget.Head

	fresh, export, extend, try *widget.Button
	stop, judge                *widget.Button
	bar                        *widget.Bar
	left                       *widget.Text
	waiting                    *fyne.Container
	trouble                    *fyne.Container
	tabs                       *widget.Tabs
	pages                      [TabMoreLabels + 1]resultPage
	filled                     [TabMoreLabels + 1]bool // with what is shown now
	tab                        int
	mistakes                   *mistakesPage
	classes                    *classesPage
	certainty                  *certaintyPage
	labels                     *labelsPage
	curves                     *curvesPage
	worth, more                *studyPage
	stack                      *fyne.Container
	root                       *fyne.Container
}

// NewResult makes the screen.
func NewResult(p ResultParams) *Result {
	s := &Result{p: p, head: widget.NewHead("", ""), bar: widget.NewBar(0, theme.Accent), left: widget.NewEllipsis("", widget.Body, theme.Dim), trouble: container.NewStack()}
	s.fresh = widget.NewButton(widget.Quiet, "Start another…", theme.IconPlus, p.New)
	s.fresh.SetHint("Goes back to the classes, to train another classifier; this one stays under Runs.")
	s.export = widget.NewButton(widget.Quiet, "Export…", "", p.Export)
	s.export.SetHint("Export. Writes the classifier for other programs: a page for the browser, PyTorch, Hugging Face.")
	s.extend = widget.NewButton(widget.Standard, "Train on…", theme.IconPlay, p.Extend)
	s.extend.SetHint("Train on. Goes on with this classifier for more epochs.")
	s.try = widget.NewButton(widget.Primary, "Try it on a picture", theme.IconArrow, p.Try)
	s.try.SetHint("Goes to Predict, where it says what other pictures show.")
	s.stop = widget.NewButton(widget.Standard, "Stop", theme.IconStop, p.Stop)
	s.stop.SetHint("Stop. Ends this; the classifier stays as it is, and can be judged later.")
	s.judge = widget.NewButton(widget.Primary, "Judge it", "", p.Judge)
	s.judge.SetHint("Asks it about the pictures kept for checking.")
	s.tabs = widget.NewTabs([]string{"Mistakes", "Classes", "Certainty", "Labels", "Curves", "Was pre-training worth it?", "Would more labels help?"}, func(i int) {
		s.choose(i)
		if p.Tab != nil {
			p.Tab(i)
		}
	})
	s.tabs.SetHints("Mistakes. What was taken for what, and the pictures behind it.", "Classes. How good it is for each class: precision, recall and F1.",
		"Certainty (calibration). Whether it is right as often as it is sure.", "Labels. Pictures whose label is likely wrong.",
		"Curves. How it learned.", "Trains it again from the encoder and from nothing, with several seeds, and compares.",
		"Trains it again on a quarter and on half of the pictures, with several seeds, and compares.")
	s.mistakes, s.classes, s.certainty = newMistakesPage(p), newClassesPage(), newCertaintyPage()
	s.labels, s.curves = newLabelsPage(p), newCurvesPage()
	s.worth = newStudyPage(p.Worth, func(v ResultView) StudyView { return v.Worth })
	s.more = newStudyPage(p.More, func(v ResultView) StudyView { return v.MoreLabels })
	s.pages = [...]resultPage{s.mistakes, s.classes, s.certainty, s.labels, s.curves, s.worth, s.more}
	s.stack = container.NewStack()
	s.waiting = widget.Column(8, s.bar, s.left)
	s.root, _ = pageWith(&pageLayout{gap: 18, grow: s.stack}, s.head, s.trouble, s.waiting, s.tabs, s.stack)
	s.choose(TabMistakes)
	s.Set(ResultView{Working: true})
	return s
}

// resultPage is what stands under a tab.
type resultPage interface {
	set(ResultView)
	content() fyne.CanvasObject
}

// choose shows the page of a tab. Only that one is filled: to write and lay out all seven
// takes longer than a person notices.
func (s *Result) choose(tab int) {
	s.tab = tab
	s.fill()
	s.stack.Objects = []fyne.CanvasObject{s.pages[tab].content()}
	s.stack.Refresh()
}

func (s *Result) fill() {
	if s.view.ready() && !s.filled[s.tab] {
		s.filled[s.tab] = true
		s.pages[s.tab].set(s.view)
	}
}

// Head returns the screen's head.
func (s *Result) Head() *widget.Head { return s.head }

// Content returns the screen's root.
func (s *Result) Content() fyne.CanvasObject { return s.root }

// View returns what is shown.
func (s *Result) View() ResultView { return s.view }

// Tabs returns the tabs, for the window to choose one.
func (s *Result) Tabs() *widget.Tabs { return s.tabs }

// Cell is the grid of pictures behind a cell, for the window to feed.
func (s *Result) Cell() *widget.Grid { return s.mistakes.grid }

// Suspects is the grid of pictures whose labels are likely wrong, for the window to feed.
func (s *Result) Suspects() *widget.Grid { return s.labels.grid }

// Choose shows what is known of a suspect that was selected.
func (s *Result) Choose(v Suspicion) { s.labels.choose(v) }

// SaySuspects tells of how many selected suspects something can be said.
func (s *Result) SaySuspects(count int) { s.labels.say.set(count, "") }

// SayCell tells of the labels of how many pictures behind the cell something can be said,
// or why of none.
func (s *Result) SayCell(count int, whyNot string) {
	s.view.Cell.Say, s.view.Cell.WhyNot = count, whyNot
	s.mistakes.say.set(count, whyNot)
	s.mistakes.box.Refresh()
}

// Set shows a view.
func (s *Result) Set(v ResultView) {
	s.view = v
	s.head.Set(v.Title, v.Below)
	s.bar.Set(v.Share, theme.Accent)
	s.left.SetWords(v.Left)
	show(s.waiting, v.Working)
	show(s.tabs, v.ready())
	show(s.stack, v.ready())
	actions := []fyne.CanvasObject{s.fresh, s.export, s.extend}
	switch {
	case v.Working:
		actions = append(actions, s.stop)
	case v.Stopped:
		actions = append(actions, s.judge)
	case v.CanTry:
		actions = append(actions, s.try)
	}
	s.head.SetActions(actions...)
	setNotice(s.trouble, widget.NewFlatNotice, v.Trouble, v.Remedy, nil)
	clear(s.filled[:])
	s.fill()
	s.root.Refresh()
}

// SetCell shows which pictures stand beside the matrix.
func (s *Result) SetCell(v CellView) {
	s.view.Cell = v
	s.mistakes.setCell(v)
}

// SetWorst shows the mistakes that it was most sure of.
func (s *Result) SetWorst(worst []Face) {
	s.view.Worst = worst
	s.mistakes.worst.set(worst)
}

// SetWorth shows how far the question is whether pre-training was worth it.
func (s *Result) SetWorth(v StudyView) {
	s.view.Worth = v
	s.refill(TabWorth)
}

// SetMoreLabels shows how far the question is whether more labels would help.
func (s *Result) SetMoreLabels(v StudyView) {
	s.view.MoreLabels = v
	s.refill(TabMoreLabels)
}

func (s *Result) refill(tab int) {
	s.filled[tab] = false
	if s.tab == tab {
		s.fill()
	}
}
