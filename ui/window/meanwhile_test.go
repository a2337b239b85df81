package window

import (
	"strings"
	"testing"

	"maestudio/core/settings"
	"maestudio/core/worker"
)

// What ended while no window was open is told of by the next one, once, with a way to it.
func TestEndedWhileClosedIsTold(t *testing.T) {
	b := open(t)
	folder := pictures(t, 20)
	done, shown := b.tinyRun("boats", folder), b.tinyRun("shown", folder)
	b.settings.Learning, b.settings.LastRun = []string{done, shown}, shown
	b.Go(runsKey)
	b.keep()
	b.close()
	b = openWith(t, b.settingsPath, Picker{})
	b.until("the words", func() bool { return b.layer.ToastWords() != "" })
	if got := b.layer.ToastWords(); got != "2 runs have ended meanwhile." {
		t.Errorf("it says %q", got)
	}
	b.until("that it is noted", func() bool { s, err := settings.Load(b.settingsPath); return err == nil && len(s.Learning) == 0 })
	b.layer.HideToast()
	b.settings.Learning = []string{done}
	all, _ := b.library.List()
	b.heard(all)
	if got := b.layer.ToastWords(); got != "“boats” has finished learning." {
		t.Errorf("of one it says %q", got)
	}
	b.layer.Act()
	if b.current != trainKey || b.train.dir != done {
		t.Errorf("it leads to %s, %s", b.current, b.train.dir)
	}
	b.settings.Learning = []string{done}
	b.heard(all)
	if got := b.layer.ToastWords(); got != "" {
		t.Errorf("of the run that is on the screen it says %q", got)
	}
}

// A run that ends while another screen is open is told of there; a pause that was asked
// for is not.
func TestEndedElsewhereIsTold(t *testing.T) {
	b := open(t)
	dir := b.learn(t, 12, 3)
	b.Go(settingsKey)
	b.until("the words", func() bool { return strings.Contains(b.layer.ToastWords(), "has finished learning") })
	all, _ := b.library.List()
	b.layer.HideToast()
	for status, want := range map[worker.Status]string{worker.Gone: " stopped unexpectedly.", worker.Paused: "", worker.Stopped: ""} {
		b.settings.Learning = []string{dir}
		all[0].State.Status = status
		b.heard(all)
		if got := b.layer.ToastWords(); (got == "") != (want == "") || !strings.HasSuffix(got, want) {
			t.Errorf("of status %v it says %q, want %q", status, got, want)
		}
		b.layer.HideToast()
	}
}

// A window that was killed while a run learned begins with that run, wherever it was
// closed the time before; one that was closed begins where it was.
func TestKilledWhileTraining(t *testing.T) {
	b := open(t)
	dir := b.learn(t, 12, 4000)
	b.Go(settingsKey)
	b.until("that it is noted", func() bool {
		s, err := settings.Load(b.settingsPath)
		return err == nil && s.LastRun == dir && s.Unclosed && len(s.Learning) == 1
	})
	b.end() // as a kill: nothing is kept
	kill(dir)
	b.close()
	again := openWith(t, b.settingsPath, Picker{})
	again.until("its run", func() bool { return again.current == trainKey && again.train.state.Status == worker.Gone })
	if got := again.layer.ToastWords(); got != "" || again.train.dir != dir {
		t.Errorf("it begins with %s and says %q", again.train.dir, got)
	}
	again.Go(settingsKey)
	again.keep()
	again.close()
	if closed := openWith(t, b.settingsPath, Picker{}); closed.current != settingsKey {
		t.Errorf("after it was closed it begins with %s", closed.current)
	}
}
