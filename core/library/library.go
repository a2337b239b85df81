// Package library knows all runs of a person: the folders below one folder,
// their names, and the trash beside them. It never writes into a run but for
// its name.
package library

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"maestudio/core/run"
	"maestudio/core/run/disk"
	"maestudio/core/worker"
)

const (
	trash    = ".trash"
	nameFile = "NAME" // a run's name, where it is not that of its folder
	// Keep is how long a deleted run stays in the trash.
	Keep = 30 * 24 * time.Hour
)

// Library is a folder of runs, and those that runs were kept in before. Its
// methods may be called from any goroutine.
type Library struct {
	Dir     string   // where new runs are made
	earlier []string // looked through as well

	mu    sync.Mutex // of cache
	cache map[string]cached
}

// cached is a summary and what it was made of.
type cached struct {
	size    int64
	changed time.Time
	summary Summary
}

// Open returns the library in a folder; the folder need not exist yet. Runs in
// earlier folders are listed too.
func Open(dir string, earlier ...string) *Library {
	return &Library{Dir: dir, earlier: earlier, cache: map[string]cached{}}
}

// dirs returns all folders that are looked through, each once.
func (l *Library) dirs() []string {
	all := []string{filepath.Clean(l.Dir)}
	for _, dir := range l.earlier {
		if dir = filepath.Clean(dir); !slices.Contains(all, dir) {
			all = append(all, dir)
		}
	}
	return all
}

// Summary is a run at a glance.
type Summary struct {
	Dir     string
	Name    string
	Config  run.Config
	State   worker.State
	Updated time.Time
	Trouble string // why the run cannot be read, or ""
}

// List returns all runs, the last changed first. A run that cannot be read is
// listed with the reason.
func (l *Library) List() ([]Summary, error) {
	var all []Summary
	for i, dir := range l.dirs() {
		entries, err := os.ReadDir(dir)
		if err != nil && i == 0 && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("The runs in %s cannot be listed; choose another folder in Settings: %w", dir, err)
		}
		for _, e := range entries {
			path := filepath.Join(dir, e.Name())
			if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && isRun(path) {
				all = append(all, l.summary(path))
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Summary) int { return b.Updated.Compare(a.Updated) })
	return all, nil
}

// isRun tells a run, even a damaged one, from any other folder.
func isRun(dir string) bool {
	for _, name := range []string{"run.toml", "events.jsonl"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

func (l *Library) summary(dir string) Summary {
	var size int64
	var changed time.Time
	if info, err := os.Stat(filepath.Join(dir, "events.jsonl")); err == nil {
		size, changed = info.Size(), info.ModTime()
	} else if info, err := os.Stat(dir); err == nil {
		changed = info.ModTime()
	}
	l.mu.Lock()
	c, ok := l.cache[dir]
	l.mu.Unlock()
	if ok && c.size == size && c.changed.Equal(changed) && ended(c.summary.State.Status) {
		c.summary.Name = NameOf(dir)
		return c.summary
	}
	s := read(dir)
	s.Updated = changed
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cache[dir] = cached{size, changed, s}
	return s
}

func ended(s worker.Status) bool {
	return s == worker.Done || s == worker.Failed || s == worker.Stopped
}

func read(dir string) Summary {
	s := Summary{Dir: dir, Name: NameOf(dir)}
	r, err := run.Open(dir)
	if err != nil {
		s.Trouble = err.Error()
		return s
	}
	s.Config = r.Config
	state, _, err := worker.Follow(dir).Next()
	if err != nil {
		s.Trouble = err.Error()
	}
	s.State = state
	return s
}

// NameOf returns the name of the run in a folder.
func NameOf(dir string) string {
	data, err := os.ReadFile(filepath.Join(dir, nameFile))
	if name := strings.TrimSpace(string(data)); err == nil && name != "" {
		return name
	}
	return filepath.Base(dir)
}

// Curve returns at most n values of what a run is judged by, for a small drawing: the
// share that a classifier has right, which rises, or the loss of another, which falls.
func (s Summary) Curve(n int) []float64 {
	var all []float64
	if s.Config.Task == run.TaskClassify {
		for _, c := range s.State.Checks {
			all = append(all, c.Share())
		}
	} else {
		points := s.State.Validation
		if len(points) < 2 {
			points = s.State.Train
		}
		for _, p := range points {
			all = append(all, p.Loss)
		}
	}
	values := make([]float64, min(n, len(all)))
	for i := range values {
		values[i] = all[i*(len(all)-1)/max(1, len(values)-1)]
	}
	return values
}

// Rename gives a run another name, one that no other run has; its folder stays where
// it is, so that a worker can go on.
func (l *Library) Rename(dir, name string) error {
	name = strings.TrimSpace(strings.Join(strings.Fields(name), " "))
	if name == "" || len(name) > 200 {
		return errors.New("A run's name has 1 to 200 characters.")
	}
	all, err := l.List()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(s Summary) bool { return s.Name == name && s.Dir != dir }) {
		return fmt.Errorf("Another run is called %q already; take a name that tells them apart.", name)
	}
	if err := disk.WriteBytes(disk.System{}, filepath.Join(dir, nameFile), []byte(name+"\n")); err != nil {
		return fmt.Errorf("The name cannot be kept in %s: %w", dir, err)
	}
	return nil
}

// Free returns a folder for a new run with a name: that name, or with a number
// behind it.
func (l *Library) Free(name string) string { return free(l.Dir, name) }

func free(within, name string) string {
	base := disk.SafeName(name, "run")
	dir := filepath.Join(within, base)
	for n := 2; ; n++ {
		if _, err := os.Lstat(dir); err != nil { // free, or nobody can tell: making it will
			return dir
		}
		dir = filepath.Join(within, fmt.Sprintf("%s %d", base, n))
	}
}
