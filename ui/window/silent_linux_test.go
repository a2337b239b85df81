package window

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"maestudio/core/settings"
)

// silent makes a run on a disk that does not answer: whoever reads its description
// waits until the returned function is called, as on a network that is gone.
func silent(t *testing.T, dir string) (speak func()) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "run.toml")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skipf("this file system has no named pipes: %v", err)
	}
	return func() { // until nobody waits any more
		for {
			f, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK, 0)
			if err != nil {
				break
			}
			_ = f.Close()
		}
		_ = os.Remove(path)
	}
}

// The runs lie on a disk that does not answer, and the last of them was followed:
// the window opens, goes from screen to screen, takes pictures from another disk,
// says what it waits for, and closes.
func TestSilentDisk(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache"))
	s := settings.Default()
	s.Runs = filepath.Join(dir, "runs")
	s.LastRun = filepath.Join(s.Runs, "holiday")
	speak := silent(t, s.LastRun)
	path := filepath.Join(dir, "settings.toml")
	if err := s.Save(path); err != nil {
		t.Fatal(err)
	}
	b := openWith(t, path, Picker{})
	t.Cleanup(speak) // before the window ends
	for _, e := range railEntries {
		b.call(func() { b.Go(e.Key) })
	}
	b.Dropped(fyne.Position{}, []fyne.URI{storage.NewFileURI(pictures(t, 3))})
	b.until("pictures of another disk", func() bool { return b.data.checked })
	b.until("a word about the disk", func() bool {
		return strings.HasPrefix(b.layer.ToastWords(), "The disk with “holiday” does not answer yet")
	})
	b.call(func() { b.train.compare(fyne.NewPos(100, 100)) })
	b.smooth("a disk that does not answer")
	window := b.closing()
	b.call(b.Close)
	b.until("the end", func() bool { return window.closed })
}
