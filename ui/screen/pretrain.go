package screen

import (
	"image"

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
	TrainPaused
	TrainDone
	TrainFailed
)

// Sample is one held-out picture in its three forms.
type Sample struct{ Picture, Hidden, Redrawn image.Image }

// PretrainView is what the screen shows of a run.
type PretrainView struct {
	State        TrainState
	Title, Below string
	Share        float64 // of all steps
	Epoch        string  // "Epoch 38 of 100"
	Left         string  // "21 min left · done about 17:32"
	Curves       []widget.Curve
	Guides       []widget.Guide
	LastEpoch    float64

	Speed, SpeedUnit     string
	Memory, MemoryUnit   string
	Rate                 string
	Running, RunningUnit string

	Trouble, Remedy string // an error and what to do; "" where all is well
	Note            string // under the pictures: where their colours come from
}

// PretrainParams is what the screen calls.
type PretrainParams struct {
	Pause, Resume, Stop func()
	Extend              func() // trains a finished run further
	Sample              func() // starts the built-in sample
	ChooseData          func()
	Replay              func(index int)        // shows an earlier moment
	Raw                 func(on bool)          // what the model drew in the visible patches too
	ShowRate, ShowLog   func(on bool)          // switches of the chart
	Compare             func(at fyne.Position) // opens the list of other runs
}

// Pretrain shows a model learning.
type Pretrain struct {
	p     PretrainParams
	view  PretrainView
	head  *widget.Head
	bar   *widget.Bar
	epoch *widget.Text
	left  *widget.Text

	rows    *sampleRows
	replay  *replayRow
	trouble *fyne.Container
	chart   *widget.Chart
	numbers *statColumn
	lower   *fyne.Container
	body    *fyne.Container
	empty   fyne.CanvasObject
	root    *fyne.Container

	pause, stop, extend *widget.Button
}

// NewPretrain makes the screen.
func NewPretrain(p PretrainParams) *Pretrain {
	s := &Pretrain{
		p: p, head: widget.NewHead("", ""), bar: widget.NewBar(0, theme.Accent),
		epoch: widget.NewEllipsis("", widget.Body, theme.Dim),
		left:  widget.NewEllipsis("", widget.Body, theme.Dim).Right(),
		rows:  newSampleRows(8), chart: widget.NewChart("%.2f"), numbers: newStatColumn(),
		trouble: container.NewStack(),
	}
	s.pause = widget.NewButton(widget.Standard, "Pause", theme.IconPause, s.togglePause)
	s.stop = widget.NewButton(widget.Quiet, "Stop", theme.IconStop, p.Stop)
	s.extend = widget.NewButton(widget.Primary, "Train on…", theme.IconPlay, p.Extend)
	s.replay = newReplayRow(p.Replay)
	s.build()
	s.Set(PretrainView{})
	return s
}

func (s *Pretrain) build() {
	progress := widget.Column(10, s.bar, widget.Row(16, widget.Grow{CanvasObject: s.epoch}, widget.Grow{CanvasObject: s.left}))
	s.lower = container.New(lowerLayout{}, chartCard(s.chart, s.p), widget.NewCard(s.numbers.box))
	s.body = page(12, s.lower, s.head, progress, s.trouble, s.rows.box, s.replay.box, s.lower)
	s.empty = emptyState("Nothing has been trained yet",
		"Choose the pictures it should learn from, or watch it learn from the built-in sample first. The sample takes about a minute.",
		widget.NewButton(widget.Primary, "Try it with the sample", theme.IconPlay, s.p.Sample),
		widget.NewButton(widget.Standard, "Choose pictures", theme.IconFolder, s.p.ChooseData))
	s.root = container.NewStack(s.empty, s.body)
}

// Content returns the screen's root.
func (s *Pretrain) Content() fyne.CanvasObject { return s.root }

// View returns what is shown.
func (s *Pretrain) View() PretrainView { return s.view }

func (s *Pretrain) togglePause() {
	if s.view.State == TrainPaused || s.view.State == TrainFailed {
		s.p.Resume()
		return
	}
	s.p.Pause()
}

// Set shows a view.
func (s *Pretrain) Set(v PretrainView) {
	s.view = v
	s.empty.Hide()
	s.body.Hide()
	if v.State == TrainNone {
		s.empty.Show()
		return
	}
	s.body.Show()
	s.head.Set(v.Title, v.Below)
	s.setActions()
	color := theme.Accent
	if v.State == TrainPaused || v.State == TrainFailed {
		color = theme.Warn
	}
	s.bar.Set(v.Share, color)
	s.epoch.SetWords(v.Epoch)
	s.left.SetWords(v.Left)
	s.chart.Set(v.Curves, v.Guides, v.LastEpoch)
	s.numbers.set(v)
	setTrouble(s.trouble, v.Trouble, v.Remedy)
	s.body.Refresh()
}

func (s *Pretrain) setActions() {
	switch s.view.State {
	case TrainPaused, TrainFailed:
		s.pause.Set(widget.Primary, "Resume", theme.IconPlay)
		s.head.SetActions(s.stop, s.pause)
	case TrainDone:
		s.head.SetActions(s.extend)
	default:
		s.pause.Set(widget.Standard, "Pause", theme.IconPause)
		s.head.SetActions(s.pause, s.stop)
	}
}

// SetSamples shows the held-out pictures; when is what stands at the slider.
func (s *Pretrain) SetSamples(samples []Sample, index, count int, when string) {
	s.rows.set(samples)
	s.replay.set(index, count, when)
}

// chartCard is the curve with its switches.
func chartCard(chart *widget.Chart, p PretrainParams) fyne.CanvasObject {
	rate := toggleChip("Rate", p.ShowRate)
	log := toggleChip("Log", func(on bool) {
		chart.SetLog(on)
		if p.ShowLog != nil {
			p.ShowLog(on)
		}
	})
	var compare *widget.Chip
	compare = widget.NewChip("Compare…", func() {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(compare)
		p.Compare(at.AddXY(0, 28))
	})
	title := widget.NewEllipsis("Error on pictures it has never seen", widget.Section, theme.Text)
	top := widget.Row(8, widget.Grow{CanvasObject: title}, rate, log, compare)
	return widget.NewCard(widget.Column(8, top, widget.Grow{CanvasObject: chart}))
}

// toggleChip is a chip that stays chosen until it is tapped again.
func toggleChip(label string, changed func(on bool)) *widget.Chip {
	on := false
	var c *widget.Chip
	c = widget.NewChip(label, func() {
		on = !on
		c.Select(on)
		if changed != nil {
			changed(on)
		}
	})
	return c
}

// lowerLayout puts the numbers at the right of the chart.
type lowerLayout struct{}

func (lowerLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(o[1].MinSize().Width+200, 80)
}

func (lowerLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const numbers, gap = 200, 24
	if size.Height < o[1].MinSize().Height || size.Width < 720 {
		o[1].Hide()
		o[0].Resize(size)
		return
	}
	o[1].Show()
	o[0].Resize(fyne.NewSize(size.Width-numbers-gap, size.Height))
	o[1].Resize(fyne.NewSize(numbers, size.Height))
	o[1].Move(fyne.NewPos(size.Width-numbers, 0))
}

// statColumn is the four figures beside the chart.
type statColumn struct {
	speed, memory, rate, running *widget.Stat
	box                          *fyne.Container
}

func newStatColumn() *statColumn {
	c := &statColumn{
		speed: widget.NewStat("Speed", "", ""), memory: widget.NewStat("Memory", "", ""),
		rate: widget.NewStat("Learning rate", "", ""), running: widget.NewStat("Running for", "", ""),
	}
	c.box = widget.Column(8, c.speed, c.memory, c.rate, c.running)
	return c
}

func (c *statColumn) set(v PretrainView) {
	c.speed.Set(v.Speed, v.SpeedUnit)
	c.memory.Set(v.Memory, v.MemoryUnit)
	c.rate.Set(v.Rate, "")
	c.running.Set(v.Running, v.RunningUnit)
}
