// Package train is how anything is trained: the loop, the optimiser, the learning
// rate, the clock. What is learned is a Method, where batches come from is Data,
// and what must not be lost goes to a Keeper; the loop knows nothing else of them.
//
// The words. A batch is computed at once; a step of the optimiser takes the mean
// gradient of one or more batches; an epoch takes every picture once, as far as
// they make whole steps. Steps and epochs that are done are counted from 0, so
// step 7 of a Rate is the eighth; what people read counts epochs from 1.
package train

import (
	"context"
	"errors"
	"time"

	"maestudio/core/dataset"
)

// Method is what is learned: it turns a batch into a loss and its gradients.
// The loop knows nothing else of it.
type Method interface {
	// Feed takes the batch to learn from next, which may be released when it returns.
	// After Learn it may be called before Loss.
	Feed(b *dataset.Batch) error
	// Learn leaves scale times the gradients of the batch that was fed with the
	// parameters, added to what is there when add is set. It need not wait for the device.
	Learn(scale float32, add bool) error
	// Loss is the mean loss of the batch that was learned last.
	Loss() (float64, error)
}

// Data gives batches in an order that is settled: a batch is a function of its
// epoch and its number in it.
type Data interface {
	Start(epoch, batch int) // the place of the next batch
	Next(ctx context.Context) (*dataset.Batch, error)
	Ready() bool // Next has a batch, without waiting
}

// Optimizer changes the parameters by their gradients.
type Optimizer interface {
	MeasureNorm() error // of the gradients as they are now, without waiting for the device
	GradNorm() (float64, error)
	Step(rate float64) error
}

// Loop trains. Its fields say what; Run does it.
type Loop struct {
	Method    Method
	Data      Data
	Optimizer Optimizer
	Rate      func(step int) float64 // the learning rate of a step, from 0
	Keeper    Keeper

	Steps      int // of the whole training
	Batches    int // of an epoch; those that make no whole step are left out
	Accumulate int // batches of a step
	Batch      int // pictures of a batch

	Enough    func() bool          // asked at the ends of epochs: whether to end already; nil for no
	SampleAt  func(step int) bool  // after how many steps pictures are redrawn
	AskAt     func(epoch int) bool // at the ends of which epochs labels are asked about, 0 for before the first; nil for never
	SaveSteps int                  // a checkpoint after so many steps; 0 for never
	SaveEvery time.Duration        // and after so much training time

	State State
	Saved bool             // a checkpoint has this state already
	Now   func() time.Time // nil: the computer's clock

	stepsPerEpoch int
	clock         *Clock
	speed         speed
	epoch         epochRate
	aside         aside
	place         place // of what Data gives next
	fed           place // of the batch that the method has and did not learn from yet
	saved         saved
}

// Run trains until all steps are done, or the context ends, or a person asks to
// stop, which gives ErrStopped. However it ends, what was done up to the last
// checkpoint is kept.
func (l *Loop) Run(ctx context.Context) error {
	if err := l.begin(ctx); err != nil {
		return err
	}
	for {
		if l.epochEnds() {
			if err := l.endEpoch(ctx); err != nil {
				return err
			}
		}
		if l.State.Step >= l.Steps || l.enough() {
			return l.finish()
		}
		if err := l.obey(ctx); err != nil {
			return err
		}
		if err := l.step(ctx); err != nil {
			return l.giveUp(ctx, err)
		}
		if err := l.keep(); err != nil {
			return err
		}
	}
}

// step takes one step of the optimiser: gradients of Accumulate batches, their
// norm, the rate, the step. Nothing has changed when it fails before the last.
func (l *Loop) step(ctx context.Context) error {
	l.clock.Resume()
	loss, err := l.gradient(ctx)
	if err != nil {
		return err
	}
	norm, err := l.Optimizer.GradNorm()
	if err != nil {
		return err
	}
	if err := l.finite(loss, norm); err != nil {
		return err
	}
	rate := l.Rate(l.State.Step)
	if err := l.Optimizer.Step(rate); err != nil {
		return err
	}
	l.State.Step++
	l.State.LossSum += loss
	return l.report(loss, rate, norm)
}

// gradient leaves the mean gradient of a step's batches with the parameters, and their
// norm with the optimiser, and returns their mean loss. All of a batch is asked for before
// its loss is waited for, so that a card is waited for once a batch.
func (l *Loop) gradient(ctx context.Context) (float64, error) {
	sum := 0.0
	for i := range l.Accumulate {
		if err := l.feed(ctx, l.placeOf(i)); err != nil {
			return 0, err
		}
		if err := l.Method.Learn(1/float32(l.Accumulate), i > 0); err != nil {
			return 0, err
		}
		if i == l.Accumulate-1 {
			if err := l.Optimizer.MeasureNorm(); err != nil {
				return 0, err
			}
		}
		if err := l.feedAhead(ctx, i+1); err != nil {
			return 0, err
		}
		loss, err := l.Method.Loss()
		if err != nil {
			return 0, err
		}
		sum += loss
	}
	return sum / float64(l.Accumulate), nil
}

// report tells of the step that was just done.
func (l *Loop) report(loss, rate, norm float64) error {
	l.clock.Pause()
	elapsed := l.clock.Elapsed()
	l.State.Seconds = elapsed.Seconds()
	l.speed.note(elapsed)
	if l.speed.n == 2 {
		l.speed.forget() // the first step lays out memory and fills caches
	}
	r := StepReport{State: l.State, Epoch: (l.State.Step-1)/l.stepsPerEpoch + 1,
		Loss: loss, Rate: rate, GradNorm: norm,
		ImagesPerSecond: l.speed.perSecond(window) * float64(l.Batch*l.Accumulate), Left: l.left(l.speed.perSecond(longWindow))}
	began := l.Now()
	err := l.Keeper.Step(r)
	l.aside.tells.add(l.Now().Sub(began))
	return err
}

// epochEnds reports whether all steps of an epoch are done and its end is not.
func (l *Loop) epochEnds() bool {
	return l.State.Step >= (l.State.Epochs+1)*l.stepsPerEpoch
}

// enough reports whether training ends before its time.
func (l *Loop) enough() bool {
	return l.Enough != nil && l.State.Step > 0 && l.State.Step == l.State.Epochs*l.stepsPerEpoch && l.Enough()
}

// endEpoch validates and reports. When it is interrupted the epoch ends the
// next time the run is taken up.
func (l *Loop) endEpoch(ctx context.Context) error {
	began := l.Now()
	validation, err := l.Keeper.Validate(ctx)
	if err != nil {
		return l.stopIfAsked(ctx, err)
	}
	asked, err := l.ask(ctx, l.State.Epochs+1)
	if err != nil {
		return l.stopIfAsked(ctx, err)
	}
	r := EpochReport{State: l.State, Epoch: l.State.Epochs + 1,
		Loss: l.State.LossSum / float64(l.stepsPerEpoch), Validation: validation,
		ImagesPerSecond: l.epoch.perSecond(l.State) * float64(l.Batch*l.Accumulate)}
	if err := l.Keeper.Epoch(r); err != nil {
		return err
	}
	l.endedEpoch(l.Now().Sub(began) - asked)
	l.State.Epochs++
	l.State.LossSum = 0
	l.epoch = epochRate{l.State}
	if l.worthSaving() {
		return l.save()
	}
	return nil
}

// epochRate remembers where an epoch, or what this worker does of it, began.
type epochRate struct{ began State }

func (e epochRate) perSecond(now State) float64 {
	if now.Seconds <= e.began.Seconds {
		return 0
	}
	return float64(now.Step-e.began.Step) / (now.Seconds - e.began.Seconds)
}

// begin makes ready, and shows what a new model does not know.
func (l *Loop) begin(ctx context.Context) error {
	if l.Now == nil {
		l.Now = time.Now
	}
	l.stepsPerEpoch = l.Batches / l.Accumulate
	l.clock = NewClock(l.Now, time.Duration(l.State.Seconds*float64(time.Second)))
	l.speed.few = min(few, l.stepsPerEpoch)
	l.speed.note(l.clock.Elapsed())
	l.epoch = epochRate{l.State}
	l.place, l.fed = nowhere, nowhere
	l.saved = saved{there: l.Saved, at: l.State}
	l.expectAsking()
	if l.State.Step > 0 {
		return nil
	}
	if _, err := l.ask(ctx, 0); err != nil && ctx.Err() == nil { // else it stops before the first step
		return err
	}
	if l.samples() {
		return l.sample()
	}
	return nil
}

func (l *Loop) samples() bool { return l.SampleAt != nil && l.SampleAt(l.State.Step) }

// finish saves what the last checkpoint does not have.
func (l *Loop) finish() error {
	if err := l.save(); err != nil {
		return err
	}
	return l.Keeper.Done(l.State)
}

// giveUp ends a training whose step failed. Where only the batch is missing, what
// was done is as good as ever and is saved.
func (l *Loop) giveUp(ctx context.Context, err error) error {
	var noBatch *NoBatch
	if ctx.Err() == nil && errors.As(err, &noBatch) {
		return errors.Join(err, l.save())
	}
	return l.stopIfAsked(ctx, err)
}

// stopIfAsked turns an interruption into a clean stop: err came of the context's
// end, and the step or validation under way is as if it had not begun.
func (l *Loop) stopIfAsked(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return l.stop()
	}
	return err
}
