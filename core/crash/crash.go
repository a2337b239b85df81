// Package crash leaves a report of a fault of the program's own: a file with the
// version, the system and the stack, for a person to read and to send. Nothing is
// sent by itself.
package crash

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// mark ends the head of a report; what went wrong comes after it.
const mark = "\nWhat went wrong:\n"

// kept is how long reports are.
const kept = 90 * 24 * time.Hour

// Watch has the runtime write a report into dir should the process die of a fault,
// in whatever goroutine or in C, and returns what ends that. Where nothing can be
// written the program goes on without.
func Watch(dir, version string) (end func()) {
	tidy(dir)
	f, err := begin(dir, version)
	if err != nil {
		return func() {}
	}
	alive := flock.New(f.Name(), flock.SetFlag(os.O_RDWR))
	_, _ = alive.TryLock() // where a file cannot be locked none is taken for a dead process's
	_ = debug.SetCrashOutput(f, debug.CrashOptions{})
	endForeign := watchForeign(f)
	return func() {
		endForeign()
		_ = debug.SetCrashOutput(nil, debug.CrashOptions{}) // it holds the file as well
		_ = f.Close()
		_ = alive.Close()
		_ = os.Remove(f.Name())
	}
}

// Write leaves a report of a panic that was caught and returns the file's path.
func Write(dir, version string, cause any, stack []byte) (path string, err error) {
	f, err := begin(dir, version)
	if err != nil {
		return "", err
	}
	_, err = fmt.Fprintf(f, "panic: %v\n\n%s", cause, stack)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return f.Name(), err
}

// begin makes a report with its head. Of the command line it has the program's name
// alone: the rest says what a person works on.
func begin(dir, version string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(dir, time.Now().Format("2006-01-02-150405")+fmt.Sprintf("-%d-*.txt", os.Getpid()))
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(f, "MAE Studio %s\n%s, started %s\n%s", version, filepath.Base(os.Args[0]), time.Now().Format(time.RFC1123Z), mark)
	if err != nil {
		_ = f.Close()
		_ = os.Remove(f.Name())
	}
	return f, err
}

// Mine is the file that will say what this process died of, while it is watched; "" where
// there is none.
func Mine(dir string) string {
	mine, _ := filepath.Glob(filepath.Join(dir, fmt.Sprintf("*-%d-*.txt", os.Getpid()))) // the pattern is right
	if len(mine) == 0 {
		return ""
	}
	return mine[len(mine)-1] // names begin with the time
}

// Says reports whether a file says what a process died of: then it was not killed.
func Says(path string) bool {
	_, err := os.Stat(path)
	return err == nil && !isEmpty(path)
}

// tidy removes old reports, and what processes that were killed left of theirs: a head
// and nothing after it.
func tidy(dir string) {
	for _, path := range files(dir) {
		info, err := os.Stat(path)
		if err != nil {
			continue
		}
		if age := time.Since(info.ModTime()); age > kept || age > beginning && isEmpty(path) && isLeft(path) {
			_ = os.Remove(path)
		}
	}
}

// beginning is how long a process may take from making its report to locking it.
const beginning = 2 * time.Second

// isEmpty reports whether a report says nothing.
func isEmpty(path string) bool {
	text, err := os.ReadFile(path)
	_, after, _ := strings.Cut(string(text), mark)
	return err == nil && strings.TrimSpace(after) == ""
}

// isLeft reports whether no process holds a report any more. The system gives a lock up
// when the process ends, however it ends.
func isLeft(path string) bool {
	f := flock.New(path, flock.SetFlag(os.O_RDWR))
	defer f.Close()
	left, err := f.TryLock()
	return left && err == nil
}

func files(dir string) []string {
	all, _ := filepath.Glob(filepath.Join(dir, "*.txt")) // the pattern is right
	return all
}

// Report is what one fault left.
type Report struct {
	Path string
	When time.Time
	Text string
}

// most bounds what is read of a report.
const most = 1 << 20

// Untold returns the reports that came since Told, the newest last.
func Untold(dir string) []Report {
	var told time.Time
	if info, err := os.Stat(filepath.Join(dir, toldName)); err == nil {
		told = info.ModTime()
	}
	var list []Report
	for _, path := range files(dir) {
		info, err := os.Stat(path)
		if err != nil || !info.ModTime().After(told) || info.Size() > most {
			continue
		}
		text, err := os.ReadFile(path)
		if _, after, _ := strings.Cut(string(text), mark); err == nil && strings.TrimSpace(after) != "" {
			list = append(list, Report{path, info.ModTime(), string(text)})
		}
	}
	// Their names say when the process began, which may have been long before.
	slices.SortFunc(list, func(a, b Report) int { return a.When.Compare(b.When) })
	return list
}

// toldName is the file whose age says what a person was told of.
const toldName = "told"

// Told remembers that the person was told of the reports that are there.
func Told(dir string) error {
	return os.WriteFile(filepath.Join(dir, toldName), []byte("The person was told of the reports that are older than this file.\n"), 0o600)
}
