package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// untilInterrupted returns a context that the first interruption (Ctrl-C, a
// polite kill, a closed terminal) ends, after calling first. A second one calls
// second, which must not return. The returned function stops the watch.
//
// What was ignored when the program started stays ignored, so that nohup and
// a shell's background jobs work as people know them.
func untilInterrupted(parent context.Context, first, second func()) (context.Context, func()) {
	ctx, cancel := context.WithCancel(parent)
	caught := make(chan os.Signal, 2)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			signal.Notify(caught, s)
		}
	}
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

// ignoreBrokenPipe lets the work go on when whoever read the output is gone.
func ignoreBrokenPipe() { signal.Ignore(syscall.SIGPIPE) }

// atOnce ends the program where nothing is at stake.
func atOnce() { os.Exit(exitStopped) }
