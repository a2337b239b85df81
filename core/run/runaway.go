// Training that ran away: how that is seen, and what is done about it.
//
// A step ran away when its loss or its gradient is no number, or its loss is ten
// times that of the first step; an epoch, when its loss on held-out pictures is.
// Then the run goes back and on with half the rate, up to three times.
//
// Where it goes back to depends on the step alone and not on where there happens
// to be a checkpoint, so that it ends with the same bits whenever it was stopped,
// killed or saved: the rate is halved from the beginning of the stretch before
// that of the step, and what a checkpoint lacks up to there is done again as it
// was. A stretch is an epoch, or 250 steps where epochs are longer.

package run

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"

	"maestudio/core/train"
)

const (
	// farAbove is how many times the loss that a run began with is too high. A
	// flat guess counts as a beginning too, since a run that starts from good
	// weights begins low.
	farAbove    = 10
	mostLowered = 3
	longStretch = 250 // steps
)

// ranOff says that training ran away.
type ranOff struct {
	step  int    // that shows it, from 1: the weights before it are bad
	where string // for a person
	cause error  // may be nil
}

func (r *ranOff) Error() string { return "training ran away " + r.where }
func (r *ranOff) Unwrap() error { return r.cause }

func inStep(step int, loss, norm float64, cause error) *ranOff {
	return &ranOff{step, fmt.Sprintf("in step %d (error %.4g, gradient %.4g)", step, loss, norm), cause}
}

// tooHigh reports whether a loss tells that the training ran away.
func (w *worker) tooHigh(loss float64) bool {
	began := w.past.began
	if w.past.guess != nil {
		began = max(began, w.past.guess.Flat)
	}
	return math.IsNaN(loss) || math.IsInf(loss, 0) || began > 0 && loss > farAbove*began
}

// checkStep refuses a step whose loss ran away.
func (w *worker) checkStep(r train.StepReport) error {
	if w.past.began == 0 {
		w.past.began = r.Loss
	}
	if w.tooHigh(r.Loss) {
		return inStep(r.State.Step, r.Loss, r.GradNorm, nil)
	}
	return nil
}

// checkEpoch refuses an epoch whose loss on held-out pictures ran away.
func (w *worker) checkEpoch(r train.EpochReport) error {
	if r.Validation == nil || !w.tooHigh(*r.Validation) {
		return nil
	}
	return &ranOff{r.State.Step + 1, fmt.Sprintf("after step %d (validation error %.4g)", r.State.Step, *r.Validation), nil}
}

// asRanOff sees the loop's own word for it.
func asRanOff(err error) *ranOff {
	var off *ranOff
	var notFinite *train.NotFinite
	switch {
	case errors.As(err, &off):
		return off
	case errors.As(err, &notFinite):
		return inStep(notFinite.Step, notFinite.Loss, notFinite.Norm, notFinite)
	}
	return nil
}

// stretch is how many steps a run looks back by.
func (w *worker) stretch() int { return min(w.stepsPerEpoch(), longStretch) }

// backTo is where a run goes back to when it ran away in a step, from 1.
func (w *worker) backTo(step int) int {
	return max(0, ((step-1)/w.stretch()-1)*w.stretch())
}

// marks are the steps that a run may go back to which is at a step or a little
// further on.
func (w *worker) marks(step int) []int {
	return []int{w.backTo(step + 1), w.backTo(step + 1 + w.stretch())}
}

// lowering is what the rate of a step is multiplied by.
func (t TrainingConfig) lowering(step int) float64 {
	share := 1.0
	for _, l := range t.Lowered {
		if step >= l.Step {
			share /= 2
		}
	}
	return share
}

// lower makes the run go back and on with half the rate. When run.toml says so it
// is done: what the run is behind now is given up when it is taken up again.
func (w *worker) lower(off *ranOff) error {
	t, to := &w.Config.Training, w.backTo(off.step)
	t.Lowered = append(t.Lowered, Lowering{Step: to, Failed: off.step})
	if err := w.writeConfig(); err != nil {
		return err
	}
	return w.warn(NotFinite, off.cause, "Training ran away %s. It goes back to step %d and on with half the rate; after %d such times it stops, and this was number %d.",
		off.where, to, mostLowered, len(t.Lowered))
}

// forget removes the checkpoints that are given up and takes the weights of the
// one that is gone on from.
func (w *worker) forget(passed []passedOver, from *checkpoint) error {
	if from != nil {
		if err := w.writeWeights(*from); err != nil {
			return err
		}
	} else {
		w.options.FS.Remove(w.path(weightsFile)) // none is as good; it may not exist
	}
	for _, p := range passed {
		if p.Cause != nil {
			continue
		}
		if path := w.path(checkpointsDir, p.Name); w.options.FS.Remove(path) != nil {
			return Errorf(Disk, nil, "%s cannot be removed, and the run went back behind it. Remove it, then go on with the run.", path)
		}
	}
	return nil
}

// ranAway says what is kept of a run that ran away too often, and what to do.
func (w *worker) ranAway(off *ranOff) *Error {
	w.keepGood(w.backTo(off.step))
	from := "start a new run with a lower one, such as"
	if w.kept > 0 {
		from = "start a new run from there with a lower one, such as --init " + w.path(weightsFile)
	}
	where := off.where
	if n := len(w.Config.Training.Lowered); n > 0 {
		where += fmt.Sprintf(", though the rate was halved %s", plural(n, "time"))
	}
	return Errorf(NotFinite, off.cause, "Training ran away %s. %s The rate is probably too high: %s --blr %.2g.", where, w.safe(), from, w.lowerRate())
}

// lowerRate is half the lowest rate that was tried, or the preset's (for sizes of
// one's own that of quick) where that is lower still.
func (w *worker) lowerRate() float64 {
	usual, err := Preset(w.Config.Preset)
	if err != nil {
		usual, _ = Preset(PresetNames[0])
	}
	return min(w.Config.Training.BLR*w.Config.Training.lowering(math.MaxInt)/2, usual.Training.BLR)
}

// keepGood gives up what is newer than a step and takes the weights of the newest
// checkpoint that is not. The beginning needs none; else, where there is none or it
// cannot be read, all stays as it is and counts as not kept.
func (w *worker) keepGood(step int) {
	w.kept = -1
	dir := w.path(checkpointsDir)
	found, _ := listCheckpoints(dir)
	newer := found
	for i, at := range found {
		if at > step {
			continue
		}
		c, err := readCheckpoint(filepath.Join(dir, checkpointName(at)))
		if err == nil && w.writeWeights(*c) == nil {
			w.kept, newer = at, found[:i]
			break
		}
	}
	if w.kept < 0 && step > 0 {
		return
	}
	if w.kept < 0 {
		w.options.FS.Remove(w.path(weightsFile))
	}
	for _, at := range newer {
		w.options.FS.Remove(filepath.Join(dir, checkpointName(at)))
	}
}
