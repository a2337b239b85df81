package window

import (
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/core/settings"
	"maestudio/core/worker"
)

// A window begins with the size and the screen that the last one ended with,
// where there is something to show on it.
func TestWindowIsRestored(t *testing.T) {
	for key, want := range map[string]string{
		settingsKey: settingsKey, runsKey: runsKey, reconstructKey: reconstructKey,
		dataKey: welcomeKey, modelKey: welcomeKey, trainKey: welcomeKey, // there is no run
		"": welcomeKey, "nonsense": welcomeKey,
	} {
		path := filepath.Join(t.TempDir(), "settings.toml")
		s := settings.Default()
		s.Runs, s.Screen, s.Width, s.Height = t.TempDir(), key, 1111, 777
		if err := s.Save(path); err != nil {
			t.Fatal(err)
		}
		b := openWith(t, path, Picker{})
		if b.Current() != want {
			t.Errorf("after %q it shows %s, want %s", key, b.Current(), want)
		}
		if got := b.win.Canvas().Size(); got != fyne.NewSize(1111, 777) {
			t.Errorf("the size is %v", got)
		}
	}
}

func TestCloseKeepsSizeAndScreen(t *testing.T) {
	b := open(t)
	b.Go(runsKey)
	b.win.Resize(fyne.NewSize(1000, 700))
	b.keep()
	again, err := settings.Load(b.settingsPath)
	if err != nil || again.Screen != runsKey || again.Width != 1000 || again.Height != 700 {
		t.Errorf("got %+v, %v", again, err)
	}
}

func TestScaleStaysInBounds(t *testing.T) {
	b := open(t)
	for range 20 {
		b.ctrl(fyne.KeyPlus)
	}
	if b.settings.Scale != 200 {
		t.Errorf("the largest scale is %d", b.settings.Scale)
	}
	for range 20 {
		b.ctrl(fyne.KeyMinus)
	}
	if b.settings.Scale != 80 {
		t.Errorf("the smallest scale is %d", b.settings.Scale)
	}
	b.ctrl(fyne.Key0)
	if b.settings.Scale != 100 {
		t.Errorf("Ctrl 0 makes the scale %d", b.settings.Scale)
	}
}

// A long run's end is worth a word of the system, a short one's is not, nor is
// one that was over before the window looked.
func TestNotification(t *testing.T) {
	start := time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)
	done := func(after time.Duration) worker.State {
		return worker.State{Status: worker.Done, Started: start, Updated: start.Add(after), Trained: after}
	}
	b := open(t)
	for _, c := range []struct {
		name   string
		before worker.Status
		state  worker.State
		off    bool
		want   bool
	}{
		{"a long run", worker.Running, done(3 * time.Minute), false, true},
		{"a short run", worker.Running, done(time.Minute), false, false},
		{"over already", worker.Waiting, done(time.Hour), false, false},
		{"turned off", worker.Running, done(time.Hour), true, false},
		{"it failed", worker.Running, worker.State{Status: worker.Failed, Message: "The disk is full.", Started: start, Updated: start.Add(time.Hour), Trained: time.Hour}, false, true},
	} {
		b.train.told, b.settings.Notify = worker.Waiting, !c.off
		notify := func() { b.train.notify(c.before, c.state) }
		if c.want {
			words := "It has finished learning."
			if c.state.Message != "" {
				words = c.state.Message
			}
			test.AssertNotificationSent(t, fyne.NewNotification(b.train.name(), words), notify)
		} else {
			test.AssertNotificationSent(t, nil, notify)
		}
	}
}
