// events.jsonl: a file that only grows, written by one worker after the other.

package run

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"

	"maestudio/core/run/disk"
)

// journal appends to events.jsonl.
//
// The file only ever grows, so who follows it never sees it change under him.
// When a worker was killed, steps after its last checkpoint are lost work: the
// next start event tells from which step the run goes on, and ReadEvents leaves
// out what stands above it for later steps. A line that the kill tore is ended
// by the next worker; it is no JSON and is passed over.
type journal struct {
	path string
	file disk.File
	torn bool // the last line lacks its end
}

// openJournal opens the events of a run for appending.
func openJournal(files disk.FS, path string) (*journal, error) {
	torn, err := endsTorn(path)
	if err != nil {
		return nil, err
	}
	f, err := files.Append(path)
	if err != nil {
		return nil, err
	}
	return &journal{path: path, file: f, torn: torn}, nil
}

// endsTorn reports whether the last line of a file lacks its end.
func endsTorn(path string) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil || size == 0 {
		return false, err
	}
	last := make([]byte, 1)
	_, err = f.ReadAt(last, size-1)
	return last[0] != '\n', err
}

// append writes one event in one call, so that no reader meets half of it
// unless the machine stops in between.
func (j *journal) append(e Event) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if j.torn {
		line = append([]byte("\n"), line...)
	}
	n, err := j.file.Write(append(line, '\n'))
	j.torn = err != nil && (j.torn || n > 0)
	return err
}

func (j *journal) sync() error  { return j.file.Sync() }
func (j *journal) close() error { return j.file.Close() }

// maxEventLine bounds a line of events.jsonl.
const maxEventLine = 1 << 20

// ReadEvents reads events.jsonl. Lost work is left out, so each step stands
// there once; lines that cannot be read are passed over. A file that does not
// exist has no events.
func ReadEvents(path string) ([]Event, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, Errorf(Damaged, err, "%s cannot be read.", path)
	}
	defer f.Close()
	var events []Event
	err = eachLine(f, func(line []byte) {
		var e Event
		if json.Unmarshal(line, &e) != nil || fields[e.Event] == nil {
			return
		}
		if e.Event == EventStart {
			events = withoutLost(events, e.Step)
		}
		events = append(events, e)
	})
	if err != nil {
		return nil, Errorf(Damaged, err, "%s cannot be read.", path)
	}
	return events, nil
}

// withoutLost drops what a worker that goes on at step does again.
func withoutLost(events []Event, step int) []Event {
	kept := events[:0]
	for _, e := range events {
		if !e.Taken(step) {
			kept = append(kept, e)
		}
	}
	return kept
}

// eachLine calls do for each whole line that is not absurdly long.
func eachLine(r io.Reader, do func([]byte)) error {
	in := bufio.NewReaderSize(r, maxEventLine)
	for long := false; ; {
		line, err := in.ReadSlice('\n')
		switch {
		case err == bufio.ErrBufferFull:
			long = true
			continue
		case err == io.EOF:
			return nil // what follows the last newline is being written
		case err != nil:
			return err
		}
		if !long {
			do(bytes.TrimSpace(line))
		}
		long = false
	}
}
