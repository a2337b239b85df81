// Codes for the program, sentences for the person, causes for the log.

package run

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"

	"maestudio/core/run/disk"
	"maestudio/core/train"
)

// Code tells a program what kind of trouble there is.
type Code string

const (
	Exists    Code = "exists"     // a run, or something else, is there already
	NotARun   Code = "not-a-run"  // no run.toml there
	Busy      Code = "busy"       // another process advances the run
	Settings  Code = "settings"   // a setting that cannot work
	Pictures  Code = "pictures"   // no pictures, or they are gone
	Damaged   Code = "damaged"    // a file of the run cannot be read
	DiskFull  Code = "disk-full"  // no room
	ReadOnly  Code = "read-only"  // writing is not allowed
	Disk      Code = "disk"       // any other failure of the disk
	NotFinite Code = "not-finite" // the loss is not a number any more
	Device    Code = "device"     // the device is missing or failed
	NoMemory  Code = "no-memory"  // for a batch, or for the model
	Battery   Code = "battery"    // the computer runs on it
	InUse     Code = "in-use"     // somebody works at the computer
	Courtesy  Code = "courtesy"   // what was asked of the system cannot be had of it
	Stopped   Code = "stopped"    // a person wanted it
)

// ErrStopped is what Advance returns when a person stopped it: by its context
// or by a command. Nothing is lost and the run can go on.
var ErrStopped = train.ErrStopped

// Error is a code for the program, a sentence for the person and a cause for
// the log. Its text is the sentence.
type Error struct {
	Code     Code
	Sentence string
	Cause    error // may be nil
}

func (e *Error) Error() string { return e.Sentence }
func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an Error; cause may be nil.
func Errorf(code Code, cause error, format string, args ...any) *Error {
	return &Error{Code: code, Sentence: fmt.Sprintf(format, args...), Cause: cause}
}

// CodeOf returns the code of an error, or "" where it has none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// causeOf is the text of what lies under an error's sentence, for the log.
func causeOf(err error) string {
	if cause := errors.Unwrap(err); cause != nil {
		return cause.Error()
	}
	return ""
}

// writing makes a sentence of a failure to write at path; what is safe is said
// by the caller in safe. needed is the size of what was written, 0 if unknown.
func writing(err error, what, path string, needed int64, safe string) *Error {
	dir := filepath.Dir(path)
	switch {
	case disk.Full(err):
		return Errorf(DiskFull, err, "The disk is full: there is no room for %s%s in %s. %s Free some space, then go on with the run.",
			what, room(dir, needed), dir, safe)
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return Errorf(ReadOnly, err, "%s cannot be written in %s: writing is not allowed there. %s Choose a folder of your own, or change its permissions.",
			capital(what), dir, safe)
	case errors.Is(err, fs.ErrNotExist):
		return Errorf(Disk, err, "%s cannot be written: the folder %s is not there any more. %s", capital(what), dir, safe)
	}
	return Errorf(Disk, err, "%s cannot be written in %s. %s Look after the disk, then go on with the run.", capital(what), dir, safe)
}

// room is " (86 MB needed, 12 MB free)", as far as it is known.
func room(dir string, needed int64) string {
	free, err := disk.Free(dir)
	switch {
	case needed > 0 && err == nil:
		return fmt.Sprintf(" (%s needed, %s free)", bytesText(needed), bytesText(free))
	case needed > 0:
		return fmt.Sprintf(" (%s needed)", bytesText(needed))
	}
	return ""
}

// bytesText writes a size for a person: 86 MB, 1.3 GB.
func bytesText(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.0f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%d bytes", n)
}

// plural writes a count with its noun: 1 epoch, 2 epochs.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// capital makes the first letter of an English phrase a capital.
func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}
