package window

import (
	"cmp"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"maestudio/core/run"
	"maestudio/core/settings"
	"maestudio/ui/screen"
)

// TestScreenshots draws the window with what it really says of real folders
// and, where MAESTUDIO_RUN names one, of a real run (which redraws the picture
// MAESTUDIO_REDRAW, if that is set), into the folder MAESTUDIO_DRAW: make screenshots.
func TestScreenshots(t *testing.T) {
	if os.Getenv("MAESTUDIO_DRAW") == "" {
		t.Skip("draws where MAESTUDIO_DRAW names a folder: make screenshots")
	}
	shared := filepath.Join("..", "..", "..", "shared")
	for _, name := range []string{"data/pretrain_mix", "data/broken", "goldens"} { // goldens holds no picture
		t.Run("data of "+name, func(t *testing.T) {
			path, err := filepath.Abs(filepath.Join(shared, name))
			if _, gone := os.Stat(path); err != nil || gone != nil {
				t.Skip("needs shared beside the repository")
			}
			for _, theme := range []string{"dark", "light"} {
				b := openFor(t, theme, "", "")
				b.drop(path)
				b.until("the pictures", func() bool { return b.data.checked || b.data.screen.View().State == screen.DataEmpty })
				b.rest()
				b.shoot("real-data-"+filepath.Base(name), theme)
			}
		})
	}
	t.Run("a run", func(t *testing.T) {
		dir := os.Getenv("MAESTUDIO_RUN")
		if dir == "" {
			t.Skip("MAESTUDIO_RUN names no run")
		}
		own, err := run.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, theme := range []string{"dark", "light"} {
			b := openFor(t, theme, dir, "")
			b.model.costs.off = false
			b.drop(own.Config.Data.Folders[0])
			b.until("the pictures", func() bool { return b.data.checked })
			for _, key := range []string{welcomeKey, modelKey, trainKey, reconstructKey, runsKey} {
				b.Go(key)
				b.until("what this computer takes", func() bool { return len(b.model.costs.working) == 0 })
				if picture := os.Getenv("MAESTUDIO_REDRAW"); key == reconstructKey && picture != "" {
					b.drop(picture)
				}
				b.rest()
				b.shoot("real-"+key, theme)
			}
		}
	})
}

// openFor opens a window of a theme that was left with a run, and a classifier.
func openFor(t *testing.T, theme, learned, tuned string) *bench {
	dir := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache"))
	s := settings.Default()
	s.Theme, s.Runs, s.LastRun, s.LastTuned = theme, filepath.Join(dir, "runs"), learned, tuned
	if one := cmp.Or(learned, tuned); one != "" {
		s.Runs = filepath.Dir(one)
	}
	path := filepath.Join(dir, "settings.toml")
	if err := s.Save(path); err != nil {
		t.Fatal(err)
	}
	return openWith(t, path, Picker{})
}

// rest works the queue off until nothing has come for a while; what looks again every
// two seconds, as the list of runs does, comes for ever.
func (b *bench) rest() {
	end := time.After(8 * time.Second)
	for {
		select {
		case f := <-b.queue:
			f()
		case <-time.After(time.Second):
			return
		case <-end:
			return
		}
	}
}

// shoot draws the window in three sizes.
func (b *bench) shoot(name, theme string) {
	for _, size := range []fyne.Size{{Width: 900, Height: 600}, {Width: 1280, Height: 800}, {Width: 2560, Height: 1440}} {
		b.win.Resize(size)
		b.rest()
		f, err := os.Create(filepath.Join(os.Getenv("MAESTUDIO_DRAW"), fmt.Sprintf("%s-%.0f-%s.png", name, size.Width, theme)))
		if err != nil {
			b.t.Fatal(err)
		}
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(f, b.win.Canvas().Capture())
		if closed := f.Close(); err == nil {
			err = closed
		}
		if err != nil {
			b.t.Error(err)
		}
	}
}
