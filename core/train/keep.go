// What is kept of a training, what may interrupt it, and when.

package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"
)

// State is where a training stands: all that is not with the parameters. What
// is drawn at random (order, crops, masks) is a function of seed, epoch and
// picture, so these numbers are the whole random state.
type State struct {
	Step    int     // steps that are done
	Epochs  int     // epochs that are done, with their validation
	LossSum float64 // of the steps since
	Seconds float64 // of training
}

// StepReport tells of one step.
type StepReport struct {
	State           State // after it
	Epoch           int   // the one it belongs to, from 1
	Loss            float64
	Rate            float64
	GradNorm        float64
	ImagesPerSecond float64       // of the last steps; 0 while unknown
	Left            time.Duration // until the run is done, at this rate; checkpoints and the like counted
}

// EpochReport tells of one epoch.
type EpochReport struct {
	State           State
	Epoch           int // from 1
	Loss            float64
	Validation      *float64 // nil where nothing is held out
	ImagesPerSecond float64
}

// Keeper keeps what the loop must not lose, and speaks for it.
type Keeper interface {
	Step(StepReport) error
	Epoch(EpochReport) error
	Validate(ctx context.Context) (*float64, error)
	Ask(ctx context.Context, epoch int) error // what the model knows of labels
	Sample(State) error                       // redraws pictures
	Save(State) error                         // writes a checkpoint
	Asked() []Request                         // what a person asked for since the last call
	Paused(s State, ends bool) error          // a checkpoint is written; the loop waits, or ends
	Done(State) error
}

// Request is what a person may ask of a running loop.
type Request int

const (
	Pause Request = iota
	Resume
	Stop
	Sample
)

// ErrStopped says that the loop ended because a person asked for it.
var ErrStopped = errors.New("training was stopped and can go on")

// NotFinite says that a step gave no number. The step was not taken.
type NotFinite struct {
	Step       int // the one that was tried, from 1
	Saved      int // the steps that the last checkpoint has
	Loss, Norm float64
}

func (e *NotFinite) Error() string {
	return fmt.Sprintf("step %d: the loss is %v and the gradient's norm %v; the last checkpoint is of step %d", e.Step, e.Loss, e.Norm, e.Saved)
}

// NoBatch says that the data failed.
type NoBatch struct{ Cause error }

func (e *NoBatch) Error() string { return "no batch: " + e.Cause.Error() }
func (e *NoBatch) Unwrap() error { return e.Cause }

func (l *Loop) finite(loss, norm float64) error {
	if x := loss + norm; !math.IsNaN(x) && !math.IsInf(x, 0) {
		return nil
	}
	return &NotFinite{l.State.Step + 1, l.saved.at.Step, loss, norm}
}

// saved remembers the last checkpoint.
type saved struct {
	there bool
	at    State         // what it has; without one, where this worker began
	cost  time.Duration // of writing it
}

// keep does between two steps what is due.
func (l *Loop) keep() error {
	if l.samples() {
		if err := l.sample(); err != nil {
			return err
		}
	}
	since := time.Duration((l.State.Seconds - l.saved.at.Seconds) * float64(time.Second))
	due := l.SaveSteps > 0 && l.State.Step%l.SaveSteps == 0 || l.SaveEvery > 0 && since >= l.SaveEvery
	if due && !l.epochEnds() { // else endEpoch has more to keep first
		return l.save()
	}
	return nil
}

// saveShare is the part of the time that checkpoints at the ends of epochs may
// take: an epoch of seconds must not write a large model each time.
const saveShare = 0.05

// worthSaving decides about a checkpoint at the end of an epoch.
func (l *Loop) worthSaving() bool {
	if l.SaveSteps > 0 && l.State.Step%l.SaveSteps == 0 {
		return true
	}
	return l.saved.cost.Seconds() <= saveShare*(l.State.Seconds-l.saved.at.Seconds)
}

// save writes a checkpoint, unless the last one has all.
func (l *Loop) save() error {
	if l.saved.there && l.saved.at == l.State {
		return nil
	}
	began := l.Now()
	if err := l.Keeper.Save(l.State); err != nil {
		return err
	}
	l.saved = saved{true, l.State, l.Now().Sub(began)}
	return nil
}

// patience is how often a paused loop looks whether it may go on.
const patience = 100 * time.Millisecond

// obey does what a person asked for, and waits while the training is paused.
func (l *Loop) obey(ctx context.Context) error {
	for paused, told := false, false; ; {
		for _, r := range l.Keeper.Asked() {
			switch r {
			case Pause:
				paused = true
			case Resume:
				paused, told = false, false
			case Stop:
				return l.stop()
			case Sample:
				if err := l.Keeper.Sample(l.State); err != nil {
					return err
				}
			}
		}
		if ctx.Err() != nil {
			return l.stop()
		}
		if !paused {
			return nil
		}
		if !told {
			if err := l.pause(false); err != nil {
				return err
			}
			told = true
		}
		wait(ctx, patience)
	}
}

// stop ends the training in a way that loses nothing.
func (l *Loop) stop() error {
	if err := l.pause(true); err != nil {
		return err
	}
	return ErrStopped
}

func (l *Loop) pause(ends bool) error {
	if err := l.save(); err != nil {
		return err
	}
	return l.Keeper.Paused(l.State, ends)
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
