package window

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"maestudio/core/run"
	"maestudio/ui/screen"
)

// mover is told how it goes to find a run's pictures at another place, on Fyne's
// goroutine.
type mover struct {
	compares func(to string, cancel func()) // it has begun, and can be called off
	progress func(done, total int)          // may be nil
	ended    func(to string, err error)     // nil: they are all there
}

// compareEvery is the time between two looks at how far comparing is.
const compareEvery = 200 * time.Millisecond

// askMoved asks where a folder of a run's pictures is now, and tells the run.
// All its pictures must be there, byte for byte.
func (w *Window) askMoved(dir string, m mover) {
	w.start(func(ctx context.Context) {
		from, err := movedFrom(dir)
		w.show(ctx, func() {
			if err != nil {
				m.ended("", err)
				return
			}
			w.askFolder(fmt.Sprintf("Where is %s now?", name(from)), filepath.Dir(from), func(to string) {
				w.relocate(dir, from, to, m)
			})
		})
	})
}

// movedFrom returns the folder of a run that is not there any more; where all
// are there, the first.
func movedFrom(dir string) (string, error) {
	r, err := run.Open(dir)
	if err != nil {
		return "", err
	}
	folders, err := r.Folders()
	if err != nil {
		return "", err
	}
	for _, f := range folders {
		if _, err := os.Stat(f); err != nil {
			return f, nil
		}
	}
	return folders[0], nil
}

func (w *Window) relocate(dir, from, to string, m mover) {
	ctx, cancel := context.WithCancel(w.ctx)
	m.compares(to, cancel)
	var last time.Time
	progress := func(done, total int) {
		if m.progress != nil && time.Since(last) >= compareEvery {
			last = time.Now()
			w.show(ctx, func() { m.progress(done, total) })
		}
	}
	w.start(func(context.Context) {
		defer cancel()
		err := run.Relocate(ctx, dir, from, to, progress)
		w.show(w.ctx, func() { m.ended(to, err) })
	})
}

// found says where the pictures are now.
func (w *Window) found(to string) { w.toast("The pictures are in "+name(to)+" now.", nil) }

// askMoved asks where the pictures of the run are, shows how they are compared,
// and goes on with the run when they are all there.
func (t *train) askMoved() { t.w.askMoved(t.dir, t.mover()) }

func (t *train) mover() mover {
	return mover{
		compares: func(to string, cancel func()) {
			t.moving = &screen.PretrainView{State: screen.TrainWaiting, Title: "Comparing the pictures", CanCancel: true,
				Below: "Each must be the same, byte for byte, in " + home(to) + ".", Epoch: "Getting ready", LastEpoch: 1}
			t.stopMoving = cancel
			t.show()
		},
		progress: func(done, total int) {
			t.moving.Epoch = fmt.Sprintf("%s of %s pictures", number(done), number(total))
			t.moving.Share = float64(done) / float64(max(1, total))
			t.show()
		},
		ended: t.moved,
	}
}

// moved goes on, or says why not; where the person called it off all is as before.
func (t *train) moved(to string, err error) {
	t.moving = nil
	t.show()
	switch {
	case errors.Is(err, run.ErrStopped):
	case err != nil:
		t.fail(err)
	default:
		t.w.found(to)
		t.resume()
	}
}

// cancel calls off what is being prepared.
func (t *train) cancel() {
	if t.moving != nil {
		t.stopMoving()
		return
	}
	t.w.sample.cancel()
}

// askMoved is what the list offers of a run.
func (r *runs) askMoved(dir string) {
	r.w.askMoved(dir, mover{
		compares: func(to string, _ func()) { r.w.toast("Comparing the pictures in "+name(to)+"…", nil) },
		ended: func(to string, err error) {
			if err != nil {
				r.w.layer.HideToast()
				r.fail(err)
				return
			}
			r.w.found(to)
			r.refresh()
		},
	})
}
