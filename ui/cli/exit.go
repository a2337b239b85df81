package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
)

// What the program leaves behind for a script.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUse     = 2   // wrong use of the command line
	exitStopped = 130 // stopped by the user: 128 + SIGINT, as shells have it
)

// useError says that the command line itself was wrong.
type useError struct{ error }

func (e useError) Unwrap() error { return e.error }

func wrongUse(format string, args ...any) error {
	return useError{fmt.Errorf(format, args...)}
}

// stoppedError says that the user stopped the work; it is no failure.
type stoppedError struct{ error }

func (e stoppedError) Unwrap() error { return e.error }

func stopped(format string, args ...any) error {
	return stoppedError{fmt.Errorf(format, args...)}
}

// exitCode tells which of the codes above an error stands for.
func exitCode(err error) int {
	var use useError
	var stop stoppedError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &stop):
		return exitStopped
	case errors.As(err, &use):
		return exitUse
	}
	return exitFailed
}

// crashed turns a panic into an error; the trace goes to a file, since a
// person needs the sentence and whoever mends it needs the trace.
func crashed(cause any) error {
	trace := fmt.Sprintf("maestudio %s: %v\n\n%s", versionLine(), cause, debug.Stack())
	place := "no trace could be written"
	if f, err := os.CreateTemp("", "maestudio-fault-*.txt"); err == nil {
		_, err = f.WriteString(trace)
		if err = errors.Join(err, f.Close()); err == nil {
			place = "the trace is in " + f.Name()
		}
	}
	return fmt.Errorf("the program ran into a fault of its own (%v); %s", cause, place)
}

// reason is what the system says about a file without the name of the call.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
