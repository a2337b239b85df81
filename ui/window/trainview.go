package window

import (
	"fmt"
	"strings"

	"maestudio/core/library"
	"maestudio/core/mae"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// show builds the Pre-train screen's view.
func (t *train) show() {
	if t.w.sample.busy && t.key == trainKey {
		return // the screen shows the sample being drawn
	}
	if t.dir == "" {
		t.screen.Set(screen.PretrainView{})
		return
	}
	if t.moving != nil {
		t.screen.Set(*t.moving)
		return
	}
	s := t.state
	v := screen.PretrainView{
		State: stateOf(s.Status), Title: t.title(), Below: t.below(), Share: s.Share(),
		Epoch: fmt.Sprintf("Epoch %s of %s", number(s.Epoch), number(s.Epochs)),
		Rate:  learningRate(s.Rate), Speed: rate(s.Speed), SpeedUnit: "pictures/s",
		CurveTitle: t.curveTitle(), Note: t.note(), HasHonest: t.config.Model.NormPix, Happened: t.happened(),
	}
	t.situation(&v)
	if t.silent {
		v.Title, v.Left, v.TimeLeft, v.TimeLeftUnit, v.Speed, v.SpeedUnit = noAnswer, "Last news "+day(s.Updated, t.w.now()), "", "", "", ""
		v.Trouble = "The disk with “" + t.name() + "” does not answer: it is slow, or gone."
		v.Remedy = "What has been learned stays as it is, and this goes on as soon as the disk answers. All other screens can be used."
	}
	if v.Asked = t.asked; v.Asked != "" {
		v.Left = v.Asked
	}
	t.score(&v)
	v.Next, v.HasStory = t.next(), len(v.Happened) > 0
	v.HasReport = hasReport(s)
	if !s.Started.IsZero() {
		v.Running, v.RunningUnit = spanUnit(s.Trained)
	}
	if s.Saved > 0 {
		v.Saved = fmt.Sprintf("epoch %s", number(s.Saved))
	}
	v.Disk, v.DiskUnit = bytesParts(float64(t.weight))
	v.Memory, v.MemoryUnit = t.memory, t.memoryUnit
	if s.Status != worker.Running {
		t.wasLike(&v)
	}
	if t.unbegun() {
		t.showUnbegun(&v)
	}
	if other, ok := t.w.unseen(t, t.config.Task); ok && s.Status != worker.Running && s.Status != worker.Waiting {
		v.Other = other.Name
	}
	v.Curves, v.Guides, v.LastEpoch = t.curves(), t.guides(), float64(max(1, s.Epochs))
	if t.classifies() {
		t.classify(&v)
	}
	t.screen.Set(v)
	t.w.retitle()
}

// wasLike shows how fast a run was, and what it held, that does not train now.
func (t *train) wasLike(v *screen.PretrainView) {
	v.Speed, v.SpeedUnit, v.Memory, v.MemoryUnit = "", "", "", ""
	if mean := meanRate(library.Summary{Config: t.config, State: t.state}); mean > 0 {
		v.Speed, v.SpeedUnit = rate(mean), "pictures/s"
	}
	if t.state.Memory > 0 {
		v.Memory, v.MemoryUnit = bytesParts(float64(t.state.Memory))
	}
}

// hasReport tells whether there is a page about a run: however it ended, as long as
// it can be read.
func hasReport(s worker.State) bool {
	switch s.Status {
	case worker.Done, worker.Stopped, worker.Gone:
		return true
	case worker.Failed:
		return s.Code != run.NotARun && s.Code != run.Damaged
	}
	return false
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
	if v.Full = s.Code == run.DiskFull; v.Full && t.earlier > 0 {
		v.Earlier = fmt.Sprintf("%s (%s)", plural(t.earlier, "earlier state", "earlier states"), size(float64(t.gain)))
	}
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
		if s.Code != "" { // it waits for something, and goes on by itself
			v.Trouble, v.Remedy = twoSentences(strings.TrimPrefix(s.Message, t.failure()+". "))
		}
		v.Waits = s.Code == run.DiskFull
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
	what, todo = twoSentences(t.state.Message)
	todo = untyped(todo)
	if t.state.Code == run.Damaged && strings.Contains(what, "nothing to go on from") {
		return what, todo // what was saved is gone
	}
	if t.state.Status == worker.Gone && t.state.Code == run.NoMemory && todo == "" {
		todo = "It goes on with half as many pictures at a time, and as many for a step as before."
	}
	if t.state.Code == run.NotFinite {
		return what, lowerRate(todo)
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

// lowerRate says what to do about a run that ran away too often, in the words of
// the window: resumed it would end in the same way.
func lowerRate(todo string) string {
	safe, _ := twoSentences(todo)
	s := strings.TrimSuffix(safe, ".") + ". Resumed it would end like this again: begin a new run with a lower rate (Model, All settings)"
	if _, rate, found := strings.Cut(todo, "--blr "); found {
		s += ", such as " + strings.TrimSuffix(rate, ".")
	}
	return s + "."
}

// twoSentences parts what happened from what is safe and to do.
func twoSentences(message string) (what, todo string) {
	what, todo, more := strings.Cut(message, ". ")
	if more {
		what += "."
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

// note says where the colours of the samples come from.
func (t *train) note() string {
	return mae.Colours{Honest: t.sheets.unaided}.Note(t.config.Model.NormPix)
}

func (t *train) curveTitle() string {
	if len(t.state.Validation) < 2 {
		return "Error on the pictures it learns from"
	}
	return "Error on pictures it has never seen"
}

// title is the answer in words.
func (t *train) title() string {
	s := t.state
	switch s.Status {
	case worker.Waiting:
		return "Getting ready"
	case worker.Gone:
		if s.Code == run.NoMemory {
			return t.failure()
		}
		return fmt.Sprintf("Stopped unexpectedly in epoch %s", number(max(1, s.Epoch)))
	case worker.Failed:
		return t.failure()
	case worker.Paused:
		if s.Code != "" {
			return t.failure()
		}
		return fmt.Sprintf("Paused in epoch %s", number(s.Epoch))
	case worker.Stopped:
		return fmt.Sprintf("Stopped in epoch %s", number(s.Epoch))
	}
	if t.classifies() {
		return t.rightSoFar()
	}
	title, _ := t.verdict()
	return title
}

// failure says in a few words why the worker gave up.
func (t *train) failure() string {
	state := "Stopped: "
	if t.state.Status == worker.Paused { // it waits, and goes on by itself
		state = "Paused: "
	}
	switch t.state.Code {
	case run.DiskFull:
		return state + "the disk is full"
	case run.ReadOnly:
		return state + "nothing can be written"
	case run.Disk:
		return state + "the disk does not answer"
	case run.Pictures:
		return state + "the pictures are gone"
	case run.NotFinite:
		return "Stopped: the error is not a number any more"
	case run.Device:
		return "Stopped: the device failed"
	case run.NoMemory:
		return "Stopped: memory ran out"
	case run.Damaged, run.NotARun:
		return "The run cannot be read"
	}
	return "Stopped: the last good state is kept"
}
