package bench

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"maestudio/core/run"
)

// firstStep is the time from the worker's start on a prepared run, its pictures in the
// cache, to the end of its first step. The run is made of a preset and a folder of
// pictures, and trained for an epoch before.
func firstStep(ctx context.Context, c run.Config, pictures, folder string, threads int) (time.Duration, error) {
	c.Data.Folders = []string{pictures}
	c.Training.Epochs, c.Training.WarmupEpochs = 2, 0
	r, err := run.Create(ctx, filepath.Join(folder, "run"), c, run.CreateOptions{})
	if err != nil {
		return 0, err
	}
	advance := func(until string) (took time.Duration, err error) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		start := time.Now()
		err = run.Advance(ctx, r.Dir, run.AdvanceOptions{Threads: threads, CacheDir: filepath.Join(folder, "cache"), Events: func(e run.Event) {
			if e.Event == until && took == 0 {
				took = time.Since(start)
				stop()
			}
		}})
		if errors.Is(err, run.ErrStopped) && took > 0 {
			err = nil
		}
		return took, err
	}
	if _, err := advance(run.EventEpoch); err != nil {
		return 0, err
	}
	return advance(run.EventStep)
}
