package forecast

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"maestudio/core/run"
	"maestudio/core/run/disk"
)

// Notes keep what was measured in a file, so that it need not be measured each
// time the program is opened.
type Notes struct {
	path  string
	known map[string]Measured
}

// Measured is a speed and when it was measured.
type Measured struct {
	Speed Speed     `json:"speed"`
	When  time.Time `json:"when"`
}

// notesVersion changes when measuring does: what is older is forgotten.
const notesVersion = 1

// most keeps the file small: people move sliders.
const most = 200

type notesFile struct {
	Version int                 `json:"version"`
	Known   map[string]Measured `json:"known"`
}

// Remember opens the notes in a file. A file that is not there or cannot be
// read is no notes: everything in it can be measured again.
func Remember(path string) *Notes {
	n := &Notes{path: path, known: map[string]Measured{}}
	data, err := os.ReadFile(path)
	var f notesFile
	if err == nil && json.Unmarshal(data, &f) == nil && f.Version == notesVersion && f.Known != nil {
		n.known = f.Known
	}
	return n
}

// notesKey is all that a speed depends on, but the machine.
func notesKey(c run.ModelConfig, threads int) string {
	c.NormPix = false // costs nothing
	return fmt.Sprintf("%+v, %d threads", c, threads)
}

// Get returns what was measured of a model with so many threads.
func (n *Notes) Get(c run.ModelConfig, threads int) (Measured, bool) {
	found, ok := n.known[notesKey(c, threads)]
	return found, ok
}

// Put keeps what was measured. An error says why it is known only until the
// program ends.
func (n *Notes) Put(c run.ModelConfig, threads int, s Speed, when time.Time) error {
	n.known[notesKey(c, threads)] = Measured{s, when}
	for len(n.known) > most {
		n.forgetOldest()
	}
	data, err := json.Marshal(notesFile{notesVersion, n.known})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(n.path), 0o755); err != nil {
		return fmt.Errorf("What was measured cannot be kept in %s: %w", filepath.Dir(n.path), err)
	}
	if err := disk.WriteBytes(disk.System{}, n.path, data); err != nil {
		return fmt.Errorf("What was measured cannot be kept in %s: %w", n.path, err)
	}
	return nil
}

func (n *Notes) forgetOldest() {
	oldest := ""
	for k, v := range n.known {
		if oldest == "" || v.When.Before(n.known[oldest].When) {
			oldest = k
		}
	}
	delete(n.known, oldest)
}

// Forget empties the notes: everything is measured again.
func (n *Notes) Forget() error {
	n.known = map[string]Measured{}
	if err := os.Remove(n.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
