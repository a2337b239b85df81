// Whether a worker that died was ended by the system because memory ran out. A
// process that is ended so cannot say it; but the system counts, and LOCK has what
// it counted when the worker began. Where memory is limited to the process itself
// (ulimit -v) the runtime gives up, which is no error that could be caught: then the
// report of the crash tells it from a kill.

package run

import "maestudio/core/crash"

// deaths are counts of processes that the system ended because memory ran out.
type deaths struct {
	Boot  string `json:"boot,omitempty"`  // names the time since the system was started; "" where nothing is counted
	Group string `json:"group,omitempty"` // the file that counts those of the worker's group (cgroup)
	Own   int    `json:"own,omitempty"`   // there
	All   int    `json:"all,omitempty"`   // in the whole system
}

// outOfMemory reports whether a worker which died may have died of that: one of
// its group did since it began or, where the group is gone, one of the system; or it
// crashed where its memory was limited.
func (o Owner) outOfMemory() bool {
	if o.Crash != "" && crash.Says(o.Crash) {
		return true
	}
	then, now := o.Deaths, countDeaths()
	if then.Boot == "" || then.Boot != now.Boot {
		return false
	}
	if then.Group != "" {
		if own, err := readDeaths(then.Group); err == nil {
			return own > then.Own
		}
	}
	return now.All > then.All
}

// DiedOfMemory reports whether a run is left as a worker left it that the system may
// have ended because memory ran out. The next worker takes half the batch.
func (r *Run) DiedOfMemory() bool {
	if _, alive := r.Worker(); alive {
		return false
	}
	owner := readOwner(r.path(lockFile))
	return owner.PID != 0 && owner.outOfMemory()
}
