package screen

import (
	"image"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// TrainState is what a run is doing.
type TrainState int

const (
	TrainNone    TrainState = iota // no run yet
	TrainWaiting                   // started, no step yet
	TrainRunning
	TrainPaused  // the worker waits
	TrainStopped // the worker has ended, as it was asked to
	TrainDone
	TrainFailed
	TrainRefused // there is no run: it could not be made
)

// Sample is one held-out picture in its three forms.
type Sample struct{ Picture, Hidden, Redrawn image.Image }

// Moment is a picture as the model drew it at one time; one without a picture is
// still to come.
type Moment struct {
	Picture image.Image
	Words   string // "Epoch 10"
}

// Happened is a line of the run's story; the newest stands first.
type Happened struct{ When, What string }

// PretrainView is what the screen shows of a run.
type PretrainView struct {
	State        TrainState
	Title, Below string
	Share        float64 // of all steps
	Epoch        string  // "Epoch 38 of 100"
	Left         string  // "21 min left · done about 17:32"
	CurveTitle   string  // which error the curve is
	Curves       []widget.Curve
	Guides       []widget.Guide
	LastEpoch    float64

	Speed, SpeedUnit     string
	Memory, MemoryUnit   string
	Rate                 string
	Running, RunningUnit string
	Score, ScoreUnit     string // what it knows of labels; "" where there are none
	ScoreHint            string
	ScoreNote            string // how to read its curve, where that is drawn
	ScoreBrief           string // the same in few words

	// What a window above 1800 shows as well; "" where it is not known.
	TimeLeft, TimeLeftUnit string
	Saved                  string // "epoch 38"
	Disk, DiskUnit         string
	Happened               []Happened

	Trouble, Remedy string // an error and what to do; "" where all is well
	HasDetails      bool   // the log says more
	HasStory        bool   // something happened that can be told
	HasReport       bool   // there is a page to open
	Next            string // what the title means, and what to do next; "" for nothing
	HasMoved        bool   // the pictures are gone: a person may know where they are
	Full            bool   // the disk is: it needs room
	Waits           bool   // and goes on by itself
	Earlier         string // what deleting earlier states would give, "6 earlier states (516 MB)"; "" for nothing
	CanCancel       bool   // waiting: it can be called off
	Other           string // the run that trains instead, "" for none
	Asked           string // what it was asked for and does after this step; "" for nothing
	Note            string // under the pictures: where their colours come from
	HasHonest       bool   // they can be shown without help from what is hidden

	// Of a classifier: how many of 100 it has right, and whether that can be looked at
	// more closely.
	Accuracy       []widget.Curve
	AccuracyGuides []widget.Guide
	HasResult      bool
}

// PretrainParams is what the screen calls.
type PretrainParams struct {
	Classify            bool // runs are of classifiers: there is nothing to redraw
	Result              func()
	Pause, Resume, Stop func()
	Extend              func() // trains a finished run further
	Sample              func() // starts the built-in sample
	Cancel              func() // calls off what is being prepared
	Again               func() // tries once more what could not start
	Reconstruct         func() // lets the run redraw a picture
	Other               func() // shows the run that trains instead
	Details             func() // shows what happened
	Report              func() // opens the page about the run
	Export              func() // asks as what its model is written for other programs
	ChooseData          func()
	Moved               func()                 // asks where the pictures are now
	DropEarlier         func()                 // asks whether earlier states are to be deleted
	Elsewhere           func()                 // asks where new runs are to be kept
	Reveal              func()                 // shows the run in the file manager
	Replay              func(index int)        // shows an earlier moment
	Widened             func()                 // there is room now for how a picture got better
	Tile                func(index int)        // chooses the picture of which is shown how it got better
	Raw                 func(on bool)          // what the model drew in the visible patches too
	Honest              func(on bool)          // without help from what is hidden
	ShowRate, ShowScore func(on bool)          // switches of the chart
	Compare             func(at fyne.Position) // opens the list of other runs
}

// Pretrain shows a model learning.
type Pretrain struct {
	p    PretrainParams
	view PretrainView

	head     *widget.Head
	progress *progressLine
	trouble  *fyne.Container
	next     *widget.Text
	rows     *sampleRows
	replay   *replayRow
	note     *widget.Text
	brief    *widget.Text // how to read the score of labels, where the curve has no line for it
	chart    *chartPanel
	accuracy *accuracyPanel
	numbers  *numbers
	better   *better
	story    *story
	body     *fyne.Container
	empty    fyne.CanvasObject
	root     *fyne.Container

	pause, stop, extend, redraw, cancel, again, details, more, report, export *widget.Button
	result, other                                                             *widget.Button
	moved, drop, elsewhere, reveal                                            *widget.Button // ways out of trouble
}

// NewPretrain makes the screen.
func NewPretrain(p PretrainParams) *Pretrain {
	s := &Pretrain{
		p: p, head: widget.NewHead("", ""), progress: newProgressLine(), trouble: container.NewStack(),
		next: widget.NewParagraph("", widget.Body, theme.Dim, 240),
		rows: newSampleRows(8, p.Raw, p.Honest), replay: newReplayRow(p.Replay),
		note:  widget.NewEllipsis("", widget.Caption, theme.Faint),
		brief: widget.NewEllipsis("", widget.Caption, theme.Faint),
		chart: newChartPanel(p), accuracy: newAccuracyPanel(), numbers: newNumbers(p.Classify), better: newBetter(p.Tile), story: newStory(),
	}
	s.pause = widget.NewButton(widget.Standard, "Pause", theme.IconPause, s.togglePause)
	s.pause.SetHint("Pause or resume (Space). Nothing is lost meanwhile.")
	s.stop = widget.NewButton(widget.Quiet, "Stop", theme.IconStop, p.Stop)
	s.stop.SetHint("Stop. The last good state is saved; the run can be resumed later.")
	s.extend = widget.NewButton(widget.Standard, "Train on…", "", p.Extend)
	s.extend.SetHint("Train on. Goes on with this run for more epochs.")
	s.redraw = widget.NewButton(widget.Primary, "Reconstruct", "", p.Reconstruct)
	s.redraw.SetHint("Reconstruct. Hide parts of any picture and see what this model draws there.")
	s.cancel = widget.NewButton(widget.Quiet, "Cancel", theme.IconStop, p.Cancel)
	s.cancel.SetHint("Cancel. What is drawn stays; the next time it goes on from there.")
	s.again = widget.NewButton(widget.Primary, "Try again", theme.IconPlay, p.Again)
	s.again.SetHint("Try again. Begins once more where it could not start.")
	s.details = widget.NewButton(widget.Quiet, "Details", "", p.Details)
	s.details.SetHint("Details. What happened, and what the log says of it.")
	s.more = widget.NewButton(widget.Quiet, "", theme.IconMore, p.Details)
	s.more.SetHint("What happened. All warnings of this run, and what the program decided by itself.")
	s.report = widget.NewButton(widget.Quiet, "Report…", "", p.Report)
	s.report.SetHint("Report. Opens a page in the browser with everything about this run.")
	s.export = widget.NewButton(widget.Quiet, "Export…", "", p.Export)
	s.export.SetHint("Export. Writes the model for other programs: a page for the browser, PyTorch, Hugging Face.")
	s.other = widget.NewButton(widget.Quiet, "", theme.IconTrain, p.Other)
	s.result = widget.NewButton(widget.Standard, "How good is it?", theme.IconArrow, p.Result)
	s.result.SetHint("Asks the best epoch so far about the pictures kept for checking.")
	s.waysOut()
	s.build()
	s.Set(PretrainView{})
	return s
}

func (s *Pretrain) build() {
	if s.p.Classify {
		s.buildClassify()
		return
	}
	s.body, _ = pageWith(&trainLayout{s: s}, s.head, s.progress.box, s.next, s.trouble, s.rows.box, s.note, s.brief, s.replay.box,
		s.chart.box, s.numbers.box, s.better.box, s.story.box)
	s.empty = emptyState("Nothing has been trained yet",
		"Choose the pictures it should learn from, or watch it learn from the built-in sample first: you see it get better within seconds.",
		widget.NewButton(widget.Primary, "Try it with the sample", theme.IconPlay, s.p.Sample),
		widget.NewButton(widget.Standard, "Choose pictures", theme.IconFolder, s.p.ChooseData))
	s.root = container.NewStack(s.empty, s.body)
}

// Head returns the screen's head.
func (s *Pretrain) Head() *widget.Head { return s.head }

// Content returns the screen's root.
func (s *Pretrain) Content() fyne.CanvasObject { return s.root }

// View returns what is shown.
func (s *Pretrain) View() PretrainView { return s.view }

func (s *Pretrain) togglePause() {
	if s.view.State == TrainRunning {
		s.p.Pause()
		return
	}
	s.p.Resume()
}

// Set shows a view.
func (s *Pretrain) Set(v PretrainView) {
	s.view = v
	show(s.empty, v.State == TrainNone)
	show(s.body, v.State != TrainNone)
	if v.State == TrainNone {
		return
	}
	s.head.Set(v.Title, v.Below)
	s.setActions()
	color := theme.Accent
	if v.State == TrainPaused || v.State == TrainStopped || v.State == TrainFailed {
		color = theme.Warn
	}
	s.progress.set(v, color)
	s.chart.set(v, color)
	s.accuracy.set(v, color)
	s.numbers.set(v)
	s.story.set(v.Happened)
	s.note.SetWords(v.Note)
	s.brief.SetWords("")
	if v.Accuracy == nil {
		s.brief.SetWords(v.ScoreBrief)
	}
	s.rows.explain(v.Note)
	show(s.rows.honest, v.HasHonest)
	s.rows.waits(v.State == TrainWaiting)
	s.next.SetWords(v.Next)
	show(s.next, v.Next != "")
	setTrouble(s.trouble, v.Trouble, v.Remedy, s.ways(v)...)
	s.body.Refresh()
}

// setActions puts the ways on into the head: while something runs none of them
// is primary, and where it waits for the person the way out is. Pause and Resume
// share one place, left of Stop, so that a second click there does not stop the run.
func (s *Pretrain) setActions() {
	var all []fyne.CanvasObject
	switch {
	case s.view.HasDetails:
		all = append(all, s.details)
	case s.view.HasStory:
		all = append(all, s.more)
	}
	if s.view.HasReport {
		all = append(all, s.report)
	}
	if s.view.HasResult {
		all = append(all, s.result)
	}
	if s.view.Other != "" {
		s.other.Set(widget.Quiet, "Watch the other run", theme.IconTrain)
		s.other.SetHint("Watch the other run. “" + s.view.Other + "” is learning now; the ring at the left is its.")
		all = append(all, s.other)
	}
	switch s.view.State {
	case TrainPaused:
		s.pause.Set(widget.Primary, "Resume", theme.IconPlay)
		all = append(all, s.pause, s.stop)
	case TrainStopped, TrainFailed:
		s.pause.Set(widget.Primary, "Resume", theme.IconPlay)
		all = append(all, s.pause)
	case TrainRefused:
		all = append(all, s.again)
	case TrainDone:
		all = append(all, s.export, s.extend, s.redraw)
	case TrainWaiting:
		if s.view.CanCancel {
			all = append(all, s.cancel)
			break
		}
		fallthrough
	default:
		s.pause.Set(widget.Standard, "Pause", theme.IconPause)
		all = append(all, s.pause, s.stop)
	}
	s.head.SetActions(all...)
	switch {
	case s.view.Asked != "":
		s.pause.DisableFor(s.view.Asked + ".")
		s.stop.DisableFor(s.view.Asked + ".")
	case s.view.State == TrainWaiting:
		s.pause.DisableFor("It can be paused once it has begun to learn.")
		s.stop.Enable()
	case s.view.Waits:
		s.pause.DisableFor("It goes on by itself as soon as there is room.")
		s.stop.Enable()
	default:
		s.pause.Enable()
		s.stop.Enable()
	}
}

// SetSamples shows the held-out pictures; when is what stands at the slider.
func (s *Pretrain) SetSamples(samples []Sample, index, count int, when string) {
	s.rows.set(samples, count > 0)
	s.replay.set(index, count, when)
}

// SetMoments shows in a window above 1800 how the picture of a tile got better,
// oldest first and the picture itself last; nil hides it.
func (s *Pretrain) SetMoments(tile int, moments []Moment) {
	s.better.set(tile, moments)
	s.body.Refresh()
}

// progressLine is the bar with the words under it.
type progressLine struct {
	bar         *widget.Bar
	epoch, rest *widget.Text
	left        *widget.Text
	words       PretrainView
	box         *fyne.Container
}

func newProgressLine() *progressLine {
	p := &progressLine{bar: widget.NewBar(0, theme.Accent), epoch: widget.NewText("", widget.Control, theme.Text),
		rest: widget.NewText("", widget.Body, theme.Dim), left: widget.NewEllipsis("", widget.Body, theme.Dim).Right()}
	p.box = widget.Column(8, p.bar, widget.Row(3, p.epoch, p.rest, widget.Grow{CanvasObject: p.left}))
	return p
}

func (p *progressLine) set(v PretrainView, color fyne.ThemeColorName) {
	p.words = v
	p.bar.Set(v.Share, color)
	epoch, rest, cut := strings.Cut(v.Epoch, " of ")
	if cut {
		rest = "of " + rest
	}
	p.epoch.SetWords(epoch)
	p.rest.SetWords(rest)
	p.left.SetColor(theme.Dim)
	if color == theme.Warn {
		p.left.SetColor(theme.Warn)
	}
}

// fill writes the right end: what stands nowhere else in a small window comes
// first.
func (p *progressLine) fill(chart, numbers bool) {
	words := []string{}
	if !chart {
		if loss, ok := lastLoss(p.words.Curves); ok {
			words = append(words, "error "+loss)
		}
	}
	if !numbers && p.words.State == TrainRunning {
		for _, figure := range [][2]string{{p.words.Speed, p.words.SpeedUnit}, {p.words.Memory, p.words.MemoryUnit}} {
			if figure[0] != "" && figure[0] != "–" {
				words = append(words, strings.TrimSpace(figure[0]+" "+figure[1]))
			}
		}
	}
	if p.words.Left != "" {
		words = append(words, p.words.Left)
	}
	p.left.SetWords(strings.Join(words, " · "))
}
