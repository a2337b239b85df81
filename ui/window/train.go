package window

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
	"maestudio/ui/widget"
)

// train follows one run and shows it on the Pre-train screen.
type train struct {
	w      *Window
	screen *screen.Pretrain
	dir    string
	config run.Config
	state  worker.State
	stop   context.CancelFunc // ends the following of dir
	told   worker.Status      // the status a notification was sent for
	sheets *sheets
	rate   bool // the learning rate stands in the chart
	others []library.Summary
	busy   bool // a command is on its way
}

func newTrain(w *Window) *train {
	t := &train{w: w, stop: func() {}}
	t.sheets = newSheets(w, t.showSamples)
	t.screen = screen.NewPretrain(screen.PretrainParams{
		Pause: func() { t.send(run.Pause) }, Resume: t.resume, Stop: func() { t.send(run.Stop) },
		Extend: t.extend, Sample: w.data.sample, ChooseData: func() { w.Go(dataKey) },
		Replay: t.sheets.move, Raw: t.sheets.setRaw,
		ShowRate: func(on bool) { t.rate = on; t.show() }, ShowLog: func(bool) {}, Compare: t.compare,
	})
	return t
}

// open follows the run in a folder from now on.
func (t *train) open(dir string) {
	r, err := run.Open(dir)
	if err != nil {
		return // a run that is gone is not asked about again
	}
	t.stop()
	ctx, stop := context.WithCancel(t.w.ctx)
	t.dir, t.config, t.stop, t.state, t.told, t.others = dir, r.Config, stop, worker.State{}, worker.Waiting, nil
	t.w.settings.LastRun = dir
	t.sheets.open(dir, r.Config)
	f := worker.Follow(dir)
	first := true
	t.w.start(func(context.Context) {
		t.w.pulse(ctx, 300*time.Millisecond, func() func() {
			state, changed, err := f.Next()
			if err != nil {
				state.Status, state.Message = worker.Failed, err.Error()
			} else if !changed && !first {
				return nil
			}
			first = false
			return func() { t.set(state) }
		})
	})
}

// set takes a new state into account, on Fyne's goroutine.
func (t *train) set(s worker.State) {
	before := t.state.Status
	t.state = s
	t.busy = false
	t.sheets.set(s.Samples)
	t.show()
	share := -1.0
	if s.Status == worker.Running || s.Status == worker.Paused || s.Status == worker.Waiting {
		share = s.Share()
	}
	if s.Status == worker.Gone || s.Status == worker.Failed {
		share = s.Share()
	}
	t.w.rail.SetProgress(trainKey, share, s.Status != worker.Running && s.Status != worker.Waiting)
	t.notify(before, s)
}

// notify tells the system when a long run ends while it was watched.
func (t *train) notify(before worker.Status, s worker.State) {
	ended := s.Status == worker.Done || s.Status == worker.Failed || s.Status == worker.Gone
	if !ended || before != worker.Running || t.told == s.Status || !t.w.settings.Notify {
		return
	}
	t.told = s.Status
	words := "It has finished learning."
	if s.Status != worker.Done {
		words = s.Message
	}
	t.w.app.SendNotification(fyne.NewNotification(t.name(), words))
}

func (t *train) name() string { return library.NameOf(t.dir) }

// show builds the screen's view.
func (t *train) show() {
	if t.dir == "" {
		t.screen.Set(screen.PretrainView{})
		return
	}
	s, now := t.state, t.w.now()
	v := screen.PretrainView{
		Title: t.title(), Below: t.below(), Share: s.Share(),
		Epoch: fmt.Sprintf("Epoch %s of %s", number(s.Epoch), number(s.Epochs)),
		Rate:  learningRate(s.Rate), Speed: rate(s.Speed), SpeedUnit: "pictures/s",
		Note: t.note(),
	}
	v.State = map[worker.Status]screen.TrainState{
		worker.Waiting: screen.TrainWaiting, worker.Running: screen.TrainRunning, worker.Paused: screen.TrainPaused,
		worker.Stopped: screen.TrainPaused, worker.Done: screen.TrainDone, worker.Failed: screen.TrainFailed, worker.Gone: screen.TrainFailed,
	}[s.Status]
	switch v.State {
	case screen.TrainRunning:
		v.Left = fmt.Sprintf("%s left · done %s", span(s.Left), clock(now, s.Left))
	case screen.TrainPaused:
		v.Left = "Paused " + day(s.Updated, now)
	case screen.TrainFailed:
		v.Left = "Stopped " + day(s.Updated, now)
		v.Trouble, v.Remedy = s.Message, t.remedy()
	case screen.TrainDone:
		v.Left = "Done " + day(s.Updated, now)
	case screen.TrainWaiting:
		v.Epoch, v.Left = "Getting ready", ""
	}
	if !s.Started.IsZero() {
		v.Running, v.RunningUnit = spanParts(s.Updated.Sub(s.Started))
	}
	v.Memory, v.MemoryUnit = memoryOf(s.PID)
	v.Curves, v.Guides, v.LastEpoch = t.curves(), t.guides(), float64(max(1, s.Epochs))
	t.screen.Set(v)
	t.w.retitle()
}

func (t *train) below() string {
	pictures := plural(t.state.Pictures, "picture", "pictures")
	if t.state.Pictures == 0 {
		return fmt.Sprintf("%s · %s", t.name(), t.config.Preset)
	}
	return fmt.Sprintf("%s · %s · %s", t.name(), t.config.Preset, pictures)
}

func (t *train) note() string {
	if t.config.Model.NormPix {
		return "Colours of redrawn patches use the true patch's mean and contrast."
	}
	return ""
}

// flat is what leaving every hidden patch flat scores: with normalised targets
// (n-1)/n for n numbers a patch, since the variance is the unbiased one.
func (t *train) flat() (float64, bool) {
	if !t.config.Model.NormPix {
		return 0, false
	}
	n := float64(t.config.Model.PatchSize * t.config.Model.PatchSize * 3)
	return (n - 1) / n, true
}

// title is the answer in words.
func (t *train) title() string {
	s := t.state
	switch s.Status {
	case worker.Waiting:
		return "Getting ready"
	case worker.Failed, worker.Gone:
		return "Stopped: the last good state is kept"
	case worker.Paused, worker.Stopped:
		return "Paused"
	}
	loss, ok := s.Loss()
	flat, known := t.flat()
	done := ""
	if s.Status == worker.Done {
		done = ", and done"
	}
	switch {
	case !ok:
		return "Looking at the first pictures"
	case known && loss >= flat:
		return "Not yet better than one flat colour" + done
	case t.improving():
		if done == "" {
			done = ", and still improving"
		}
		return "Better than one flat colour" + done
	default:
		return "No longer improving: more epochs will bring little"
	}
}

// improving tells whether one of the last five epochs was better than all
// before them by more than a thousandth.
func (t *train) improving() bool {
	points := t.state.Validation
	if len(points) < 8 {
		return true
	}
	best := func(p []worker.Point) float64 {
		least := math.Inf(1)
		for _, q := range p {
			least = min(least, q.Loss)
		}
		return least
	}
	cut := len(points) - 5
	return best(points[cut:]) < best(points[:cut])*0.999
}

func (t *train) remedy() string {
	kept := "Nothing is lost: press Resume to go on from the start."
	if t.state.Saved > 0 {
		kept = fmt.Sprintf("Nothing is lost: epoch %d is saved. Press Resume to go on from there.", t.state.Saved)
	}
	return kept
}

// curves are the held-out loss, with the loss of each step behind it, and what
// the person chose to see beside it.
func (t *train) curves() []widget.Curve {
	main := curveOf(t.state)
	all := []widget.Curve{}
	for _, o := range t.others {
		c := curveOf(o.State)
		c.Raw, c.Muted, c.Name = nil, true, o.Name
		all = append(all, c)
	}
	if t.rate {
		all = append(all, rateCurve(t.state.Train, main))
	}
	return append(all, main)
}

// curveOf smooths the loss of the steps and lets it run through the held-out
// losses' place: one curve from the first step on.
func curveOf(s worker.State) widget.Curve {
	c := widget.Curve{}
	average, weight := 0.0, 0.0
	keep := math.Exp(-20 / float64(max(40, len(s.Train)))) // the last twentieth counts
	for _, p := range s.Train {
		average = keep*average + (1-keep)*p.Loss
		weight = keep*weight + (1 - keep)
		c.X, c.Raw, c.Y = append(c.X, p.Epoch), append(c.Raw, p.Loss), append(c.Y, average/weight)
	}
	return c
}

// rateCurve draws the learning rate over the height of the loss.
func rateCurve(points []worker.Point, loss widget.Curve) widget.Curve {
	low, high, peak := math.Inf(1), math.Inf(-1), 0.0
	for _, y := range loss.Y {
		low, high = min(low, y), max(high, y)
	}
	for _, p := range points {
		peak = max(peak, p.Rate)
	}
	c := widget.Curve{Name: "Rate", Dotted: true}
	for _, p := range points {
		c.X, c.Y = append(c.X, p.Epoch), append(c.Y, low+(high-low)*p.Rate/max(peak, 1e-30))
	}
	return c
}

func (t *train) guides() []widget.Guide {
	var all []widget.Guide
	if flat, ok := t.flat(); ok {
		all = append(all, widget.Guide{Y: flat, Words: "leaving patches flat"})
	}
	if n := len(t.state.Validation); n > 0 {
		all = append(all, widget.Guide{Y: t.state.Validation[n-1].Loss, Words: "pictures never seen"})
	}
	return all
}

// send asks the worker for something; a second click changes nothing.
func (t *train) send(command string) {
	if t.busy || t.dir == "" {
		return
	}
	r := run.Run{Dir: t.dir, Config: t.config}
	if err := r.Send(command); err != nil {
		t.fail(err)
		return
	}
	t.busy = true
}

// toggle is the Space key.
func (t *train) toggle() {
	switch t.state.Status {
	case worker.Running:
		t.send(run.Pause)
	case worker.Paused, worker.Stopped, worker.Failed, worker.Gone:
		t.resume()
	}
}

// resume goes on: the worker that waits is told to, or a new one is started.
func (t *train) resume() {
	if t.state.Status == worker.Paused {
		t.send(run.Resume)
		return
	}
	t.launch(0)
}

// launch starts a worker for the run.
func (t *train) launch(epochs int) {
	if t.busy {
		return
	}
	t.busy = true
	if err := worker.Start(t.dir, t.w.settings.WorkerThreads(), epochs); err != nil {
		t.busy = false
		t.fail(err)
	}
}

func (t *train) fail(err error) {
	v := t.screen.View()
	v.State, v.Trouble, v.Remedy = screen.TrainFailed, err.Error(), "Nothing is lost."
	t.screen.Set(v)
}

// extend asks how long a finished run should go on.
func (t *train) extend() {
	perEpoch := t.perEpoch()
	choices := []struct {
		words  string
		epochs int
	}{{"Half as long again", t.state.Epochs + max(1, t.state.Epochs/2)}, {"Twice as long", 2 * t.state.Epochs}}
	if perEpoch > 0 {
		n := max(1, int(2*time.Hour/perEpoch))
		choices = append(choices, struct {
			words  string
			epochs int
		}{fmt.Sprintf("Two more hours (%s)", plural(n, "epoch", "epochs")), t.state.Epochs + n})
	}
	var items []*fyne.MenuItem
	for _, c := range choices {
		items = append(items, fyne.NewMenuItem(fmt.Sprintf("%s, to epoch %s", c.words, number(c.epochs)), func() { t.launch(c.epochs) }))
	}
	size := t.w.win.Canvas().Size()
	t.w.popUp(fyne.NewPos(size.Width-320, 84), items...)
}

// perEpoch is how long an epoch took.
func (t *train) perEpoch() time.Duration {
	if t.state.Speed <= 0 || t.state.Pictures == 0 {
		return 0
	}
	return time.Duration(float64(t.state.Pictures) / t.state.Speed * float64(time.Second))
}

// compare offers the other runs for the chart.
func (t *train) compare(at fyne.Position) {
	all, err := t.w.library.List()
	if err != nil {
		t.fail(err)
		return
	}
	items := []*fyne.MenuItem{fyne.NewMenuItem("None", func() { t.others = nil; t.show() })}
	for _, s := range all {
		if filepath.Clean(s.Dir) == filepath.Clean(t.dir) || len(s.State.Train) < 2 {
			continue
		}
		items = append(items, fyne.NewMenuItem(s.Name, func() { t.others = append(t.others, s); t.show() }))
	}
	t.w.popUp(at, items...)
}

func (w *Window) popUp(at fyne.Position, items ...*fyne.MenuItem) {
	fynewidget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), w.win.Canvas(), at)
}
