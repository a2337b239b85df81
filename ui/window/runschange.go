package window

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"maestudio/core/library"
	"maestudio/core/run"
	"maestudio/core/worker"
	"maestudio/ui/theme"
	"maestudio/ui/widget"
)

// change does something to the folder of a run, away from Fyne's goroutine, and
// then shows the list anew; done may be nil.
func (r *runs) change(do func() error, done func()) {
	r.w.start(func(ctx context.Context) {
		err := do()
		r.w.show(ctx, func() {
			r.forget()
			if err != nil {
				r.fail(err)
			} else if done != nil {
				done()
			}
			r.refresh()
		})
	})
}

// rename asks for another name; Enter gives it as the button does.
func (r *runs) rename(s library.Summary) {
	entry := widget.NewEntry()
	entry.SetText(s.Name)
	rename := widget.NewButton(widget.Primary, "Rename", "", func() { r.renameTo(s, entry.Text) })
	entry.OnSubmitted = func(string) { rename.Tapped(nil) }
	widget.NewDialog("Rename", widget.Fixed(372, 36, entry), widget.NewButton(widget.Quiet, "Cancel", "", nil), rename).ShowOn(r.w.win.Canvas())
	r.w.win.Canvas().Focus(entry)
	entry.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// renameTo gives a run another name, with a way back.
func (r *runs) renameTo(s library.Summary, name string) {
	lib := r.w.library
	if name == s.Name {
		return
	}
	give := func(name string, done func(called string)) {
		called := ""
		r.change(func() error {
			err := lib.Rename(s.Dir, name)
			called = library.NameOf(s.Dir)
			return err
		}, func() {
			r.w.follower(s.Config.Task).rename(s.Dir, called)
			done(called)
		})
	}
	give(name, func(called string) {
		r.w.done(fmt.Sprintf("“%s” is now “%s”.", s.Name, called), func() { give(s.Name, func(string) {}) })
	})
}

// delete moves a run into the trash and offers to take it back. One that trains has
// to be stopped first, which is offered.
func (r *runs) delete(s library.Summary) { r.deleteAfter(s, func() error { return nil }) }

// stop ends a run's training; what it has learned is saved.
func (r *runs) stop(s library.Summary) {
	r.change(func() error { return stopRun(r.w.ctx, s) }, nil)
}

// stopAndDelete is for a run that trains.
func (r *runs) stopAndDelete(s library.Summary) {
	r.deleteAfter(s, func() error { return stopRun(r.w.ctx, s) })
}

// stopPatience is how long a worker may take to stop: a large step and a large
// state take a while.
const stopPatience = 2 * time.Minute

// stopRun asks a run's worker to stop and waits until it has.
func stopRun(ctx context.Context, s library.Summary) error {
	of := run.Run{Dir: s.Dir, Config: s.Config}
	if err := of.Send(run.Stop); err != nil {
		return err
	}
	for end := time.Now().Add(stopPatience); time.Now().Before(end); {
		if _, busy := of.Worker(); !busy {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return fmt.Errorf("“%s” has not stopped yet; it stops after this step.", s.Name)
}

// deleteAfter does something first, away from Fyne's goroutine.
func (r *runs) deleteAfter(s library.Summary, first func() error) {
	lib, now := r.w.library, r.w.now()
	if session := r.w.redraw.session; session != nil && session.Dir() == s.Dir {
		r.w.redraw.close()
	}
	t := r.w.follower(s.Config.Task)
	followed := t.dir == s.Dir
	place, busy := "", false
	r.change(func() (err error) {
		if err = first(); err != nil {
			return err
		}
		place, err = lib.Delete(s.Dir, now)
		if busy = run.CodeOf(err) == run.Busy; busy {
			return nil
		}
		return err
	}, func() {
		if busy {
			r.trouble, r.busy = "“"+s.Name+"” is training.", &s
			if s.State.Status == worker.Paused {
				r.trouble = "“" + s.Name + "” is paused, but has not ended."
			}
			return
		}
		if followed && t.dir == s.Dir {
			t.close()
		}
		r.w.done(fmt.Sprintf("“%s” is in the trash.", s.Name), func() {
			r.change(func() error { _, err := lib.Restore(place); return err }, nil)
		})
	})
}

// restore brings a run back out of the trash.
func (r *runs) restore(s listed) {
	lib := r.w.library
	r.change(func() error { _, err := lib.Restore(s.Dir); return err }, func() {
		r.w.toast(fmt.Sprintf("“%s” is back.", s.Name), nil)
	})
}

// askRemove asks, since it cannot be undone, and removes a run for ever.
func (r *runs) askRemove(s listed) {
	r.sure("Delete “"+s.Name+"” for ever?", "Its model, curve and pictures cannot be brought back.", "Delete for ever", func() {
		lib := r.w.library
		r.change(func() error { return lib.Remove(s.Dir) }, nil)
	})
}

// askEmpty asks, since it cannot be undone, and removes all runs in the trash.
func (r *runs) askEmpty() {
	all := r.trash
	r.sure("Empty the trash?", fmt.Sprintf("%s cannot be brought back then.", plural(len(all), "run", "runs")), "Empty the trash", func() {
		lib := r.w.library
		r.change(func() error {
			for _, d := range all {
				if err := lib.Remove(d.Dir); err != nil {
					return err
				}
			}
			return nil
		}, nil)
	})
}

// sure asks before what cannot be undone.
func (r *runs) sure(title, words, verb string, do func()) {
	widget.NewDialog(title, widget.NewParagraph(words, widget.Body, theme.Dim, 372),
		widget.NewButton(widget.Quiet, "Cancel", "", nil), widget.NewButton(widget.Danger, verb, "", do)).ShowOn(r.w.win.Canvas())
}
