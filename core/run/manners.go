// Courtesy: the worker waits while something else comes first. What that is, the
// caller of Advance says (AdvanceOptions.Hold).

package run

import (
	"errors"
	"slices"

	"maestudio/core/train"
)

// manners tells apart who made the training wait, a person or courtesy.
type manners struct {
	person bool  // paused by a command
	why    error // courtesy asks for it; nil while it does not
	waits  bool  // and the loop was told so
}

// hold asks whether the training is to wait, and says what the loop is to do.
// What a person asks for comes first: a resume overrules what courtesy wants now.
func (w *worker) hold() []train.Request {
	m := &w.manners
	if w.options.Hold == nil {
		return nil
	}
	before := m.why
	m.why = w.options.Hold()
	switch {
	case before == nil && m.why != nil && !m.person:
		m.waits = true
		return []train.Request{train.Pause}
	case before != nil && m.why == nil && m.waits && !m.person:
		m.waits = false
		return []train.Request{train.Resume}
	}
	return nil
}

// heard notes what a person asks for.
func (m *manners) heard(r train.Request) {
	switch r {
	case train.Pause:
		m.person = true
	case train.Resume:
		m.person, m.waits = false, false
	}
}

// remark tells what courtesy the system does not allow, once in a run.
func (w *worker) remark() {
	if w.options.Remarks == nil {
		return
	}
	for _, err := range w.options.Remarks() {
		if !slices.Contains(w.past.said, err.Error()) {
			w.past.said = append(w.past.said, err.Error())
			w.warn(Courtesy, errors.Unwrap(err), "%s", err)
		}
	}
}
