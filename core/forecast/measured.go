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

// Measurements keeps what was measured in a file, so that it need not be measured each
// time the program is opened.
type Measurements struct {
	path  string
	known map[string]Measured
}

// Measured is a speed and when it was measured.
type Measured struct {
	Speed Speed     `json:"speed"`
	When  time.Time `json:"when"`
}

// memoryVersion changes when measuring does: what is older is forgotten.
const memoryVersion = 1

// most keeps the file small: people move sliders.
const most = 200

type memoryFile struct {
	Version int                 `json:"version"`
	Known   map[string]Measured `json:"known"`
}

// Remember opens the memory in a file. A file that is not there or cannot be
// read is an empty memory: everything in it can be measured again.
func Remember(path string) *Measurements {
	m := &Measurements{path: path, known: map[string]Measured{}}
	data, err := os.ReadFile(path)
	var f memoryFile
	if err == nil && json.Unmarshal(data, &f) == nil && f.Version == memoryVersion && f.Known != nil {
		m.known = f.Known
	}
	return m
}

// memoryKey is all that a speed depends on, but the machine.
func memoryKey(c run.ModelConfig, threads int) string {
	c.NormPix = false // costs nothing
	return fmt.Sprintf("%+v, %d threads", c, threads)
}

// Get returns what was measured of a model with so many threads.
func (m *Measurements) Get(c run.ModelConfig, threads int) (Measured, bool) {
	found, ok := m.known[memoryKey(c, threads)]
	return found, ok
}

// Put keeps what was measured. An error says why it is known only until the
// program ends.
func (m *Measurements) Put(c run.ModelConfig, threads int, s Speed, when time.Time) error {
	m.known[memoryKey(c, threads)] = Measured{s, when}
	for len(m.known) > most {
		m.forgetOldest()
	}
	data, err := json.Marshal(memoryFile{memoryVersion, m.known})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(m.path), 0o755); err != nil {
		return fmt.Errorf("What was measured cannot be kept in %s: %w", filepath.Dir(m.path), err)
	}
	if err := disk.WriteBytes(disk.System{}, m.path, data); err != nil {
		return fmt.Errorf("What was measured cannot be kept in %s: %w", m.path, err)
	}
	return nil
}

func (m *Measurements) forgetOldest() {
	oldest := ""
	for k, v := range m.known {
		if oldest == "" || v.When.Before(m.known[oldest].When) {
			oldest = k
		}
	}
	delete(m.known, oldest)
}

// Forget empties the memory: everything is measured again.
func (m *Measurements) Forget() error {
	m.known = map[string]Measured{}
	if err := os.Remove(m.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
