package window

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"maestudio/core/dataset"
	"maestudio/core/forecast"
	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// start makes a run of the pictures and settings at hand and lets a worker
// train it. A second click while it starts changes nothing.
func (m *model) start() {
	d := m.w.data
	if m.starting || d.count() == 0 {
		return
	}
	c := m.config
	c.Data.Folders, c.Data.KeepCopies = slices.Clone(d.folders), d.copies
	if m.preset < 0 || !sameSizes(c, offered[m.preset]) {
		c.Preset = ""
	}
	m.starting, m.failed = true, nil
	m.show()
	m.w.launch(cmp.Or(m.copyOf, filepath.Base(d.folders[0])), c, run.CreateOptions{Without: d.without(), Probe: m.probe, Notes: m.decided()}, func(err error) {
		m.starting, m.failed = false, err
		m.show()
	})
}

func sameSizes(c run.Config, preset string) bool {
	p, err := run.Preset(preset)
	return err == nil && p.Model == c.Model
}

// launch makes a run with a name and starts its worker, away from Fyne's
// goroutine; done gets nil when it trains.
func (w *Window) launch(name string, c run.Config, o run.CreateOptions, done func(error)) {
	lib, options := w.library, w.workerOptions(0)
	c.Device.Name = w.computesOn()
	w.start(func(ctx context.Context) {
		dir := lib.Free(name)
		o.Cache = filepath.Join(cacheDir(), "scans")
		o.Scanned = func(p dataset.ScanProgress) {
			w.show(ctx, func() { w.rail.SetProgress(w.follower(c.Task).key, progressShare(p), false) })
		}
		var r *run.Run
		var err error
		if c.Device.Name == "cuda" {
			_, err = worker.CardProgram()
		}
		if err == nil && c.Task == run.TaskClassify { // Model has offered less where memory lacks
			c, err = forecast.Fitting(c, forecast.RoomAt(c.Device.Name, dir, cacheDir()))
		}
		if err == nil {
			r, err = run.Create(ctx, dir, c, o)
		}
		if err == nil {
			err = worker.Start(dir, options)
		}
		called := library.NameOf(dir)
		w.show(ctx, func() {
			done(err)
			if err == nil {
				t := w.follower(c.Task)
				t.follow(r, called)
				w.learns(dir)
				w.Go(t.key)
				w.sayShared(dir)
			} else {
				w.ring()
			}
		})
	})
}

// follower is what follows a run of a task.
func (w *Window) follower(task string) *train {
	if task == run.TaskClassify {
		return w.tune.train
	}
	return w.train
}

// workerOptions is how a worker works, by the settings.
func (w *Window) workerOptions(epochs int) worker.Options {
	s := w.settings
	return worker.Options{Threads: s.WorkerThreads(), Epochs: epochs,
		LowPriority: s.LowPriority, PauseOnBattery: s.PauseOnBattery, PauseInUse: s.PauseInUse}
}

// refuse shows why a run could not be made, with a way to try again.
func (t *train) refuse(err error, again func()) {
	var told *run.Error
	todo := "Nothing has started and nothing is lost."
	if errors.As(err, &told) && told.Code == run.DiskFull {
		todo = "Free some space, then try again."
	}
	t.again = again
	t.screen.Set(screen.PretrainView{State: screen.TrainRefused, Title: "It could not start", Trouble: err.Error(), Remedy: todo})
	t.w.ring()
}

// close forgets the run that was followed: it was deleted.
func (t *train) close() {
	t.stop()
	t.dir = ""
	t.remember("")
	t.w.ring()
	t.show()
}

func fileURI(path string) fyne.URI { return storage.NewFileURI(path) }
