// What a run can be used with now.

package predict

import (
	"fmt"
	"os"
	"time"

	"maestudio/core/run"
)

// State names the weights that a run is used with. While the run trains it changes with
// every better epoch.
type State struct {
	Dir     string
	Changed time.Time // of the weights
	Epoch   int       // that they are of; 0 where no picture was held out to tell
}

// StateOf returns the state of a classifier's run, or why it cannot be used.
func StateOf(dir string) (State, error) {
	r, err := run.Open(dir)
	if err != nil {
		return State{}, err
	}
	if r.Config.Task != run.TaskClassify {
		return State{}, fmt.Errorf("%s: %w", dir, ErrNoClassifier)
	}
	info, err := os.Stat(r.BestWeights())
	if err != nil {
		return State{}, fmt.Errorf("%s has saved no weights yet: %w", dir, err)
	}
	s := State{Dir: dir, Changed: info.ModTime()}
	if events, err := r.Events(); err == nil {
		if best := run.BestScore(events); best != nil {
			s.Epoch = best.Epoch
		}
	}
	return s, nil
}
