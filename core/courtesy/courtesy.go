// Package courtesy lets training make room for whoever's computer it is: it runs
// at low priority, keeps the machine awake while it works, and waits while the
// computer runs on its battery or is in use.
//
// Each is done where the system has a way. On Linux it was tried as far as the
// tests beside it go; what is there for macOS and Windows was compiled and never
// run.
package courtesy

import (
	"time"

	"maestudio/core/run"
)

// look is how often the system is asked; between two steps the last answer counts.
const look = 5 * time.Second

// Watch says whether training is to wait. Its Hold is for run.AdvanceOptions.
type Watch struct {
	Battery bool // wait while the computer runs on its battery
	InUse   bool // wait while somebody uses it

	asked  time.Time
	answer error
}

// Hold returns nil, or an error whose sentence says why the training is to wait.
// What the system does not tell is no reason to wait.
func (w *Watch) Hold() error {
	if now := time.Now(); now.Sub(w.asked) >= look {
		w.asked, w.answer = now, w.ask()
	}
	return w.answer
}

func (w *Watch) ask() error {
	if on, _ := onBattery(); w.Battery && on {
		return run.Errorf(run.Battery, nil, "The computer runs on its battery. Training goes on by itself when it is plugged in.")
	}
	if !w.InUse { // asking takes another program
		return nil
	}
	if used, _ := inUse(); used {
		return run.Errorf(run.InUse, nil, "The computer is in use. Training goes on by itself when it is left alone.")
	}
	return nil
}

// Unknown says, each in an error's sentence, what training cannot wait for because
// the system does not tell it.
func (w *Watch) Unknown() (all []error) {
	if _, known := onBattery(); w.Battery && !known {
		all = append(all, run.Errorf(run.Courtesy, nil, "The system does not tell whether the computer runs on its battery, so training does not pause for that."))
	}
	if !w.InUse {
		return all
	}
	if _, known := inUse(); !known {
		all = append(all, run.Errorf(run.Courtesy, nil, "The system does not tell whether the computer is in use, so training does not pause for that."))
	}
	return all
}
