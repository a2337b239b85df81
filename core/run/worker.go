// The worker: what stands ready around the loop while a run is advanced.

package run

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"maestudio/core/dataset"
	"maestudio/core/dataset/picture"
	"maestudio/core/train"
	"maestudio/core/weights"
	"maestudio/gpu"
)

// worker advances a run. It is what the loop trains with, and its Keeper.
type worker struct {
	*Run
	options AdvanceOptions
	stop    <-chan struct{} // closed when the work is to end
	clock   *workClock
	journal *journal
	lock    *lock
	inbox   *inbox
	asked   []Command // read, and not obeyed yet
	manners manners

	pictures []Picture // trained on
	heldOut  []Picture
	folders  []string // that they are in now
	list     string   // hash of files.tsv

	batch      int // pictures that are computed together, now
	accumulate int // of them for a step

	device    gpu.Device
	task      task
	optimizer optimizer
	loader    *dataset.Loader
	jpeg      picture.Decoder // who reads JPEG, now

	starved bool // the worker before ended because memory ran out

	step   int // steps that are done
	kept   int // steps that the last checkpoint has; -1 without one
	before int // steps of the one before it

	longer  *extension // that this worker was asked for, if any
	refused bool       // it was asked for a length that the run cannot have

	past past // what is known of the run from before
}

// work does everything between taking the lock and giving it up.
func (w *worker) work(ctx context.Context) error {
	w.clean()
	if err := w.readList(); err != nil {
		return err
	}
	for {
		err := w.takeUp(ctx)
		w.close()
		if again, mendErr := w.mend(err); !again {
			return mendErr
		}
	}
}

// takeUp goes on from the newest checkpoint until the run ends or something is in
// its way.
func (w *worker) takeUp(ctx context.Context) error {
	w.step, w.kept, w.before = 0, -1, -1
	last, err := w.newest()
	if err != nil {
		return err
	}
	if err := w.lengthen(); err != nil {
		return err
	}
	if err := w.settleBatch(); err != nil {
		return err
	}
	if w.finished(last) {
		return w.restoreWeights(last)
	}
	if err := w.build(last); err != nil {
		return noRoomFor(err)
	}
	loop := w.loop(last)
	last = nil // its tensors are on the device; the memory can be used again
	if err := w.start(ctx, loop); err != nil {
		return err
	}
	return loop.Run(ctx)
}

// readList reads which pictures the run has.
func (w *worker) readList() error {
	all, hash, err := listPictures(w.Dir)
	if err != nil {
		return err
	}
	w.list = hash
	if w.folders, err = w.Folders(); err != nil {
		return err
	}
	for _, p := range all {
		switch p.Part {
		case Train:
			w.pictures = append(w.pictures, p)
		case Validation:
			w.heldOut = append(w.heldOut, p)
		}
	}
	if len(w.pictures) < w.Config.Training.Batch {
		return Errorf(Damaged, nil, "files.tsv has %s to learn from, fewer than a batch of %d. It was changed; put the old one back.", plural(len(w.pictures), "picture"), w.Config.Training.Batch)
	}
	return nil
}

// newest reads the newest checkpoint that is whole and belongs to the run; nil
// means that the run is at its beginning.
func (w *worker) newest() (*checkpoint, error) {
	c, passed, err := newestCheckpoint(w.path(checkpointsDir), w.Config.Training)
	if err != nil {
		return nil, err
	}
	isGivenUp := func(p passedOver) bool { return p.Cause == nil }
	damaged := slices.DeleteFunc(slices.Clone(passed), isGivenUp)
	wentBack := len(passed) > len(damaged)
	switch {
	case c == nil && len(damaged) > 0:
		return nil, Errorf(Damaged, damaged[0].Cause, "No checkpoint of this run can be read. The newest weights may be whole: start a new run from them with --init %s", w.path(weightsFile))
	case c == nil && !wentBack:
		if err := w.lostCheckpoints(); err != nil {
			return nil, err
		}
	case c != nil && (c.Config != w.Config.Hash() || c.Files != w.list):
		return nil, Errorf(Settings, nil, "run.toml or files.tsv was changed after step %d, and the run would not be the same any more. Put the old one back, or start a new run with the new settings and --init %s", c.State.Step, w.path(weightsFile))
	case c != nil:
		w.step, w.kept = c.State.Step, c.State.Step
	}
	for _, d := range damaged {
		if err := w.warn(Damaged, d.Cause, "The checkpoint %s cannot be read. The run goes on from the one before, of step %d.", d.Name, c.State.Step); err != nil {
			return nil, err
		}
	}
	if wentBack {
		err = w.forget(passed, c)
	}
	return c, errors.Join(err, w.dropLaterWeights())
}

// batches and stepsPerEpoch are those of an epoch; what makes no whole batch or
// step is left out, and is elsewhere in the next epoch's order.
func (w *worker) batches() int       { return len(w.pictures) / w.Config.Training.Batch }
func (w *worker) stepsPerEpoch() int { return w.batches() / w.Config.Training.Accumulate }

// finished reports whether there is nothing left to do, not even to say so.
func (w *worker) finished(last *checkpoint) bool {
	if last == nil {
		return false
	}
	events, err := w.Events()
	if err != nil || last.State.Epochs < w.Config.Training.Epochs && !w.Config.enough(scoresOf(events)) {
		return false
	}
	return slices.ContainsFunc(events, func(e Event) bool { return e.Event == EventDone && e.Step == w.step })
}

// build opens the device and puts the model, its optimiser and the loader
// together, as they were at the checkpoint, or new without one.
func (w *worker) build(last *checkpoint) (err error) {
	device, sentence, err := w.Config.Device.openAnywhere(w.options.Device, w.options.Threads)
	if err != nil {
		return err
	}
	if w.options.wrap != nil {
		device = w.options.wrap(device)
	}
	w.device = device
	if sentence != "" {
		if err := w.warn(Device, nil, "%s", sentence); err != nil {
			return err
		}
	}
	if w.task, err = w.newTask(); err != nil {
		w.task = nil // not a nil model in an interface
		return err
	}
	if w.optimizer, err = w.Config.newOptimizer(w.device, w.task.params()); err != nil {
		w.optimizer = nil // not a nil one in an interface
		return err
	}
	if err := w.load(last); err != nil {
		return err
	}
	return w.openLoader(w.task.order())
}

// load puts the starting values, or a checkpoint's, onto the device.
func (w *worker) load(last *checkpoint) error {
	if last != nil {
		if err := w.task.params().LoadMoments(last.Tensors); err != nil {
			return err
		}
		w.optimizer.Resume(last.State.Step)
		if err := w.task.params().Load(last.Tensors); err != nil {
			return err
		}
		return w.task.restored()
	}
	if w.Config.Training.Init == "" {
		return w.task.begin(nil)
	}
	s, err := weights.ReadFile(w.path(initFile))
	if err != nil {
		return Errorf(Damaged, err, "The weights to start from, %s, cannot be read.", w.path(initFile))
	}
	return w.task.begin(s)
}

// loop puts together what the loop is to do.
func (w *worker) loop(last *checkpoint) *train.Loop {
	c := w.Config
	l := &train.Loop{
		Method: w.task, Data: w.loader, Optimizer: w.optimizer, Keeper: w, Now: w.clock.Now,
		Rate:       w.rate,
		Steps:      c.Training.Epochs * w.stepsPerEpoch(),
		Batches:    len(w.pictures) / w.batch,
		Accumulate: w.accumulate,
		Batch:      w.batch,
		SampleAt:   w.task.sampleAt(),
		AskAt:      w.task.asksAt,
		Enough:     w.task.enough,
		SaveSteps:  c.Checkpoints.Steps,
		SaveEvery:  time.Duration(c.Checkpoints.Minutes * float64(time.Minute)),
	}
	if last != nil {
		l.State, l.Saved = last.State, true
	}
	return l
}

// rate is the learning rate of a step: the schedule of as many epochs as the
// run was to have then, at the share of the epoch's batches that is done, and
// lowered where the run had run away.
func (w *worker) rate(step int) float64 {
	t := w.Config.Training
	s := train.Schedule{Rate: t.PeakLR(), MinRate: t.MinLR, Warmup: t.WarmupEpochs, Epochs: float64(t.EpochsAt(step))}
	epoch, within := step/w.stepsPerEpoch(), step%w.stepsPerEpoch()
	return t.lowering(step) * s.LR(float64(epoch)+float64(within*t.Accumulate)/float64(w.batches()))
}

// start makes the folders, lets the task make ready, and tells that the work begins.
func (w *worker) start(ctx context.Context, l *train.Loop) error {
	for _, dir := range []string{checkpointsDir, samplesDir} {
		err := w.write("the folder "+dir, w.path(dir), 0, func() error { return w.options.FS.MkdirAll(w.path(dir)) })
		if err != nil {
			return err
		}
	}
	if w.inbox == nil {
		var err error
		if w.inbox, err = openInbox(w.path(commandsFile)); err != nil {
			return Errorf(Disk, err, "%s cannot be read.", w.path(commandsFile))
		}
	}
	if err := w.remember(); err != nil {
		return err
	}
	if err := w.task.ready(ctx); err != nil {
		return err
	}
	info := w.device.Info()
	e := Event{Event: EventStart, Step: w.step, Epoch: w.epoch(w.step + 1),
		Steps: l.Steps, Epochs: w.Config.Training.Epochs,
		Pictures: len(w.pictures), HeldOut: len(w.heldOut), Batch: w.Config.Training.EffectiveBatch(),
		Device: info.Name, Family: info.Family, Threads: info.Threads, PID: os.Getpid()}
	if g := w.past.guess; g != nil {
		e.GuessFlat, e.GuessSmear = &g.Flat, &g.Smear
	}
	return w.tell(e)
}

// epoch is the one that a step, counted from 1, belongs to, from 1.
func (w *worker) epoch(step int) int {
	return min((max(step, 1)-1)/w.stepsPerEpoch()+1, w.Config.Training.Epochs)
}

// close gives everything back that takeUp made, the newest first.
func (w *worker) close() {
	if w.loader != nil {
		w.loader.Close()
	}
	if w.optimizer != nil {
		w.optimizer.Free()
	}
	if w.task != nil {
		w.task.free()
	}
	if w.device != nil {
		w.device.Close()
	}
	w.loader, w.optimizer, w.task, w.device = nil, nil, nil, nil
}
