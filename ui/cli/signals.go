package cli

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// untilInterrupted returns a context that the first interruption (Ctrl-C, a
// polite kill, a closed terminal) ends, after calling first. A second one calls
// second, which must not return. The returned function stops the watch.
//
// What was ignored when the program started stays ignored, so that nohup and
// a shell's background jobs work as people know them.
func (a *app) untilInterrupted(parent context.Context, first, second func()) (context.Context, func()) {
	ctx, cancel := context.WithCancel(parent)
	caught := interruptions()
	a.unwatch()
	over := make(chan struct{})
	go func() {
		for n := 0; ; n++ {
			select {
			case <-over:
				return
			case <-caught:
			}
			if n > 0 {
				second()
			}
			first()
			cancel()
		}
	}()
	return ctx, func() {
		signal.Stop(caught)
		close(over)
		cancel()
	}
}

func interruptions() chan os.Signal {
	caught := make(chan os.Signal, 2)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			signal.Notify(caught, s)
		}
	}
	return caught
}

// watch lets an interruption end the program with a sentence, until a verb that has
// more to lose takes over, or unwatch is called.
func (a *app) watch() {
	caught, over := interruptions(), make(chan struct{})
	go func() {
		select {
		case <-over:
		case <-caught:
			os.Exit(a.fail(stopped("Stopped before the end; nothing was changed.")))
		}
	}()
	a.unwatch = sync.OnceFunc(func() {
		signal.Stop(caught)
		close(over)
	})
}

// ignoreBrokenPipe lets the work go on when whoever read the output is gone.
func ignoreBrokenPipe() { signal.Ignore(syscall.SIGPIPE) }

// atOnce ends the program where nothing is at stake.
func atOnce() { os.Exit(exitStopped) }
