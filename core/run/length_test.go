package run

import (
	"os"
	"path/filepath"
	"testing"

	"maestudio/core/run/disk"
)

// Making a run longer that fails before a step leaves it as long as it was.
func TestExtensionThatFails(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 24)
	r := newRunOf(t, pictures)
	advance(t, r, AdvanceOptions{})
	before, err := os.ReadFile(r.path(configFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(pictures, pictures+" gone"); err != nil {
		t.Fatal(err)
	}
	fails(t, r, AdvanceOptions{Epochs: r.Config.Training.Epochs + 2}, Pictures)
	if after, err := os.ReadFile(r.path(configFile)); err != nil || string(after) != string(before) {
		t.Errorf("run.toml was changed: %v\n%s", err, after)
	}
	if !r.Done() {
		t.Error("it was done, and is so no more")
	}
	told, _ := os.ReadFile(r.path(eventsFile))
	if err := Advance(t.Context(), r.Dir, AdvanceOptions{Epochs: 1}); CodeOf(err) != Settings || !r.Done() {
		t.Errorf("made shorter: %v; done %t", err, r.Done())
	}
	if now, err := os.ReadFile(r.path(eventsFile)); err != nil || string(now) != string(told) {
		t.Errorf("what was refused stands in the run's events: %v\n%s", err, now)
	}
	if err := os.Rename(pictures+" gone", pictures); err != nil {
		t.Fatal(err)
	}
	advance(t, r, AdvanceOptions{Epochs: r.Config.Training.Epochs + 2})
	if again, err := Open(r.Dir); err != nil || again.Config.Training.Epochs != r.Config.Training.Epochs+2 {
		t.Errorf("%v, %v epochs", err, again.Config.Training.Epochs)
	}
}

// What counts as done after a failure: no step was made, and the run is to be as long as it
// was when it was done.
func TestDoneAfterFailures(t *testing.T) {
	start := func(epochs int) Event { return Event{Event: EventStart, Step: 10, Epochs: epochs} }
	step, failed, done := Event{Event: EventStep, Step: 10}, Event{Event: EventFailed}, Event{Event: EventDone, Step: 10}
	began := Event{Event: EventStart, Epochs: 2}
	for name, c := range map[string]struct {
		events []Event
		epochs int
		done   bool
	}{
		"done":                                {[]Event{began, step, done}, 2, true},
		"failed before it was":                {[]Event{began, step, failed}, 2, false},
		"failed before another start":         {[]Event{began, step, done, failed}, 2, true},
		"failed before a step":                {[]Event{began, step, done, start(4), failed}, 2, true},
		"failed twice":                        {[]Event{began, step, done, start(4), failed, start(3), failed}, 2, true},
		"failed, and is to be longer still":   {[]Event{began, step, done, start(4), failed}, 4, false},
		"made longer and failed after a step": {[]Event{began, step, done, start(4), {Event: EventStep, Step: 11}, failed}, 4, false},
		"stopped when it was made longer":     {[]Event{began, step, done, start(4), {Event: EventPaused, Step: 10, Stopped: true}}, 4, false},
		"ended without a word":                {[]Event{began, step, done, start(4)}, 4, false},
	} {
		r := &Run{Dir: t.TempDir()}
		r.Config.Training.Epochs = c.epochs
		journal, err := openJournal(disk.System{}, r.path(eventsFile))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range c.events {
			if err := journal.append(e); err != nil {
				t.Fatal(err)
			}
		}
		journal.close()
		if got := r.Done(); got != c.done {
			t.Errorf("%s: done %t", name, got)
		}
	}
}
