// A process that works in a folder which is no run's own.

package run

import (
	"context"
	"slices"
	"time"
)

// Hold makes this process the one that works in a folder, as a worker is in a run's.
func Hold(dir string) (release func(), err error) {
	l, err := takeLock((&Run{Dir: dir}).path(lockFile))
	if err != nil {
		return nil, err
	}
	return l.release, nil
}

// listenEvery is how often a folder is looked at for commands.
const listenEvery = 200 * time.Millisecond

// Listen returns a context that ends with ctx, or when a person asks the process which
// holds a folder to stop. What was asked before is history, as it is to a worker. done
// ends the listening.
func Listen(ctx context.Context, dir string) (_ context.Context, done func(), err error) {
	path := (&Run{Dir: dir}).path(commandsFile)
	in, err := openInbox(path)
	if err != nil {
		return nil, nil, Errorf(Disk, err, "%s cannot be read.", path)
	}
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		tick := time.NewTicker(listenEvery)
		defer tick.Stop()
		for !slices.ContainsFunc(in.read(), func(c Command) bool { return c.Command == Stop }) {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	return ctx, cancel, nil
}
