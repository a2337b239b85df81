//go:build !nowindow && linux

package desktop_test

import (
	"path/filepath"
	"testing"
	"time"
)

// newcomer is how long it may take from the start of the program to a picture of one's
// own, redrawn.
const newcomer = 5 * time.Minute

// TestSampleToReconstruction goes the way of a newcomer who has just installed the
// program: the sample by one click, and while it learns a picture of one's own.
func TestSampleToReconstruction(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	begin := time.Now()
	d.launch()
	// The pictures are drawn first, which shows in the rail and nowhere in the title.
	drawn := func() bool {
		some, _ := filepath.Glob(filepath.Join(d.home, "cache", "maestudio", "sample", "*", "*.png"))
		return len(some) > 0
	}
	d.act("the sample", func() { _ = d.press("Tab", "Return") }, drawn)
	d.wait("an epoch", func() bool { return d.happened(`"event":"checkpoint"`) > 0 })
	d.act("a picture redrawn", func() { d.key("ctrl+4") }, func() bool { return d.shows(".png · error ") })
	own := d.pictures(1)
	d.drop(filepath.Join(own, "deeper", "000.png"))
	d.waitTitle("000.png · error ")
	took := time.Since(begin)
	if t.Logf("from the start to a picture of one's own, redrawn: %v", took); took > newcomer {
		t.Errorf("that is more than %v", newcomer)
	}
	// What it has learned so far is enough to begin to tell the sample's classes apart.
	d.act("its end", func() { d.key("ctrl+3"); d.key("Escape", "Tab", "Tab", "Tab", "Return") }, func() bool { return d.happened(`"stopped":true`) > 0 })
	d.act("Fine-tune", func() { d.click(fineTune[0], fineTune[1]) }, func() bool { return d.title() == "MAE Studio" })
	d.act("the sample's classes", func() { d.key("Escape", "Tab", "Tab", "Tab", "Return") }, func() bool { return d.shows("Which things should it tell apart?") })
	d.act("the start", func() { d.click(start[0], start[1]) }, func() bool { return len(d.runs()) == 2 })
	d.waitTitle(" of 100 pictures it had not seen")
	d.act("its end, too", func() { d.key("Escape", "Tab", "Tab", "Tab", "Return") }, func() bool { return d.shows("Stopped") || d.shows("new pictures (") })
}
