// LOCK: one worker at a time.

package run

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Owner is the process that advances a run, as LOCK names it.
type Owner struct {
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`

	Deaths deaths `json:"deaths"` // as they were when it began

	// Crash is the file which will say what the worker died of, where its memory is
	// limited: then it is most likely that.
	Crash string `json:"crash,omitempty"`

	// Waits is the sentence of a worker that waits for room on the disk. The events
	// may have none left for it; LOCK has had its room from the beginning.
	Waits string `json:"waits,omitempty"`
}

func (o Owner) String() string {
	if o.PID == 0 {
		return "another process"
	}
	where := ""
	if host, _ := os.Hostname(); o.Host != host {
		where = " on " + o.Host
	}
	return fmt.Sprintf("process %d%s (since %s)", o.PID, where, o.Since.Local().Format("2 January 15:04:05"))
}

// lock is held by the one worker of a run. The system gives it up when the
// process ends, however it ends, so a LOCK that was left behind is not locked
// and is no obstacle. The text in it tells a person who holds it. A worker that
// ends in order takes it out, so a text that is left behind is that of one which
// died.
type lock struct {
	flock  *flock.Flock
	path   string
	before *Owner // the worker that died; nil where none did
	me     Owner
}

// lockPatience is how long taking the lock is tried again: someone who only
// looks whether a worker is there holds it for an instant.
const lockPatience = 300 * time.Millisecond

// takeLock makes this process the run's worker, or says who is.
func takeLock(path string) (*lock, error) {
	f := flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o666))
	ctx, cancel := context.WithTimeout(context.Background(), lockPatience)
	defer cancel()
	locked, err := f.TryLockContext(ctx, lockPatience/10)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, Errorf(Busy, nil, "This run is being advanced by %s. Wait for it, or stop it first.", readOwner(path))
	case err != nil:
		return nil, writing(err, "LOCK", path, 0, "Nothing was changed.")
	case !locked:
		return nil, Errorf(Busy, nil, "This run is being advanced by another process.")
	}
	l := &lock{flock: f, path: path}
	if was := readOwner(path); was.PID != 0 {
		l.before = &was
	}
	host, _ := os.Hostname()
	l.me = Owner{PID: os.Getpid(), Host: host, Since: time.Now().UTC().Truncate(time.Second), Deaths: countDeaths()}
	if err := l.write(); err != nil {
		f.Unlock()
		return nil, writing(err, "LOCK", path, 0, "Nothing was changed.")
	}
	return l, nil
}

func (l *lock) write() error {
	me, err := json.Marshal(l.me)
	if err != nil {
		return err
	}
	return writeOwner(l.path, me)
}

// crashes says where there will be told what this worker died of. Without room for
// it, it is not known.
func (l *lock) crashes(path string) {
	if path == "" || !isLimited() {
		return
	}
	l.me.Crash = path
	if err := l.write(); err != nil {
		l.me.Crash = ""
	}
}

// waits says what the worker waits for, "" for nothing any more. Where that cannot
// be written the events say it, if they can.
func (l *lock) waits(sentence string) {
	l.me.Waits = sentence
	if err := l.write(); err != nil && sentence != "" {
		l.me.Waits = ""
	}
}

func (l *lock) release() {
	writeOwner(l.path, nil)
	l.flock.Unlock()
}

// ownerSize is the fixed length of LOCK. Its first byte is a blank and not part
// of the text, because that is the byte which Windows locks against reading.
const ownerSize = 1024

var errLongOwner = errors.New("the text is longer than LOCK")

func writeOwner(path string, text []byte) error {
	if len(text) > ownerSize-2 {
		return errLongOwner
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteAt(fmt.Appendf(nil, "%-*s\n", ownerSize-2, text), 1)
	return err
}

func readOwner(path string) Owner {
	var o Owner
	f, err := os.Open(path)
	if err != nil {
		return o
	}
	defer f.Close()
	text := make([]byte, ownerSize)
	n, _ := f.ReadAt(text, 1)
	json.Unmarshal([]byte(strings.TrimSpace(string(text[:n]))), &o)
	return o
}

// Worker returns the process that advances the run now, and whether there is one.
func (r *Run) Worker() (Owner, bool) {
	path := r.path(lockFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return Owner{}, false
	}
	f := flock.New(path, flock.SetFlag(os.O_RDONLY))
	free, err := f.TryRLock()
	if free {
		f.Unlock()
	}
	if free || err != nil {
		return Owner{}, false
	}
	return readOwner(path), true
}
