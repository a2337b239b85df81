package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"maestudio/core/crash"
	"maestudio/core/run"
	"maestudio/core/settings"
	"maestudio/ui/widget"
)

// After a fault the window says so once, shows the report and sends nothing.
func TestCrashIsTold(t *testing.T) {
	b := open(t)
	dir := t.TempDir()
	if _, err := crash.Write(dir, "1.2.3", "a fault", []byte("goroutine 1 [running]:")); err != nil {
		t.Fatal(err)
	}
	b.tellCrashes(dir)
	b.until("the dialog", func() bool { return b.win.Canvas().Overlays().Top() != nil })
	if words := b.dialogWords(); !strings.Contains(words, "The program ended unexpectedly") || !strings.Contains(words, "today") {
		t.Errorf("it says %q", words)
	}
	b.tapInDialog("Show the report")
	if got := inDialog[*widget.Lines](b)[0].InSight(); !strings.Contains(got, "MAE Studio 1.2.3") || !strings.Contains(got, "panic: a fault") || !strings.Contains(got, "goroutine 1") {
		t.Errorf("the report is shown as %q", got)
	}
	b.press(fyne.KeyEscape)
	b.until("that it is remembered", func() bool { return len(crash.Untold(dir)) == 0 })
}

// The settings of a later version are refused in a sentence and left as they are.
func TestNewerSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.toml")
	s := settings.Default()
	s.Runs = filepath.Join(t.TempDir(), "runs")
	if err := s.Save(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	newer := strings.Replace(string(text), "version = 1", "version = 99\nof_later = true", 1)
	if err := os.WriteFile(path, []byte(newer), 0o644); err != nil {
		t.Fatal(err)
	}
	app := test.NewTempApp(t)
	w := New(Options{App: app, Window: test.NewTempWindow(t, nil), SettingsPath: path, Now: time.Now, Version: "1", Do: func(func()) {}})
	defer w.End()
	told(t, w.welcome.trouble, w.prefs.view.Remedy, path, "newer version")
	w.keep()
	if now, err := os.ReadFile(path); err != nil || string(now) != newer {
		t.Errorf("%v; they are now %q", err, now)
	}
}

// A run of a later version is refused where it is listed, and left as it is.
func TestNewerRun(t *testing.T) {
	b := open(t)
	dir := b.tinyRun("trip", pictures(t, 20))
	path := filepath.Join(dir, "run.toml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	newer := strings.Replace(string(text), "version = 1\n", "version = 99\n", 1)
	if err := os.WriteFile(path, []byte(newer), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := run.ParseConfig([]byte(newer)); err == nil {
		t.Fatal("the test makes no newer run")
	}
	b.listRuns(1)
	if about := b.runs.screen.View().Runs[0].About; !strings.Contains(about, "newer MAE Studio") {
		t.Errorf("the row says %q", about)
	}
	b.runs.tap(b.runs.rows[0])
	v := b.runs.screen.View()
	if told(t, v.Trouble, v.Remedy, "“trip”", "newer MAE Studio"); v.Damaged {
		t.Error("it is taken for damaged, and offered to be deleted")
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != newer {
		t.Errorf("%v; it is now %q", err, now)
	}
}
