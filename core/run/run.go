// A run folder, for whoever opens it.

package run

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// The names in a run folder.
const (
	configFile     = "run.toml"
	filesFile      = "files.tsv"
	movedFile      = "moved.tsv"
	labelledFile   = "labelled.tsv"
	leftOutFile    = "left-out.tsv"
	correctedFile  = "corrected.csv"
	eventsFile     = "events.jsonl"
	commandsFile   = "commands.jsonl"
	weightsFile    = "model.safetensors"
	bestFile       = "best.safetensors"
	initFile       = "init.safetensors"
	checkpointsDir = "checkpoints"
	samplesDir     = "samples"
	lockFile       = "LOCK"

	correctionsFile = "corrections.csv"
)

// Run is a run folder: what it is and how far it is. Whoever opens one may
// watch and steer it; only Advance and Relocate change it.
type Run struct {
	Dir    string
	Config Config
}

// Open opens a run folder.
func Open(dir string) (*Run, error) {
	c, err := readConfig(filepath.Join(dir, configFile))
	if errors.Is(err, fs.ErrNotExist) {
		if _, gone := os.Stat(dir); errors.Is(gone, fs.ErrNotExist) {
			return nil, Errorf(NotARun, err, "There is no run %s. Check its name.", dir)
		}
		return nil, Errorf(NotARun, err, "%s is not a run: it has no run.toml. Put that file back, or start a new run.", dir)
	}
	if info, is := os.Stat(dir); is == nil && !info.IsDir() {
		return nil, Errorf(NotARun, err, "%s is a file, and a run is a folder. Name the folder of a run, such as %s.", dir, filepath.Dir(dir))
	}
	if err != nil {
		return nil, err
	}
	return &Run{Dir: dir, Config: c}, nil
}

func (r *Run) path(names ...string) string {
	return filepath.Join(append([]string{r.Dir}, names...)...)
}

// Events reads what happened so far.
func (r *Run) Events() ([]Event, error) { return ReadEvents(r.path(eventsFile)) }

// ListPictures lists the pictures of the run in a folder, in the run's order,
// with the places where they are now.
func ListPictures(dir string) ([]Picture, error) {
	pictures, _, err := listPictures(dir)
	return pictures, err
}

// listPictures returns the hash of files.tsv too.
func listPictures(dir string) ([]Picture, string, error) {
	pictures, hash, err := readFiles(filepath.Join(dir, filesFile))
	if err != nil {
		return nil, "", err
	}
	m, err := readMoves(filepath.Join(dir, movedFile))
	if err != nil {
		return nil, "", err
	}
	for i, p := range pictures {
		pictures[i].Path = m.now(p.Path)
	}
	return pictures, hash, nil
}
