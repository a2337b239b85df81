package window

import (
	"context"
	"fmt"
	"slices"
	"time"

	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/screen"
)

// othersEvery is the time between two looks for runs that train unseen.
const othersEvery = 5 * time.Second

// watchOthers finds the runs that train and are not the one that is shown, so
// that the rail tells of them, and those that did and have ended.
func (w *Window) watchOthers() {
	w.start(func(ctx context.Context) {
		w.pulse(ctx, othersEvery, func() func() {
			return func() {
				lib := w.library
				w.start(func(ctx context.Context) {
					all, err := lib.List() // Runs says why it cannot be listed
					w.show(ctx, func() {
						w.took(slices.DeleteFunc(slices.Clone(all), untrained))
						if err == nil {
							w.heard(all)
						}
					})
				})
			}
		})
	})
}

// took takes the runs that train now.
func (w *Window) took(all []library.Summary) {
	same := slices.EqualFunc(all, w.others, func(a, b library.Summary) bool { return a.Dir == b.Dir && a.Name == b.Name })
	w.others = all
	w.adopt()
	w.ring()
	if !same {
		w.train.offerOther()
		w.tune.train.offerOther()
		if w.current == modelKey {
			w.model.show()
		}
	}
}

// unseen is a run of a task that trains and is not the one that t shows.
func (w *Window) unseen(t *train, task string) (library.Summary, bool) {
	at := slices.IndexFunc(w.others, func(s library.Summary) bool { return s.Dir != t.dir && s.Config.Task == task })
	if at < 0 {
		return library.Summary{}, false
	}
	return w.others[at], true
}

// offerOther shows that another run trains, or no longer.
func (t *train) offerOther() {
	if t.dir != "" {
		t.show()
	}
}

// watchOther follows the run that trains instead of the one that does not.
func (t *train) watchOther() {
	if s, ok := t.w.unseen(t, t.config.Task); ok {
		t.follow(&run.Run{Dir: s.Dir, Config: s.Config}, s.Name)
	}
}

// adopt follows a run that trains where none is followed: the one that was may have
// been deleted.
func (w *Window) adopt() {
	if w.train.dir != "" || w.sample.busy || w.model.starting || w.train.screen.View().State == screen.TrainRefused {
		return
	}
	at := slices.IndexFunc(w.others, func(s library.Summary) bool { return s.Config.Task == run.TaskPretrain })
	if at >= 0 {
		s := w.others[at]
		w.train.follow(&run.Run{Dir: s.Dir, Config: s.Config}, s.Name)
	}
}

// learning returns the runs of a library that train now.
func learning(lib *library.Library) []library.Summary {
	list, err := lib.List()
	if err != nil {
		return nil // Runs says why
	}
	return slices.DeleteFunc(list, untrained)
}

func untrained(s library.Summary) bool { return !isTraining(s) }

// ring shows in the rail how far the run is that is shown or, where that does
// not train, another that does.
func (w *Window) ring() {
	if !w.sample.busy && !w.model.starting { // else what is being prepared has the ring
		w.ringOf(w.train, run.TaskPretrain)
	}
	if !w.tune.starting {
		w.ringOf(w.tune.train, run.TaskClassify)
	}
}

// ringOf is ring for the runs of one task.
func (w *Window) ringOf(t *train, task string) {
	s := t.state
	active := s.Status == worker.Running || s.Status == worker.Waiting && !t.unbegun()
	if t.dir != "" && active {
		w.rail.SetProgress(t.key, s.Share(), false)
		return
	}
	if other, ok := w.unseen(t, task); ok {
		w.rail.SetProgress(t.key, other.State.Share(), false)
		return
	}
	if task == run.TaskClassify && len(w.comparisons) > 0 {
		w.rail.SetProgress(t.key, w.comparisons[0].report.Share(), false)
		return
	}
	share := -1.0
	if t.dir != "" && (s.Status == worker.Paused || s.Status == worker.Gone || s.Status == worker.Failed) {
		share = s.Share()
	}
	w.rail.SetProgress(t.key, share, true)
}

// learner names a run that trains now, "" for none.
func (w *Window) learner() string {
	for _, t := range []*train{w.train, w.tune.train} {
		if t.dir != "" && t.state.Status == worker.Running {
			return t.name()
		}
	}
	if at := slices.IndexFunc(w.others, isTraining); at >= 0 {
		return w.others[at].Name
	}
	return ""
}

// shares says what another run means while one trains, "" where none does.
func (w *Window) shares() string {
	if called := w.learner(); called != "" {
		return "“" + called + "” is learning: a second run would share the processor, and both take longer."
	}
	return ""
}

// sayShared tells where a run begins while another trains: both take longer.
func (w *Window) sayShared(dir string) {
	lib := w.library
	w.fromDisk("the runs", func() func() {
		all := learning(lib)
		return func() {
			if at := slices.IndexFunc(all, func(s library.Summary) bool { return s.Dir != dir }); at >= 0 {
				w.toast(fmt.Sprintf("“%s” is learning too: both share the processor and take longer.", all[at].Name), nil)
			}
		}
	})
}

// soon tells whether a model learns or is about to.
func (w *Window) soon() bool {
	s := w.train.state.Status
	return w.sample.busy || w.model.starting || len(w.others) > 0 || w.train.dir != "" && (s == worker.Running || s == worker.Waiting)
}
