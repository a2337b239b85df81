// How long a run is, and what becomes of its rate when that is changed.

package run

// EpochsAt returns how many epochs the run was meant to have when the step
// number step (from 0) was done: each step keeps the rate it had, so a step
// that is done again after a crash is the same one.
func (t TrainingConfig) EpochsAt(step int) int {
	for _, e := range t.Extended {
		if step < e.Step {
			return e.Epochs
		}
	}
	return t.Epochs
}

// lengthen gives the run the length that was asked for.
func (w *worker) lengthen() error {
	t, epochs := &w.Config.Training, w.options.Epochs
	if epochs <= 0 || epochs == t.Epochs {
		return nil
	}
	if epochs < t.Epochs {
		w.refused = true
		return Errorf(Settings, nil, "The run has %s; --epochs makes it longer, such as %d, but not shorter than that. To end it early, stop it: its newest weights are kept.",
			plural(t.Epochs, "epoch"), 2*t.Epochs)
	}
	w.longer = &extension{w.step, *t}
	t.extend(w.step, epochs)
	if err := w.Config.Validate(); err != nil {
		w.refused = true
		return err
	}
	return w.writeConfig()
}

// extension is what a run was before it was made longer, and where.
type extension struct {
	step int
	was  TrainingConfig
}

// takeBack gives a run the length it had, when making it longer gave no step.
func (w *worker) takeBack() {
	if w.longer == nil || w.step > w.longer.step {
		return
	}
	t := &w.Config.Training
	t.Epochs, t.Extended = w.longer.was.Epochs, w.longer.was.Extended
	_ = writeConfig(w.options.FS, w.path(configFile), w.Config) // what stopped the work is told
}

// extend changes the length from a step on; steps before keep their rates.
func (t *TrainingConfig) extend(step, epochs int) {
	var kept []Extension
	for _, e := range t.Extended {
		if e.Step < step {
			kept = append(kept, e)
		}
	}
	if step > 0 {
		kept = append(kept, Extension{step, t.EpochsAt(step - 1)})
	}
	t.Extended, t.Epochs = kept, epochs
}
