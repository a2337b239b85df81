package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/core/run"
)

// The pictures can be shown without help from what is hidden, and what is shown
// is said.
func TestHonestSamples(t *testing.T) {
	b := open(t)
	dir := b.learn(t, 30, 5000)
	b.until("the pictures", func() bool { return b.train.sheets.read != "" && len(b.train.sheets.samples) > 0 })
	note := func() string { return b.train.screen.View().Note }
	if v := b.train.screen.View(); !v.HasHonest || !strings.Contains(v.Note, "are the true ones") {
		t.Errorf("at first: %+v", v)
	}
	b.train.sheets.setHonest(true)
	b.until("pictures without help", func() bool { return b.train.sheets.unaided })
	if !strings.Contains(note(), "are guessed from the visible ones") {
		t.Errorf("without help it says %q", note())
	}
	b.train.sheets.setHonest(false)
	b.until("pictures with help", func() bool { return !b.train.sheets.unaided })
	if !strings.Contains(note(), "are the true ones") {
		t.Errorf("with help it says %q", note())
	}
	path := filepath.Join(dir, filepath.FromSlash(b.train.sheets.samples[0].Path))
	c := b.train.config
	if _, unaided, err := readSample(path, true, c, false, nil); err != nil || !unaided {
		t.Errorf("%v, %v", unaided, err)
	}
	if err := os.Remove(run.HonestSample(path)); err != nil { // as in a run of an earlier version
		t.Fatal(err)
	}
	if tiles, unaided, err := readSample(path, true, c, false, nil); err != nil || unaided || len(tiles) == 0 {
		t.Errorf("where there is none: %v, %v", unaided, err)
	}
}
