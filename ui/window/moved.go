package window

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"maestudio/core/run"
)

// askMoved asks where a folder of a run's pictures is now, and tells the run.
// All its pictures must be there, byte for byte; done is called then.
func (w *Window) askMoved(dir string, failed func(error), done func()) {
	w.start(func(ctx context.Context) {
		from, err := movedFrom(dir)
		w.show(ctx, func() {
			if err != nil {
				failed(err)
				return
			}
			w.askFolder(fmt.Sprintf("Where is %s now?", name(from)), filepath.Dir(from), func(to string) {
				w.relocate(dir, from, to, failed, done)
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

func (w *Window) relocate(dir, from, to string, failed func(error), done func()) {
	w.toast("Comparing the pictures in "+name(to)+"…", nil)
	w.start(func(ctx context.Context) {
		err := run.Relocate(ctx, dir, from, to, nil)
		w.show(ctx, func() {
			if err != nil {
				w.layer.HideToast()
				failed(err)
				return
			}
			w.toast("The pictures are in "+name(to)+" now.", nil)
			done()
		})
	})
}
