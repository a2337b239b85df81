// A full disk: the worker waits until there is room, and goes on by itself.

package run

import (
	"path/filepath"
	"time"

	"maestudio/core/run/disk"
)

const (
	firstLook = 50 * time.Millisecond // until it is looked again whether there is room
	lastLook  = 10 * time.Second      // each time is twice the one before, up to this
	someRoom  = 1 << 14               // bytes; for what has no known size
)

// write does what writes a file, of so many bytes as far as that is known. On a
// full disk it waits and does it again, until that works or the work is to end.
func (w *worker) write(what, path string, needed int64, do func() error) error {
	err := do()
	if disk.Full(err) {
		err = w.writeWhenFree(err, what, path, needed, do)
	}
	if err != nil {
		return writing(err, what, path, needed, w.safe())
	}
	return nil
}

func (w *worker) writeWhenFree(err error, what, path string, needed int64, do func() error) error {
	began := w.clock.real()
	defer func() { w.clock.skip(w.clock.real().Sub(began)) }()
	dir := filepath.Dir(path)
	sentence := "Paused: the disk is full. There is no room for " + what + room(dir, needed) + " in " + dir + ". " + w.safe() +
		" Training goes on by itself as soon as there is room."
	w.lock.waits(sentence)
	defer w.lock.waits("")
	w.mention(Event{Event: EventPaused, Step: w.step, Epoch: w.epoch(w.step), Code: DiskFull, Message: sentence})
	for look := firstLook; disk.Full(err); look = min(2*look, lastLook) {
		for w.rest(look); !hasRoom(dir, needed); w.rest(look) {
			if w.ends() {
				return err
			}
			look = min(2*look, time.Second)
		}
		if w.ends() {
			return err
		}
		err = do()
	}
	return err
}

// hasRoom reports whether it is worth trying, as far as that can be known.
func hasRoom(dir string, needed int64) bool {
	free, err := disk.Free(dir)
	return err != nil || free >= max(needed, someRoom)
}

// rest waits, or until the work is to end.
func (w *worker) rest(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-w.stop:
	case <-timer.C:
	}
}

// ends reports whether the work is to end: a person stopped it. Other commands
// wait for the loop.
func (w *worker) ends() bool {
	select {
	case <-w.stop:
		return true
	default:
	}
	if w.inbox == nil {
		return false
	}
	w.asked = append(w.asked, w.inbox.read()...)
	for _, c := range w.asked {
		if c.Command == Stop {
			return true
		}
	}
	return false
}

// writeConfig writes run.toml anew, when the run's description has changed.
func (w *worker) writeConfig() error {
	path := w.path(configFile)
	return w.write("the run's description", path, 0, func() error { return writeConfig(w.options.FS, path, w.Config) })
}
