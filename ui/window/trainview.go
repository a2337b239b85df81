package window

import (
	"fmt"
	"math"
	"strings"

	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// show builds the Pre-train screen's view.
func (t *train) show() {
	if t.w.sample.busy {
		return // the screen shows the sample being drawn
	}
	if t.dir == "" {
		t.screen.Set(screen.PretrainView{})
		return
	}
	s := t.state
	v := screen.PretrainView{
		State: stateOf(s.Status), Title: t.title(), Below: t.below(), Share: s.Share(),
		Epoch: fmt.Sprintf("Epoch %s of %s", number(s.Epoch), number(s.Epochs)),
		Rate:  learningRate(s.Rate), Speed: rate(s.Speed), SpeedUnit: "pictures/s",
		CurveTitle: t.curveTitle(), Note: t.note(), Happened: t.happened(),
	}
	t.situation(&v)
	if !s.Started.IsZero() {
		v.Running, v.RunningUnit = spanUnit(s.Updated.Sub(s.Started))
	}
	if s.Saved > 0 {
		v.Saved = fmt.Sprintf("epoch %s", number(s.Saved))
	}
	v.Disk, v.DiskUnit = bytesParts(float64(t.weight))
	v.Memory, v.MemoryUnit = memoryOf(s.PID)
	v.Curves, v.Guides, v.LastEpoch = t.curves(), t.guides(), float64(max(1, s.Epochs))
	t.screen.Set(v)
	t.w.retitle()
}

func stateOf(s worker.Status) screen.TrainState {
	return map[worker.Status]screen.TrainState{
		worker.Waiting: screen.TrainWaiting, worker.Running: screen.TrainRunning, worker.Paused: screen.TrainPaused,
		worker.Stopped: screen.TrainStopped, worker.Done: screen.TrainDone, worker.Failed: screen.TrainFailed, worker.Gone: screen.TrainFailed,
	}[s]
}

// situation says what a state means and what the ways out are.
func (t *train) situation(v *screen.PretrainView) {
	s, now := t.state, t.w.now()
	switch v.State {
	case screen.TrainWaiting:
		v.Epoch, v.Left = "Getting ready", "reading pictures and building the model"
	case screen.TrainRunning:
		v.Left = "reading pictures and building the model"
		if len(s.Train) > 0 {
			v.Left = fmt.Sprintf("%s left · done %s", span(s.Left), clock(now, s.Left))
			v.TimeLeft, v.TimeLeftUnit = spanUnit(s.Left)
		}
	case screen.TrainPaused:
		v.Left = "Paused " + day(s.Updated, now)
	case screen.TrainStopped:
		v.Left = "Stopped " + day(s.Updated, now)
	case screen.TrainDone:
		v.Left = "Done " + day(s.Updated, now)
	case screen.TrainFailed:
		v.Left = "Stopped " + day(s.Updated, now)
		v.Trouble, v.Remedy = t.trouble()
		v.HasDetails, v.HasMoved = true, t.state.Code == run.Pictures
	}
}

// trouble is what happened, and what is safe and to do.
func (t *train) trouble() (what, todo string) {
	if t.state.Code == run.NotARun {
		return t.state.Message, runGone
	}
	what, todo, _ = strings.Cut(t.state.Message, ". ")
	if todo != "" {
		what += "."
	}
	if !strings.Contains(todo, "Nothing is lost") && !strings.Contains(todo, "No step was kept") {
		todo = strings.TrimSpace(todo + " " + t.safe())
	}
	if !strings.Contains(todo, "Resume") {
		todo += " Then press Resume."
		if t.state.Status == worker.Gone {
			todo = strings.Replace(todo, "Then press", "Press", 1)
		}
	}
	return what, todo
}

// safe says what a run has kept.
func (t *train) safe() string {
	if t.state.Saved > 0 {
		return fmt.Sprintf("Nothing is lost: epoch %s is saved, and it goes on from there.", number(t.state.Saved))
	}
	return "Nothing was saved yet, so it begins again at the start."
}

func (t *train) below() string {
	words := []string{t.name()}
	if t.config.Preset != "" {
		words = append(words, t.config.Preset)
	}
	if t.state.Pictures > 0 {
		words = append(words, plural(t.state.Pictures, "picture", "pictures"))
	}
	if !t.state.Started.IsZero() {
		words = append(words, "started "+day(t.state.Started, t.w.now()))
	}
	return strings.Join(words, " · ")
}

func (t *train) note() string {
	if t.config.Model.NormPix {
		return "Colours of redrawn patches use the true patch's mean and contrast."
	}
	return ""
}

func (t *train) curveTitle() string {
	if len(t.state.Validation) < 2 {
		return "Error on the pictures it learns from"
	}
	return "Error on pictures it has never seen"
}

// guesses are the errors of what needs no model: leaving every hidden patch
// flat, and smearing the visible ones over the hidden ones; NaN where one is not
// known. The run measures both on its held-out pictures. Where none are held
// out, flat is known with normalised targets: (n-1)/n for n numbers a patch,
// since the variance is the unbiased one.
func (t *train) guesses() (flat, smear float64) {
	if g := t.state.Guess; g != nil {
		return g.Flat, g.Smear
	}
	flat, smear = math.NaN(), math.NaN()
	if t.config.Model.NormPix {
		n := float64(t.config.Model.PatchSize * t.config.Model.PatchSize * 3)
		flat = (n - 1) / n
	}
	return flat, smear
}

// title is the answer in words.
func (t *train) title() string {
	s := t.state
	switch s.Status {
	case worker.Waiting:
		return "Getting ready"
	case worker.Gone:
		return fmt.Sprintf("Stopped without a word in epoch %s", number(max(1, s.Epoch)))
	case worker.Failed:
		return t.failure()
	case worker.Paused:
		return fmt.Sprintf("Paused in epoch %s", number(s.Epoch))
	case worker.Stopped:
		return fmt.Sprintf("Stopped in epoch %s", number(s.Epoch))
	}
	flat, smear := t.guesses()
	return verdict(s, flat, smear)
}

// failure says in a few words why the worker gave up.
func (t *train) failure() string {
	switch t.state.Code {
	case run.DiskFull:
		return "Paused: the disk is full"
	case run.ReadOnly:
		return "Paused: nothing can be written"
	case run.Disk:
		return "Paused: the disk does not answer"
	case run.Pictures:
		return "Paused: the pictures are gone"
	case run.NotFinite:
		return "Stopped: the error is not a number any more"
	case run.Device:
		return "Stopped: the device failed"
	case run.Damaged, run.NotARun:
		return "The run cannot be read"
	}
	return "Stopped: the last good state is kept"
}

// verdict is one of the five sentences of training.
func verdict(s worker.State, flat, smear float64) string {
	loss, ok := s.Loss()
	done := s.Status == worker.Done
	ending := func(open, closed string) string {
		if done {
			return closed
		}
		return open
	}
	better := "Better than one flat colour"
	if !math.IsNaN(smear) {
		better = "Better than both simple guesses"
	}
	switch best := trend(s.Validation); {
	case !ok:
		return "Looking at the first pictures"
	case loss >= flat:
		return "Not yet better than one flat colour" + ending("", ", and done")
	case loss >= smear:
		return "Better than a flat colour, not yet than smearing what is visible" + ending("", ", and done")
	case best.worse:
		return fmt.Sprintf("Getting worse: it was best in epoch %s", number(best.epoch))
	case best.improving:
		return better + ending(", and still improving", ", and done")
	default:
		return better + ending(", and no longer improving: more epochs will bring little", ", and done: more epochs will bring little")
	}
}

// course is how the held-out error went lately.
type course struct {
	epoch            int // of the least
	improving, worse bool
}

// trend looks at the last five epochs: whether one was better than all before
// by more than a thousandth, or all were worse by more than a hundredth.
func trend(points []worker.Point) course {
	const last = 5
	if len(points) < last+3 {
		return course{improving: true}
	}
	cut := len(points) - last
	before, lately := least(points[:cut]), least(points[cut:])
	return course{
		epoch:     int(math.Round(before.Epoch)),
		improving: lately.Loss < before.Loss*0.999,
		worse:     lately.Loss > before.Loss*1.01,
	}
}

func least(points []worker.Point) worker.Point {
	best := points[0]
	for _, p := range points {
		if p.Loss < best.Loss {
			best = p
		}
	}
	return best
}
