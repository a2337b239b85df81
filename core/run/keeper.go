// The worker as the loop's keeper: what the loop tells goes into the run folder.

package run

import (
	"context"
	"fmt"
	"path"

	"maestudio/core/train"
	"maestudio/core/weights"
)

// Validate looks at the model at the end of an epoch.
func (w *worker) Validate(ctx context.Context) (*float64, error) { return w.task.validate(ctx) }

// Ask asks what the model knows of labels.
func (w *worker) Ask(ctx context.Context, epoch int) error { return w.task.ask(ctx, epoch) }

// Sample redraws pictures.
func (w *worker) Sample(s train.State) error { return w.task.sample(s) }

// Step writes a step's event.
func (w *worker) Step(r train.StepReport) error {
	if err := w.checkStep(r); err != nil {
		return err
	}
	w.step = r.State.Step
	return w.tell(Event{Event: EventStep, Step: w.step, Epoch: r.Epoch, Loss: r.Loss, LR: r.Rate,
		GradNorm: r.GradNorm, ImagesPerSecond: r.ImagesPerSecond, ETASeconds: r.Left.Seconds()})
}

// Epoch writes an epoch's event, and the weights where they are kept for looking
// back.
func (w *worker) Epoch(r train.EpochReport) error {
	if err := w.checkEpoch(r); err != nil {
		return err
	}
	err := w.tell(Event{Event: EventEpoch, Step: r.State.Step, Epoch: r.Epoch, Loss: r.Loss,
		ValLoss: r.Validation, ImagesPerSecond: r.ImagesPerSecond, Verdict: w.task.judge(r.Validation), Memory: PeakMemory()})
	if err != nil {
		return err
	}
	return w.keepWeights(r.Epoch, r.State.Step)
}

// Save writes the newest weights and a checkpoint, and removes what is not kept
// any more. The events up to it and the weights come first: where there is a
// checkpoint, they have all that it has.
func (w *worker) Save(s train.State) error {
	c, err := w.snapshot(s)
	if err != nil {
		return err
	}
	if err := w.write("the list of events", w.journal.path, 0, w.journal.sync); err != nil {
		return err
	}
	if err := w.writeWeights(c); err != nil {
		return err
	}
	dir, name := w.path(checkpointsDir), checkpointName(s.Step)
	err = w.write("the checkpoint", w.path(checkpointsDir, name), bytesOf(c.Tensors), func() error {
		_, _, err := c.write(w.options.FS, dir)
		return err
	})
	if err != nil {
		return err
	}
	if w.kept != s.Step {
		w.kept, w.before = s.Step, w.kept
	}
	if err := pruneCheckpoints(w.options.FS, dir, w.kept, w.before, w.marks(s.Step)...); err != nil {
		return writing(err, "the folder of checkpoints", w.path(checkpointsDir, name), 0, w.safe())
	}
	return w.tell(Event{Event: EventCheckpoint, Step: s.Step, Epoch: w.epoch(s.Step), Path: path.Join(checkpointsDir, name)})
}

// snapshot copies everything that training goes on from off the device.
func (w *worker) snapshot(s train.State) (checkpoint, error) {
	c := checkpoint{State: s, Config: w.Config.Hash(), Files: w.list, Seed: w.Config.Training.Seed, Lowered: len(w.Config.Training.Lowered)}
	all, err := w.task.params().State()
	if err != nil {
		return c, err
	}
	moments, err := w.task.params().Moments()
	if err != nil {
		return c, err
	}
	for _, name := range moments.Names {
		if err := all.Add(name, moments.Tensors[name]); err != nil {
			return c, err
		}
	}
	c.Tensors = all
	return c, nil
}

// writeWeights writes model.safetensors.
func (w *worker) writeWeights(c checkpoint) error {
	only, err := w.onlyWeights(c.Tensors, c.State.Step)
	if err != nil {
		return err
	}
	return w.writeState("the newest weights", w.path(weightsFile), only)
}

// bytesOf is about how long a file of the tensors is.
func bytesOf(s *weights.State) (n int64) {
	for _, t := range s.Tensors {
		n += int64(t.MemSize())
	}
	return n
}

// Asked reads the commands that arrived, and what courtesy asks for.
func (w *worker) Asked() []train.Request {
	var requests []train.Request
	commands := append(w.asked, w.inbox.read()...)
	w.asked = nil
	for _, c := range commands {
		r, known := map[string]train.Request{Pause: train.Pause, Resume: train.Resume, Stop: train.Stop, SampleNow: train.Sample}[c.Command]
		if known {
			w.manners.heard(r)
			requests = append(requests, r)
		} else {
			w.warn(Settings, nil, "The command %q is not known. There are pause, resume, stop and sample.", c.Command)
		}
	}
	w.remark()
	return append(requests, w.hold()...)
}

// Paused tells that the loop waits, or ends.
func (w *worker) Paused(s train.State, ends bool) error {
	e := Event{Event: EventPaused, Step: s.Step, Epoch: w.epoch(s.Step), Stopped: ends}
	switch {
	case ends:
		e.Message = fmt.Sprintf("Stopped after step %d. The run is kept; go on with it: maestudio train %s", s.Step, w.Dir)
	case w.manners.waits:
		e.Code = CodeOf(w.manners.why)
		e.Message = fmt.Sprintf("Paused after step %d: %v The run is kept.", s.Step, w.manners.why)
	default:
		e.Message = fmt.Sprintf("Paused after step %d. The run is kept and goes on when you resume it.", s.Step)
	}
	return w.tell(e)
}

// Done tells that the run is at its end.
func (w *worker) Done(s train.State) error {
	return w.tell(Event{Event: EventDone, Step: s.Step, Epoch: w.epoch(s.Step), Message: w.task.done()})
}
