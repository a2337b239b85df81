// Memory that does not suffice: smaller batches, more of them for a step.
//
// How much memory there is belongs to the machine and not to the run, so what was
// done about it stands in run.toml: from which step on batches are how large. A
// step has as many pictures as before, in the same order, and the same rate.

package run

import (
	"errors"
	"runtime/debug"

	"maestudio/gpu"
)

// noRoomFor marks an error of building the model: smaller batches would not help.
func noRoomFor(err error) error {
	if !errors.Is(err, gpu.ErrNoMemory) {
		return err
	}
	return Errorf(NoMemory, err, "There is not enough memory for this model (%v). Close other programs, then go on with the run, or start one with a smaller preset.", err)
}

// settleBatch says how the steps are computed that come now. A run that was thrown
// back behind the step at which memory did not suffice goes on as it came to be.
func (w *worker) settleBatch() error {
	t := &w.Config.Training
	w.batch = t.BatchNow()
	if n := len(t.Split); n > 0 && t.Split[n-1].Step > w.step {
		t.split(w.step, w.batch)
		if err := w.writeConfig(); err != nil {
			return err
		}
	}
	w.accumulate = t.EffectiveBatch() / w.batch
	if w.starved {
		w.starved = false
		return w.splitBatch(nil)
	}
	return nil
}

// BatchNow is how many pictures are computed together at the run's end so far.
func (t TrainingConfig) BatchNow() int {
	if n := len(t.Split); n > 0 {
		return t.Split[n-1].Batch
	}
	return t.Batch
}

// split makes batches smaller from a step on.
func (t *TrainingConfig) split(step, batch int) {
	var kept []Split
	for _, s := range t.Split {
		if s.Step < step {
			kept = append(kept, s)
		}
	}
	t.Split = append(kept, Split{step, batch})
}

// splitBatch makes them half as large where they can be halved, from the step on
// that the run goes on from.
func (w *worker) splitBatch(cause error) error {
	parts := smallestFactor(w.batch)
	if parts == 0 {
		return nil
	}
	from := max(0, w.kept)
	w.batch, w.accumulate = w.batch/parts, w.accumulate*parts
	w.Config.Training.split(from, w.batch)
	if err := w.writeConfig(); err != nil {
		return err
	}
	debug.FreeOSMemory()
	return w.warn(NoMemory, cause, "Memory did not suffice for %d pictures at a time. From step %d on there are %d at a time, and %d times as many for a step: it takes the same pictures.",
		w.batch*parts, from+1, w.batch, w.accumulate)
}

// smallestFactor is the smallest number above 1 that divides n; 0 for 1.
func smallestFactor(n int) int {
	for f := 2; f <= n; f++ {
		if n%f == 0 {
			return f
		}
	}
	return 0
}

// starve says that not even one picture at a time has room.
func (w *worker) starve(err error) *Error {
	return Errorf(NoMemory, err, "There is not enough memory, even for one picture at a time (%v). %s Close other programs, then go on with the run, or start one with a smaller preset.", err, w.safe())
}

// mend does what the program can do by itself about what was in the run's way;
// again says that it is to be taken up anew.
func (w *worker) mend(err error) (again bool, _ error) {
	select {
	case <-w.stop:
		return false, err
	default:
	}
	switch off := asRanOff(err); {
	case off != nil && off.step > 1 && len(w.Config.Training.Lowered) < mostLowered: // no rate is in the first step's loss
		err = w.lower(off)
	case off != nil:
		return false, off
	case errors.Is(err, gpu.ErrNoMemory) && CodeOf(err) != NoMemory && w.batch > 1:
		err = w.splitBatch(err)
	default:
		return false, err
	}
	return err == nil, err
}
