// Training that ran away: what of it is not kept, and how to begin again.

package run

import (
	"fmt"
	"math"
	"path/filepath"

	"maestudio/core/train"
)

// farAbove is how many times the loss that a run began with shows that it ran
// away, long before the loss is no number: what a step or an epoch that bad
// leaves behind is not kept. A flat guess counts as a beginning too, since a run
// that starts from good weights begins low.
const farAbove = 100

// ranOff reports whether a loss tells that the training ran away.
func (w *worker) ranOff(loss float64) bool {
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
	if w.ranOff(r.Loss) {
		return &train.NotFinite{Step: r.State.Step, Loss: r.Loss, Norm: r.GradNorm}
	}
	return nil
}

// checkEpoch refuses an epoch whose loss on held-out pictures ran away.
func (w *worker) checkEpoch(r train.EpochReport) error {
	if r.Validation == nil || !w.ranOff(*r.Validation) {
		return nil
	}
	return w.beginAgain(nil, r.State.Step, fmt.Sprintf("after step %d (validation error %.4g)", r.State.Step, *r.Validation))
}

// ranAway tells of a step whose loss is no number, or far too high. It is the loss
// of the weights before the step.
func (w *worker) ranAway(e *train.NotFinite) *Error {
	return w.beginAgain(e, e.Step-1, fmt.Sprintf("in step %d (error %.4g, gradient %.4g)", e.Step, e.Loss, e.Norm))
}

// beginAgain says what is kept, which are not the weights of the step bad, and
// what to do.
func (w *worker) beginAgain(cause error, bad int, where string) *Error {
	if w.kept == bad {
		w.goBack()
	}
	from := "start a new run with a lower one, such as"
	if w.kept > 0 {
		from = "start a new run from there with a lower one, such as --init " + w.path(weightsFile)
	}
	return Errorf(NotFinite, cause, "Training ran away %s. %s The rate is probably too high: %s --blr %.2g.",
		where, w.safe(), from, w.lowerRate())
}

// lowerRate is half the rate, or the preset's (for sizes of one's own that of
// quick) where that is lower still.
func (w *worker) lowerRate() float64 {
	usual, err := Preset(w.Config.Preset)
	if err != nil {
		usual, _ = Preset(PresetNames[0])
	}
	return min(w.Config.Training.BLR/2, usual.Training.BLR)
}

// goBack gives up the newest checkpoint and takes the weights of the one before.
// Where there is none, or it cannot be read, all stays as it is and counts as not
// kept.
func (w *worker) goBack() {
	bad := w.kept
	w.kept = -1
	dir := w.path(checkpointsDir)
	found, _ := listCheckpoints(dir)
	for _, step := range found {
		if step >= bad {
			continue
		}
		c, err := readCheckpoint(filepath.Join(dir, checkpointName(step)))
		if err != nil || w.writeWeights(*c) != nil {
			continue
		}
		w.options.FS.Remove(filepath.Join(dir, checkpointName(bad)))
		w.kept = step
		return
	}
}
