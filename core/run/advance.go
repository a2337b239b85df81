// The worker as others see it: one call that goes on with a run, and what it says
// when it cannot.

package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"maestudio/core/run/disk"
	"maestudio/core/train"
	"maestudio/gpu"
)

// AdvanceOptions is what a worker may be told beside the run itself. None of it
// but Epochs and Device changes a result.
type AdvanceOptions struct {
	Epochs     int              // more than 0: how long the run is to be from now on
	Threads    int              // 0: all
	Device     string           // "cpu" or "cuda": there, wherever it was begun
	Events     func(Event)      // told every event, after it is written; may be nil
	CacheDir   string           // where decoded pictures are kept; "" for nowhere
	CacheLimit int64            // bytes; 0 for the usual
	FS         disk.FS          // nil: the computer's own
	Now        func() time.Time // nil: the computer's clock
	Hold       func() error     // nil, or asked between steps: an *Error says why the training is to wait
	Remarks    func() []error   // nil, or asked between steps: what the events are to say, once in a run
	Crash      string           // the file that will say what this process died of; "" for none

	wrap func(gpu.Device) gpu.Device // for tests: what stands before the device
}

// Advance is the worker: it takes a run up where it stands and trains until it
// is done (nil), or the context ends or a person asks to stop (ErrStopped), or
// something fails (*Error, with the sentence). In each case the run can be
// advanced again.
func Advance(ctx context.Context, dir string, o AdvanceOptions) error {
	if o.FS == nil {
		o.FS = disk.System{}
	}
	if _, err := Open(dir); err != nil { // before a LOCK is put where no run is
		return err
	}
	lock, err := takeLock(filepath.Join(dir, lockFile))
	if err != nil {
		return err
	}
	defer lock.release()
	lock.crashes(o.Crash)
	r, err := Open(dir) // again: nobody else changes it now
	if err != nil {
		return err
	}
	return r.advance(ctx, o, lock)
}

// advance is the worker that holds the lock.
func (r *Run) advance(ctx context.Context, o AdvanceOptions, lock *lock) error {
	journal, err := openJournal(o.FS, r.path(eventsFile))
	if err != nil {
		return writing(err, "the list of events", r.path(eventsFile), 0, "The run is as it was.")
	}
	defer journal.close()
	w := &worker{Run: r, options: o, journal: journal, lock: lock, stop: ctx.Done(), clock: newWorkClock(o.Now)}
	defer w.clock.stop()
	if died := lock.before; died != nil && died.outOfMemory() {
		w.starved = true
	}
	return w.end(w.work(ctx))
}

// end turns what stopped the work into a sentence and writes it down.
func (w *worker) end(err error) error {
	if err == nil || errors.Is(err, ErrStopped) {
		return err
	}
	w.takeBack()
	failure := w.explain(err)
	if w.refused { // nothing befell the run
		return failure
	}
	event := Event{Event: EventFailed, Step: w.step, Message: failure.Sentence, Code: failure.Code, Cause: causeOf(failure)}
	w.mention(event) // it may be the very disk that failed; the sentence is returned too
	w.journal.sync()
	return failure
}

// explain makes a sentence of an error.
func (w *worker) explain(err error) *Error {
	var told *Error
	var off *ranOff
	var noBatch *train.NoBatch
	switch {
	case errors.As(err, &told):
		return told
	case errors.As(err, &off):
		return w.ranAway(off)
	case errors.Is(err, gpu.ErrNoMemory):
		return w.starve(err)
	case errors.As(err, &noBatch):
		return Errorf(Pictures, noBatch.Cause, "%v %s %s", noBatch.Cause, w.safe(), w.ifMoved()) // the loader speaks in sentences
	}
	return Errorf(Device, err, "Training failed in step %d: %v. %s %s", w.step+1, err, w.safe(), w.goOn())
}

// goOn says how: after a card the processor can take over.
func (w *worker) goOn() string {
	begun, on := w.Config.Device.Name, cmp.Or(w.options.Device, w.Config.Device.Name)
	switch {
	case on == "cuda" && begun == "cuda":
		return fmt.Sprintf("Go on with it on the processor: maestudio train %s --device cpu, or without that flag when the card works again.", w.Dir)
	case on == "cuda":
		return fmt.Sprintf("Go on with it on the processor: maestudio train %s, or with --device cuda when the card works again.", w.Dir)
	}
	return "Go on with it: maestudio train " + w.Dir
}

// safe says what is kept.
func (w *worker) safe() string {
	if w.kept < 0 {
		return "No step was kept yet."
	}
	return fmt.Sprintf("Nothing is lost: the run is kept as of step %d.", w.kept)
}

// tell writes an event down and shows it to whoever runs the worker.
func (w *worker) tell(e Event) error {
	e.Time = w.now()
	err := w.write("the list of events", w.journal.path, 0, func() error { return w.journal.append(e) })
	if err == nil {
		w.show(e)
	}
	return err
}

// mention tells what must not wait: it is shown even where it cannot be written.
func (w *worker) mention(e Event) {
	e.Time = w.now()
	w.journal.append(e)
	w.show(e)
}

func (w *worker) show(e Event) {
	if w.options.Events != nil {
		w.options.Events(e)
	}
}

// now is the time that events have.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// now is the same by the worker's clock.
func (w *worker) now() time.Time { return w.clock.real().UTC().Truncate(time.Millisecond) }

func (w *worker) warn(code Code, cause error, format string, args ...any) error {
	e := Event{Event: EventWarning, Step: w.step, Message: fmt.Sprintf(format, args...), Code: code}
	if cause != nil {
		e.Cause = cause.Error()
	}
	return w.tell(e)
}

// clean removes what a killed worker was writing.
func (w *worker) clean() {
	for _, dir := range []string{w.Dir, w.path(checkpointsDir), w.path(samplesDir)} {
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			if strings.HasSuffix(e.Name(), disk.Temporary) {
				w.options.FS.Remove(filepath.Join(dir, e.Name()))
			}
		}
	}
}
