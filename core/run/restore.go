// What is put right before a run is advanced, or refused.

package run

import (
	"math"
	"slices"

	"maestudio/core/weights"
)

// lostCheckpoints refuses to begin anew where a run has been: without a checkpoint
// it would do all again and write over its weights.
func (w *worker) lostCheckpoints() error {
	events, err := w.Events()
	if err != nil {
		return err
	}
	for i, e := range events {
		if e.Event == EventWarning && e.Code == NotFinite {
			events = events[i:] // the run went back, and may have to its beginning
			break
		}
	}
	i := slices.IndexFunc(events, func(e Event) bool { return e.Event == EventCheckpoint })
	if i < 0 {
		return nil
	}
	for _, e := range events[i:] {
		if e.Event == EventCheckpoint {
			w.step = e.Step
		}
	}
	const gone = "The checkpoints of this run are gone, which had step %d last; there is nothing to go on from. Put them back into %s, or start a new run"
	if _, err := weights.ReadFile(w.path(weightsFile)); err == nil {
		return Errorf(Damaged, nil, gone+" from its newest weights with --init %s", w.step, w.path(checkpointsDir), w.path(weightsFile))
	}
	return Errorf(Damaged, nil, gone+".", w.step, w.path(checkpointsDir))
}

// restoreWeights writes the weights of a finished run again, from its last
// checkpoint, where they are missing or are not what that has.
func (w *worker) restoreWeights(last *checkpoint) error {
	want, err := w.onlyWeights(last.Tensors, last.State.Step)
	if err != nil {
		return err
	}
	if s, err := weights.ReadFile(w.path(weightsFile)); err == nil && w.same(s, want) {
		return nil
	}
	if err := w.writeWeights(*last); err != nil {
		return err
	}
	return w.warn(Damaged, nil, "%s was missing or damaged and was written again, from the checkpoint of step %d.", w.path(weightsFile), last.State.Step)
}

// same reports whether two states have the model's parameters alike, bit by bit.
func (w *worker) same(a, b *weights.State) bool {
	for _, spec := range w.Config.specs() {
		x, err := a.Float32(spec.Name, spec.Shape...)
		if err != nil {
			return false
		}
		y, err := b.Float32(spec.Name, spec.Shape...)
		if err != nil || !slices.EqualFunc(x, y, sameBits) {
			return false
		}
	}
	return true
}

func sameBits(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) }
