package reconstruct

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"maestudio/core/run"
)

// State is a saved state of a run that can be drawn with.
type State struct {
	Name    string // "Epoch 12", "Newest"
	Path    string
	Step    int // math.MaxInt where it is not known
	Changed time.Time
}

// States lists what a run has saved that can be drawn with, the oldest first:
// its checkpoints, the weights that it kept for looking back and, at the end, its
// newest weights.
func States(dir string) []State {
	r, err := run.Open(dir)
	if err != nil {
		return nil
	}
	perEpoch := stepsPerEpoch(dir, r.Config)
	var all []State
	for _, kind := range []string{"step", "weights"} {
		files, _ := filepath.Glob(filepath.Join(dir, "checkpoints", kind+"-*.safetensors"))
		for _, f := range files {
			var step int
			_, scanErr := fmt.Sscanf(filepath.Base(f), kind+"-%d.safetensors", &step)
			info, err := os.Stat(f)
			there := func(s State) bool { return s.Step == step }
			if err == nil && scanErr == nil && !slices.ContainsFunc(all, there) {
				all = append(all, State{Name: stateName(step, perEpoch), Path: f, Step: step, Changed: info.ModTime()})
			}
		}
	}
	slices.SortFunc(all, func(a, b State) int { return a.Step - b.Step })
	newest := filepath.Join(dir, "model.safetensors")
	info, err := os.Stat(newest)
	if err != nil {
		return all
	}
	// The newest weights are written just before the whole state that they are part of,
	// and not with those that are kept for looking back.
	for i, s := range slices.Backward(all) {
		if strings.HasPrefix(filepath.Base(s.Path), "step-") && !s.Changed.Before(info.ModTime()) {
			all[i].Path = newest // the same numbers in a third of the bytes
			return all
		}
	}
	return append(all, State{Name: "Newest", Path: newest, Step: math.MaxInt, Changed: info.ModTime()})
}

func stateName(step, perEpoch int) string {
	switch {
	case step == 0:
		return "Before training"
	case perEpoch == 0:
		return fmt.Sprintf("Step %d", step)
	case step%perEpoch == 0:
		return fmt.Sprintf("Epoch %d", step/perEpoch)
	}
	return fmt.Sprintf("Epoch %d, step %d", step/perEpoch+1, step)
}

// stepsPerEpoch is 0 where the list of pictures cannot be read.
func stepsPerEpoch(dir string, c run.Config) int {
	pictures, err := run.ListPictures(dir)
	if err != nil {
		return 0
	}
	n := 0
	for _, p := range pictures {
		if p.Part == run.Train {
			n++
		}
	}
	return n / max(1, c.Training.Batch) / max(1, c.Training.Accumulate)
}
