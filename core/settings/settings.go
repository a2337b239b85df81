// Package settings keeps what a person chose for the program as a whole: its
// look, what it may use of the computer, and where runs are kept.
package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/BurntSushi/toml"

	"maestudio/core/places"
	"maestudio/core/run/disk"
)

// Version is that of settings.toml.
const Version = 1

// What becomes of runs that are training when the window closes.
const (
	Ask  = "" // the person, once
	GoOn = "go on"
	Stop = "stop"
)

// Settings are the contents of settings.toml.
type Settings struct {
	Version   int    `toml:"version"`
	Theme     string `toml:"theme"` // dark, light, system
	Scale     int    `toml:"scale"` // percent, 80 to 200
	Threads   int    `toml:"threads"`
	LeaveCore bool   `toml:"leave_core"` // one processor free for other programs

	// What training does for other programs, and for whoever uses the computer.
	LowPriority    bool `toml:"low_priority"`
	PauseOnBattery bool `toml:"pause_on_battery"`
	PauseInUse     bool `toml:"pause_in_use"`

	Device     string  `toml:"device"`      // that new runs compute on: auto, cpu, cuda
	Precision  string  `toml:"precision"`   // of new runs: auto, float32, bf16
	Cache      string  `toml:"cache"`       // the folder of small copies of pictures
	CacheLimit int     `toml:"cache_limit"` // GB
	Runs       string  `toml:"runs"`        // the folder of runs
	Notify     bool    `toml:"notify"`
	Tips       bool    `toml:"tips"`
	Closing    string  `toml:"closing"` // what becomes of runs that learn when the window closes: Ask, GoOn, Stop
	Width      float32 `toml:"width"`   // of the window
	Height     float32 `toml:"height"`
	Screen     string  `toml:"screen"` // the last one shown
	LastRun    string  `toml:"last_run"`
	LastTuned  string  `toml:"last_tuned"` // the last run that was a classifier
	LastFolder string  `toml:"last_folder"`
	// Learning are the folders of runs that learned when the window last looked, and
	// Unclosed tells that it was not closed since: what becomes of them is told later.
	Learning []string `toml:"learning,omitempty"`
	Unclosed bool     `toml:"unclosed,omitempty"`
	// EarlierRuns are folders that runs were kept in before: they are still listed.
	EarlierRuns []string `toml:"earlier_runs,omitempty"`
}

// Default returns the settings of a person who changed nothing.
func Default() Settings {
	home, err := os.UserHomeDir()
	if err != nil {
		home = os.TempDir()
	}
	return Settings{
		Version: Version, Theme: "dark", Scale: 100, Threads: runtime.NumCPU(), Device: "auto", Precision: "auto", Cache: cache(), CacheLimit: 8,
		Runs: filepath.Join(home, "MAE Studio"), Notify: true, Tips: true, Width: 1280, Height: 800,
	}
}

// cache is where small copies of pictures are kept, unless a person says
// otherwise.
func cache() string {
	p, err := places.Find()
	if err != nil {
		return filepath.Join(os.TempDir(), "maestudio")
	}
	return p.Cache
}

// KeepRunsIn makes a folder the one of new runs; the one before is remembered.
func (s *Settings) KeepRunsIn(dir string) {
	dir = filepath.Clean(dir)
	earlier := []string{}
	for _, d := range append(s.EarlierRuns, filepath.Clean(s.Runs)) {
		if d != dir && !slices.Contains(earlier, d) {
			earlier = append(earlier, d)
		}
	}
	s.Runs, s.EarlierRuns = dir, earlier
}

// Name is that of the settings' file.
const Name = "settings.toml"

// ErrNewer says that a later version of the program wrote the settings. They are
// not to be written over.
var ErrNewer = errors.New("a newer version of the program wrote them")

// Load reads the settings. Where there are none, or they cannot be read, it
// returns the defaults; the error then says so in a sentence, and the program
// goes on.
func Load(path string) (Settings, error) {
	s := Default()
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	// The version by itself first: a later one may give another key another type.
	var of struct{ Version int }
	if err == nil && toml.Unmarshal(data, &of) == nil && of.Version > Version {
		return s, fmt.Errorf("The settings in %s cannot be used: %w. The usual ones are in use instead.", path, ErrNewer)
	}
	if err == nil {
		err = toml.Unmarshal(data, &s)
	}
	if err != nil {
		return Default(), fmt.Errorf("The settings in %s cannot be read; the usual ones are used: %w", path, err)
	}
	s.repair()
	return s, nil
}

// repair puts values that cannot be right back into bounds.
func (s *Settings) repair() {
	d := Default()
	switch s.Theme {
	case "dark", "light", "system":
	default:
		s.Theme = d.Theme
	}
	if s.Closing != GoOn && s.Closing != Stop {
		s.Closing = Ask
	}
	switch s.Device {
	case "auto", "cpu", "cuda":
	default:
		s.Device = d.Device
	}
	switch s.Precision {
	case "auto", "float32", "bf16":
	default:
		s.Precision = d.Precision
	}
	s.Scale = min(max(s.Scale, 80), 200)
	s.Threads = min(max(s.Threads, 1), d.Threads)
	s.CacheLimit = min(max(s.CacheLimit, 1), 64)
	if !filepath.IsAbs(s.Runs) {
		s.Runs = d.Runs
	}
	if !filepath.IsAbs(s.Cache) {
		s.Cache = d.Cache
	}
	s.EarlierRuns = slices.DeleteFunc(s.EarlierRuns, func(dir string) bool { return !filepath.IsAbs(dir) })
	s.Width, s.Height = min(max(s.Width, 853), 10000), min(max(s.Height, 533), 10000)
}

// Save writes the settings, whole or not at all.
func (s Settings) Save(path string) error {
	data, err := toml.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("The settings cannot be kept in %s: %w", filepath.Dir(path), err)
	}
	if err := disk.WriteBytes(disk.System{}, path, data); err != nil {
		return fmt.Errorf("The settings cannot be kept in %s: %w", path, err)
	}
	return nil
}

// WorkerThreads is how many threads a run may use.
func (s Settings) WorkerThreads() int {
	if s.LeaveCore {
		return max(1, s.Threads-1)
	}
	return s.Threads
}
