package window

import (
	"fmt"
	"slices"
	"strings"

	"maestudio/core/library"
	"maestudio/core/settings"
	"maestudio/core/worker"
)

// heard takes how all runs are: those that learned when they were last looked at, in
// this window or one before it, and do so no longer, are told of.
func (w *Window) heard(all []library.Summary) {
	var over []library.Summary
	var still []string
	for _, s := range all {
		known := slices.Contains(w.settings.Learning, s.Dir)
		switch {
		case isTraining(s), known && s.State.Status == worker.Paused:
			still = append(still, s.Dir)
		case known && ended(s) && !w.inSight(s):
			over = append(over, s)
		}
	}
	slices.Sort(still)
	if !slices.Equal(still, w.settings.Learning) {
		w.settings.Learning = still
		w.saveSoon()
	}
	w.tellOver(over)
	w.redraw.heard(all)
}

// ended tells whether a run came to an end that nobody asked for just now.
func ended(s library.Summary) bool {
	switch s.State.Status {
	case worker.Done, worker.Failed, worker.Gone:
		return s.Trouble == ""
	}
	return false
}

// inSight tells whether a run is on the screen, or about to be.
func (w *Window) inSight(s library.Summary) bool {
	t := w.follower(s.Config.Task)
	return t.dir == s.Dir && w.current == t.key || w.opensOn == t.key && slices.Contains([]string{w.settings.LastRun, w.settings.LastTuned}, s.Dir)
}

// tellOver tells of runs that came to an end unseen, with a way to them.
func (w *Window) tellOver(over []library.Summary) {
	switch len(over) {
	case 0:
	case 1:
		w.layer.Toast(overWords(over[0]), "Show", func() { w.runs.open(over[0]) })
	default:
		w.layer.Toast(fmt.Sprintf("%d runs have ended meanwhile.", len(over)), "Show", func() { w.Go(runsKey) })
	}
}

// overWords says how a run ended.
func overWords(s library.Summary) string {
	if s.State.Status == worker.Done {
		return "“" + s.Name + "” has finished learning."
	}
	words, _, _ := stateWords(s)
	return "“" + s.Name + "” " + strings.ToLower(words[:1]) + words[1:] + "."
}

// learns notes that a run begins to learn, so that the next window knows.
func (w *Window) learns(dir string) {
	if !slices.Contains(w.settings.Learning, dir) {
		w.settings.Learning = slices.Sorted(slices.Values(append(slices.Clone(w.settings.Learning), dir)))
	}
	w.saveSoon()
}

// comesBackTo is the screen that a window begins with. One that was killed while a run
// learned, rather than closed, begins with that run: what it last wrote down of the
// screen is older than that.
func comesBackTo(s settings.Settings) string {
	learnt := func(dir string) bool { return dir != "" && slices.Contains(s.Learning, dir) }
	switch {
	case !s.Unclosed:
	case learnt(s.LastTuned) && (s.Screen == tuneKey || !learnt(s.LastRun)):
		return tuneKey
	case learnt(s.LastRun):
		return trainKey
	}
	return s.Screen
}
