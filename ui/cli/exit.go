package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"

	"maestudio/core/crash"
	"maestudio/core/places"
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
	var ended guardEnded
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &ended):
		return ended.code
	case errors.As(err, &stop):
		return exitStopped
	case errors.As(err, &use):
		return exitUse
	}
	return exitFailed
}

// crashed turns a panic into an error; the stack goes to a report, since a person
// needs the sentence and whoever mends it needs the stack.
func crashed(cause any) error {
	place := "no report could be written"
	if path, err := crash.Write(crashes(), versionLine(), cause, debug.Stack()); err == nil {
		place = "a report that you can send is in " + path
	}
	return fmt.Errorf("the program ran into a fault of its own (%v); %s", cause, place)
}

// crashes is the folder of reports.
func crashes() string {
	p, err := places.Find()
	if err != nil {
		return filepath.Join(os.TempDir(), "maestudio-crashes")
	}
	return p.Crashes
}

// reason is what the system says about a file without the name of the call.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
