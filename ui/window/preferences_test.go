package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"maestudio/core/settings"
	"maestudio/ui/widget"
)

// writeFile makes a file of n bytes.
func writeFile(t *testing.T, n int, path ...string) string {
	t.Helper()
	file := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, make([]byte, n), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// Emptying the cache removes small copies of pictures only: what a run learns
// from stays, though it lies beside them.
func TestEmptyCache(t *testing.T) {
	b := open(t)
	cache := b.settings.Cache
	gone := []string{writeFile(t, 1_000_000, cache, "thumbnails", "ab", "x.jpg"), writeFile(t, 500_000, cache, "pictures-1.pix")}
	stays := []string{writeFile(t, 70_000, cache, "sample", "a.png"), writeFile(t, 10, cache, "checked-1.jsonl"), writeFile(t, 10, cache, "notes.txt")}
	b.Go(settingsKey)
	b.until("the size", func() bool { return strings.HasPrefix(b.prefs.screen.View().CacheWords, "1.5 MB") })
	b.prefs.emptyCache()
	b.until("the new size", func() bool { return strings.HasPrefix(b.prefs.screen.View().CacheWords, "0 bytes") })
	for _, f := range gone {
		if _, err := os.Stat(f); err == nil {
			t.Errorf("%s is still there", f)
		}
	}
	for _, f := range stays {
		if _, err := os.Stat(f); err != nil {
			t.Errorf("%s is gone", f)
		}
	}
}

func TestCacheElsewhere(t *testing.T) {
	b := open(t)
	elsewhere := t.TempDir()
	b.pick.Folder = func(string, string) (string, error) { return elsewhere, nil }
	old := writeFile(t, 1000, b.settings.Cache, "pictures-1.pix")
	b.Go(settingsKey)
	b.prefs.changeCache()
	b.until("the place", func() bool { return strings.HasPrefix(b.settings.Cache, elsewhere) })
	b.until("the end of the old copies", func() bool { _, err := os.Stat(old); return err != nil })
	if got := os.Getenv("MAESTUDIO_CACHE"); got != b.settings.Cache || b.data.thumbs.Dir() != b.thumbnails() {
		t.Errorf("workers are told %q, thumbnails go to %s", got, b.data.thumbs.Dir())
	}
	b.pick.Folder = func(string, string) (string, error) { return filepath.Join(elsewhere, "none"), nil }
	b.prefs.changeCache()
	b.until("the error", func() bool { return b.prefs.screen.View().Trouble != "" })
	if v := b.prefs.screen.View(); v.Remedy == "" || !strings.Contains(v.Trouble, "Nothing can be kept in") {
		t.Errorf("got %+v", v)
	}
}

// The precision of Settings is the one that new runs are planned with, in this
// window and in the next.
func TestPrecisionOfNewRuns(t *testing.T) {
	b := open(t)
	if got := b.model.config.Device.Precision; got != "auto" {
		t.Errorf("a new run has %s", got)
	}
	b.Go(settingsKey)
	for _, o := range test.LaidOutObjects(b.prefs.screen.Content()) {
		if choice, is := o.(*widget.Segmented); is && choice.Chosen() == 0 {
			choice.Choose(1) // Light, and float32
		}
	}
	b.model.choose(1)
	if got := b.model.config.Device.Precision; got != "float32" {
		t.Errorf("then a new run has %s", got)
	}
	kept, err := settings.Load(b.settingsPath)
	if err != nil || kept.Precision != "float32" || b.prefs.screen.View().Precision != 1 {
		t.Errorf("kept is %q, %v", kept.Precision, err)
	}
	b.prefs.reset()
	if got := b.model.config.Device.Precision; got != "auto" {
		t.Errorf("reset a new run has %s", got)
	}
}
