package worker

import (
	"time"

	"maestudio/core/mae"
	"maestudio/core/run"
)

// Status is what a run is doing.
type Status int

const (
	Waiting Status = iota // no event yet
	Running
	Paused  // a person asked, or it waits for something (Code); it goes on
	Stopped // a person asked; the worker has ended
	Done
	Failed // the worker gave up and said why
	Gone   // the worker ended without a word: killed, or the machine went down
)

// Point is one value of a curve.
type Point struct {
	Step  int
	Epoch float64 // how many epochs were done, with the part of the one under way
	Loss  float64
	Rate  float64
	Time  time.Time

	Verdict run.Verdict // of an epoch: how the run stood then
}

// Sample is a sheet of redrawn pictures.
type Sample struct {
	Step, Epoch int
	Path        string // relative to the run folder
	Time        time.Time
}

// Score is what the encoder knew of labels: the share of labelled pictures that
// k-NN gives their own (probe.UnderRates is to be said with it).
type Score struct {
	Step, Epoch        int // epoch 0: before the first
	Share              float64
	Right, Of, Classes int
}

// Check is how a classifier did after an epoch on the pictures that are held out.
type Check struct {
	Step, Epoch, Right, Of int
	Best                   bool // no epoch before was better
}

// Share is the share of them that it had right.
func (c Check) Share() float64 { return float64(c.Right) / float64(max(1, c.Of)) }

// Warning is a sentence that the run said of itself.
type Warning struct {
	Time    time.Time
	Message string
}

// Wait is when the worker began to wait, with why (a person asked for it, or there was no
// room), or went on after it.
type Wait struct {
	Time    time.Time
	Message string // "" where it went on
}

// Resumption is a start after the first.
type Resumption struct {
	Time  time.Time
	Step  int
	Ended Status // what the run was before; Running where the worker before ended without a word
	Same  bool   // it is the same worker, which went back by itself
}

// Died reports whether the worker before ended without a last word: it was killed, or
// the computer went down.
func (r Resumption) Died() bool {
	return !r.Same && (r.Ended == Running || r.Ended == Paused || r.Ended == Gone)
}

// State is what is known of a run from its events.
type State struct {
	Status     Status
	Step       int
	Steps      int // of the whole run
	Epoch      int // from 1
	Epochs     int
	Pictures   int
	HeldOut    int
	Device     string
	Family     string
	Threads    int
	PID        int
	Speed      float64 // pictures a second
	Memory     int64   // bytes that workers held at most, up to the last epoch; 0: not known
	Left       time.Duration
	Rate       float64
	Train      []Point // each step
	Validation []Point // each epoch
	Samples    []Sample
	Guess      *mae.Guess  // what simple guesses score on the held-out pictures; nil where none are
	Verdict    run.Verdict // how the held-out loss stands beside them
	Scores     []Score     // empty where there are no labels
	Checks     []Check     // of a classifier, one an epoch
	Saved      int         // epoch of the last checkpoint
	Warnings   []Warning   // and what the program decided by itself
	Waits      []Wait
	Ended      time.Time // when a worker said last that it ends; zero where none did
	Message    string
	Cause      string // of a failure, for the log
	Code       run.Code
	Started    time.Time
	Resumed    []Resumption // each start after the first
	Updated    time.Time
	Trained    time.Duration // that a worker has worked on it, what it waited or was gone left out
}

// Warned returns the last warning that is not of a worker that has ended: what that one
// met may be mended.
func (s *State) Warned() (Warning, bool) {
	n := len(s.Warnings)
	if n == 0 || !s.Warnings[n-1].Time.After(s.Ended) {
		return Warning{}, false
	}
	return s.Warnings[n-1], true
}

// apply takes one event into account.
func (s *State) apply(e run.Event) {
	if s.Status == Running && e.Event != run.EventStart { // before a start nobody may have worked
		s.Trained += max(0, e.Time.Sub(s.Updated))
	}
	s.Updated = e.Time
	s.waited(e)
	switch e.Event {
	case run.EventStart:
		s.start(e)
	case run.EventStep:
		s.step(e)
	case run.EventEpoch:
		loss := e.Loss
		if e.ValLoss != nil {
			loss = *e.ValLoss
		}
		s.Validation = append(s.Validation, Point{Step: e.Step, Epoch: float64(e.Epoch), Loss: loss, Time: e.Time, Verdict: e.Verdict})
		s.Verdict, s.Memory = e.Verdict, max(s.Memory, e.Memory)
	case run.EventSample:
		s.Samples = append(s.Samples, Sample{e.Step, e.Epoch, e.Path, e.Time})
	case run.EventProbe:
		s.Scores = append(s.Scores, Score{e.Step, e.Epoch, e.Score, e.Right, e.Of, e.Classes})
	case run.EventScore:
		if n := len(s.Checks); n > 0 && s.Checks[n-1].Epoch == e.Epoch {
			s.Checks = s.Checks[:n-1] // the end of the epoch was interrupted, and done again
		}
		s.Checks = append(s.Checks, Check{e.Step, e.Epoch, e.Right, e.Of, e.Best})
	case run.EventCheckpoint:
		s.Saved = e.Epoch
	case run.EventWarning:
		s.Warnings = append(s.Warnings, Warning{e.Time, e.Message})
	case run.EventPaused:
		s.Status, s.Message, s.Code = Paused, e.Message, e.Code
		if e.Stopped {
			s.Status, s.Ended = Stopped, e.Time
		}
	case run.EventDone:
		s.Status, s.Message, s.Ended = Done, e.Message, e.Time
	case run.EventFailed:
		s.Status, s.Message, s.Cause, s.Code, s.Ended = Failed, e.Message, e.Cause, e.Code, e.Time
	}
}

// waited notes that the worker begins to wait or goes on. A warning is neither.
func (s *State) waited(e run.Event) {
	waits := len(s.Waits) > 0 && s.Waits[len(s.Waits)-1].Message != ""
	switch {
	case e.Event == run.EventPaused && !e.Stopped && !waits:
		s.Waits = append(s.Waits, Wait{e.Time, e.Message})
	case e.Event != run.EventPaused && e.Event != run.EventWarning && waits:
		s.Waits = append(s.Waits, Wait{Time: e.Time})
	}
}

// start begins again at the step a worker took the run up at: what was done
// after it is lost and done again.
func (s *State) start(e run.Event) {
	if s.Started.IsZero() {
		s.Started = e.Time
	} else {
		s.Resumed = append(s.Resumed, Resumption{e.Time, e.Step, s.Status, e.PID != 0 && e.PID == s.PID && s.Status == Running})
	}
	s.Status, s.Message, s.Cause, s.Code = Running, "", "", ""
	s.Step, s.Steps, s.Epochs = e.Step, e.Steps, e.Epochs
	s.Epoch = e.Epoch
	s.Pictures, s.HeldOut = e.Pictures, e.HeldOut
	s.Device, s.Family, s.Threads, s.PID = e.Device, e.Family, e.Threads, e.PID
	if e.GuessFlat != nil && e.GuessSmear != nil {
		s.Guess = &mae.Guess{Flat: *e.GuessFlat, Smear: *e.GuessSmear}
	}
	s.Train = before(s.Train, e.Step)
	s.Validation = before(s.Validation, e.Step)
	s.Verdict = run.Unknown
	if n := len(s.Validation); n > 0 {
		s.Verdict = s.Validation[n-1].Verdict
	}
	for len(s.Scores) > 0 && s.Scores[len(s.Scores)-1].Step > e.Step {
		s.Scores = s.Scores[:len(s.Scores)-1]
	}
	for len(s.Checks) > 0 && s.Checks[len(s.Checks)-1].Step > e.Step {
		s.Checks = s.Checks[:len(s.Checks)-1]
	}
	for len(s.Samples) > 0 && s.Samples[len(s.Samples)-1].Step > e.Step {
		s.Samples = s.Samples[:len(s.Samples)-1]
	}
}

func before(points []Point, step int) []Point {
	for len(points) > 0 && points[len(points)-1].Step > step {
		points = points[:len(points)-1]
	}
	return points
}

func (s *State) step(e run.Event) {
	s.Status, s.Code = Running, ""
	s.Step, s.Epoch, s.Rate, s.Speed = e.Step, e.Epoch, e.LR, e.ImagesPerSecond
	s.Left = time.Duration(e.ETASeconds * float64(time.Second))
	epoch := float64(e.Epoch)
	if s.Steps > 0 && s.Epochs > 0 {
		epoch = float64(e.Step) / float64(s.Steps) * float64(s.Epochs)
	}
	s.Train = append(s.Train, Point{Step: e.Step, Epoch: epoch, Loss: e.Loss, Rate: e.LR, Time: e.Time})
}

// BestCheck returns a classifier's best epoch so far; ok is false before the first.
func (s *State) BestCheck() (best Check, ok bool) {
	for _, c := range s.Checks {
		if c.Best {
			best, ok = c, true
		}
	}
	return best, ok
}

// Share returns how much of the run is done, 0 to 1.
func (s *State) Share() float64 {
	if s.Steps == 0 {
		return 0
	}
	return min(1, float64(s.Step)/float64(s.Steps))
}

// Loss returns the newest loss on held-out pictures, else of training; ok is
// false before the first.
func (s *State) Loss() (loss float64, ok bool) {
	for _, points := range [][]Point{s.Validation, s.Train} {
		if n := len(points); n > 0 {
			return points[n-1].Loss, true
		}
	}
	return 0, false
}
