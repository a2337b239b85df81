// The same pictures once more, with other settings.

package run

import (
	"slices"

	"maestudio/core/run/disk"
	"maestudio/core/weights"
)

// Again makes a run at dir of the pictures of r, each for what it is for in r, with
// settings that change may alter: another seed, say. So runs can be compared that
// differ in nothing else. It starts from the weights that r started from, unless
// change empties Training.Init. What the program decided for r by itself is forgotten.
func (r *Run) Again(dir string, change func(*Config)) (*Run, error) {
	pictures, err := ListPictures(r.Dir)
	if err != nil {
		return nil, err
	}
	return r.AgainOf(dir, pictures, change)
}

// AgainOf is Again with other pictures, which r need not have. One may stand in the
// list more than once: it is then learned from so often in an epoch.
func (r *Run) AgainOf(dir string, pictures []Picture, change func(*Config)) (*Run, error) {
	folders, err := r.Folders()
	if err != nil {
		return nil, err
	}
	c := r.Config
	c.Data.Folders = folders
	c.Training.Extended, c.Training.Lowered, c.Training.Split = nil, nil, nil
	change(&c)
	if err := c.Validate(); err != nil {
		return nil, err
	}
	var init *start
	if c.Training.Init != "" {
		tensors, err := weights.ReadFile(r.path(initFile))
		if err != nil {
			return nil, Errorf(Damaged, err, "The weights that the run started from, %s, cannot be read.", r.path(initFile))
		}
		init = &start{tensors: tensors}
	}
	files := disk.System{}
	made, err := claim(files, dir)
	if err != nil {
		return nil, err
	}
	again := &Run{Dir: dir, Config: c}
	if err := again.write(files, init, pictures, nil); err != nil {
		again.unmake(made)
		return nil, err
	}
	return again, nil
}

// FromNothing makes c start from random weights, all of which learn at one rate.
func (c *Config) FromNothing() {
	c.Training.Init = ""
	c.useLayerDecay(1)
}

// Done reports whether a run has all its epochs. One that failed to be made longer has
// them still.
func (r *Run) Done() bool {
	events, err := r.Events()
	if err != nil {
		return false
	}
	failed := false
	for i, e := range slices.Backward(events) {
		switch e.Event {
		case EventDone:
			return !failed || r.Config.Training.Epochs == epochsOf(events[:i])
		case EventFailed:
			failed = true
		case EventStart, EventStep:
			if !failed || e.Event == EventStep {
				return false
			}
		case EventPaused:
			return false
		}
	}
	return false
}

// epochsOf is how many the run was to have when a worker took it up last.
func epochsOf(events []Event) int {
	for _, e := range slices.Backward(events) {
		if e.Event == EventStart {
			return e.Epochs
		}
	}
	return 0
}

// StartWeights is the file of the weights that a run started from, "" where it
// started from nothing.
func (r *Run) StartWeights() string {
	if r.Config.Training.Init == "" {
		return ""
	}
	return r.path(initFile)
}
