package window

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// train follows one run and shows it on the Pre-train screen; another one follows a
// classifier, on the Fine-tune screen.
type train struct {
	w      *Window
	key    string // of its place in the rail
	screen *screen.Pretrain
	dir    string
	called string // its name
	config run.Config
	state  worker.State
	stop   context.CancelFunc // ends the following of dir
	told   worker.Status      // the status a notification was sent for
	sheets *sheets
	rate   bool // the learning rate stands in the chart
	knows  bool // what it knows of labels stands in the chart
	others []library.Summary
	theirs bool   // its weights came from elsewhere
	busy   bool   // a command is on its way
	silent bool   // the disk with the run does not answer
	longer int    // epochs the run was asked to have: where that failed it is as long as before, and asked again
	asked  string // what the worker does after this step, in words; "" for nothing
	again  func() // tries once more what could not start

	moving     *screen.PretrainView // how far comparing pictures at a new place is, nil for none
	stopMoving func()

	memory, memoryUnit string  // that the worker holds
	frequent           float64 // what always saying the largest class has right, of a classifier

	weight  int64 // bytes of the run's folder
	earlier int   // states that only Reconstruct shows; counted on a full disk
	gain    int64 // bytes of them
}

func newTrain(w *Window, key string) *train {
	t := &train{w: w, key: key, knows: true, stop: func() {}, again: func() {}}
	t.sheets = newSheets(w, t)
	t.screen = screen.NewPretrain(screen.PretrainParams{
		Classify: key == tuneKey, Result: func() { w.tune.showResult(t.dir) },
		Pause: func() { t.send(run.Pause) }, Resume: t.resume, Stop: func() { t.send(run.Stop) },
		Extend: t.extend, Sample: func() { w.sample.begin() }, Cancel: t.cancel, ChooseData: func() { w.Go(dataKey) },
		Moved: t.askMoved, DropEarlier: t.askDrop, Elsewhere: func() { w.Go(settingsKey); w.prefs.changeRuns() }, Reveal: func() { w.reveal(t.dir) },
		Reconstruct: func() { w.redraw.with(t.dir) }, Other: t.watchOther,
		Again: func() { t.again() }, Details: t.details, Report: t.report, Export: func() { t.w.export(t.dir) },
		Replay: t.sheets.move, Raw: t.sheets.setRaw, Honest: t.sheets.setHonest, Tile: t.sheets.follow, Widened: t.sheets.refreshMoments,
		ShowRate: func(on bool) { t.rate = on; t.show() }, ShowScore: func(on bool) { t.knows = on; t.show() }, Compare: t.compare,
	})
	return t
}

// open follows the run in a folder from now on, and then goes on with then. A run
// that is gone is not asked about again.
func (t *train) open(dir string, then func()) {
	t.w.fromDisk(name(dir), func() func() {
		r, err := run.Open(dir)
		called := library.NameOf(dir)
		return func() {
			if err == nil {
				t.follow(r, called)
				then()
			}
		}
	})
}

// follow follows a run from now on.
func (t *train) follow(r *run.Run, called string) {
	dir := r.Dir
	t.stop()
	ctx, stop := context.WithCancel(t.w.ctx)
	t.dir, t.called, t.config, t.stop, t.state, t.told, t.others, t.longer, t.asked = dir, called, r.Config, stop, worker.State{}, worker.Waiting, nil, 0, ""
	t.busy, t.silent = false, false
	t.remember(dir)
	t.sheets.open(dir, r.Config)
	t.frequent = 0
	if t.key == tuneKey {
		t.w.tune.opened()
	}
	f := worker.Follow(dir)
	first, weighed, weight, theirs := true, -1, int64(0), false
	t.w.start(func(context.Context) {
		t.w.pulse(ctx, 300*time.Millisecond, func() func() {
			heard := t.w.whenSilent(ctx, func() { t.silent = true; t.show() })
			state, changed, err := f.Next()
			silent := heard()
			if err != nil {
				state.Status, state.Message, state.Code = worker.Failed, err.Error(), run.CodeOf(err)
			} else if !changed && !first && !silent {
				return nil
			}
			if first {
				first, theirs = false, brought(library.Summary{Dir: dir, Config: r.Config})
				if r.Config.Task == run.TaskClassify {
					share := frequentShare(dir, r.Config.Classify.Classes)
					t.w.show(ctx, func() { t.frequent = share })
				}
			}
			if n := len(state.Samples) + state.Saved; n != weighed {
				weighed, weight = n, folderSize(dir)
			}
			at := weight
			earlier, gain := 0, int64(0)
			if state.Code == run.DiskFull {
				earlier, gain = r.Earlier()
			}
			memory, unit := memoryOf(state.PID)
			called := library.NameOf(dir)
			return func() {
				t.called, t.silent = called, false
				t.weight, t.earlier, t.gain, t.memory, t.memoryUnit, t.theirs = at, earlier, gain, memory, unit, theirs
				t.set(state)
			}
		})
	})
}

// remember keeps which run was followed last.
func (t *train) remember(dir string) {
	if t.key == tuneKey {
		t.w.settings.LastTuned = dir
	} else {
		t.w.settings.LastRun = dir
	}
	t.w.saveSoon()
}

// classifies tells whether the run is of a classifier.
func (t *train) classifies() bool { return t.config.Task == run.TaskClassify }

// draws tells whether the run that is followed has saved something to draw with.
func (t *train) draws() bool {
	return t.dir != "" && !t.classifies() && (t.state.Saved > 0 || t.state.Status == worker.Done)
}

// leave ends the following of a run: another is about to begin. The run goes on.
func (t *train) leave() {
	t.stop()
	t.dir, t.state = "", worker.State{}
}

// set takes a new state into account, on Fyne's goroutine.
func (t *train) set(s worker.State) {
	before, speed := t.state.Status, t.state.Speed
	t.state = s
	t.busy = false
	if s.Status != before {
		t.asked = ""
	}
	t.sheets.set(s.Samples)
	t.show()
	t.w.ring()
	t.notify(before, s)
	if before == worker.Running && s.Status != worker.Running && t.w.current == modelKey {
		t.w.model.refresh() // times that waited for the run are measured now
	}
	if s.Status == worker.Running && (before != s.Status || speed == 0 && s.Speed > 0) && t.w.current == modelKey {
		t.w.model.show() // now times can be guessed
	}
	if t.key == tuneKey {
		t.w.tune.followed(before)
		return
	}
	t.w.redraw.learned(s)
}

// longRun is how long a run has to take for the person to be looking elsewhere
// when it ends.
const longRun = 2 * time.Minute

// notify tells the system when a long run ends while it was watched.
func (t *train) notify(before worker.Status, s worker.State) {
	ended := s.Status == worker.Done || s.Status == worker.Failed || s.Status == worker.Gone
	if !ended || before != worker.Running || t.told == s.Status || !t.w.settings.Notify || s.Trained < longRun {
		return
	}
	t.told = s.Status
	words := "It has finished learning."
	if s.Status != worker.Done {
		words = s.Message
	}
	t.w.app.SendNotification(fyne.NewNotification(t.name(), words))
}

func (t *train) name() string { return t.called }

// rename takes another name of the run in a folder.
func (t *train) rename(dir, called string) {
	if t.dir == dir {
		t.called = called
	}
	t.show()
}

// send asks the worker for something; a second click changes nothing.
func (t *train) send(command string) {
	if t.busy || t.asked != "" || t.dir == "" {
		return
	}
	t.busy, t.asked = true, asked[command]
	t.show()
	r := run.Run{Dir: t.dir, Config: t.config}
	t.disk(func() error { return r.Send(command) }, func() {})
}

// disk does something to the folder of the run and goes on with then, or says what
// went wrong.
func (t *train) disk(do func() error, then func()) {
	dir := t.dir
	t.w.fromDisk("“"+t.name()+"”", func() func() {
		err := do()
		return func() {
			switch {
			case t.dir != dir: // another run is followed meanwhile
			case err != nil:
				t.busy, t.asked = false, ""
				t.fail(err)
			default:
				then()
			}
		}
	})
}

// asked says what a command does: a large step may take some seconds.
var asked = map[string]string{run.Pause: "Pausing after this step", run.Stop: "Stopping after this step"}

// toggle is the Space key.
func (t *train) toggle() {
	switch t.state.Status {
	case worker.Running:
		t.send(run.Pause)
	case worker.Paused, worker.Stopped, worker.Failed, worker.Gone:
		t.resume()
	case worker.Waiting:
		if t.unbegun() {
			t.resume()
		}
	}
}

// resume goes on: the worker that waits is told to, or a new one is started.
func (t *train) resume() {
	if t.state.Status == worker.Paused {
		t.send(run.Resume)
		return
	}
	t.launch(t.longer)
}

// launch starts a worker for the run, after a question where it was begun on a card that cannot
// go on with it.
func (t *train) launch(epochs int) {
	if why, without := t.withoutCard(); without && !t.busy {
		t.askProcessor(why, epochs)
		return
	}
	t.launchOn("", epochs)
}

// launchOn starts a worker on a device, "" for the run's own.
func (t *train) launchOn(device string, epochs int) {
	if t.busy {
		return
	}
	t.busy, t.longer = true, epochs
	dir, options := t.dir, t.w.workerOptions(epochs)
	options.Device = device
	t.disk(func() error { return worker.Start(dir, options) }, func() { t.w.sayShared(dir) })
}

// runGone is what can be done about a run whose folder is not there any more.
const runGone = "Put its folder back and press Resume, or open another run under Runs."

// fail shows what a click could not do; the run is as it was.
func (t *train) fail(err error) {
	v := t.screen.View()
	v.Trouble, v.Remedy = err.Error(), "The run is as it was."
	if run.CodeOf(err) == run.NotARun {
		v.Remedy = runGone
	}
	t.screen.Set(v)
}
