package worker

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"maestudio/core/run"
)

// Follower reads a run's events as they are written.
type Follower struct {
	dir    string
	offset int64
	torn   []byte // the beginning of a line whose end is not written yet
	state  State
}

// Follow begins to follow the run in a folder.
func Follow(dir string) *Follower { return &Follower{dir: dir} }

// Next reads what was appended since the last call and returns the state, and
// whether anything changed. The state's slices grow at the end only, or are cut
// when a worker begins again; a caller that keeps one copies it.
func (f *Follower) Next() (State, bool, error) {
	old := f.state.Status
	n, err := f.read()
	if err != nil {
		return f.state, false, err
	}
	f.notice()
	return f.state, n > 0 || old != f.state.Status, nil
}

// read applies the lines that were appended and returns how many.
func (f *Follower) read() (int, error) {
	file, err := os.Open(filepath.Join(f.dir, "events.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(f.dir); err != nil {
			return 0, run.Errorf(run.NotARun, err, "The run in %s is gone: it was moved or deleted.", f.dir)
		}
		return 0, nil
	}
	if err != nil {
		return 0, run.Errorf(run.Damaged, err, "The events of the run in %s cannot be read.", f.dir)
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.Size() < f.offset {
		*f = Follower{dir: f.dir} // replaced by hand: begin again
	}
	data, err := io.ReadAll(io.NewSectionReader(file, f.offset, 1<<62))
	if err != nil {
		return 0, run.Errorf(run.Damaged, err, "The events of the run in %s cannot be read.", f.dir)
	}
	f.offset += int64(len(data))
	return f.lines(append(f.torn, data...)), nil
}

func (f *Follower) lines(data []byte) int {
	n := 0
	for {
		end := bytes.IndexByte(data, '\n')
		if end < 0 {
			f.torn = bytes.Clone(data)
			return n
		}
		var e run.Event
		if json.Unmarshal(data[:end], &e) == nil {
			f.state.apply(e)
			n++
		}
		data = data[end+1:]
	}
}

// notice marks a run as gone when its events say that it runs and no process
// holds it.
func (f *Follower) notice() {
	s := &f.state
	if s.Status != Running && s.Status != Paused && s.Status != Gone {
		return
	}
	r := run.Run{Dir: f.dir}
	owner, alive := r.Worker()
	if alive {
		if s.Status == Gone {
			s.Status, s.Message, s.Code = Running, "", ""
		}
		if owner.Waits != "" && s.Status == Running { // a disk that is full to the last byte has no room for the event
			s.Status, s.Message, s.Code = Paused, owner.Waits, run.DiskFull
		}
		return
	}
	// The last word may have been written between reading and looking.
	if n, err := f.read(); err == nil && n > 0 {
		f.notice()
		return
	}
	s.Status, s.Message = Gone, "The training stopped without a word: its process was ended, or the computer went down."
	if r.DiedOfMemory() {
		s.Message, s.Code = "The system ended the training because memory ran out.", run.NoMemory
		if r, err := run.Open(f.dir); err == nil && r.Config.Training.BatchNow() == 1 {
			s.Message = "The system ended the training because memory ran out, even for one picture at a time. Close other programs, or begin a run of a smaller size."
		}
	}
}
