//go:build !nowindow && linux

package desktop_test

import (
	"strings"
	"testing"
)

// The keys of the window as a whole, typed into the real one. What a screen does with
// them is told in the window's title.
func TestKeysOfTheWindow(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	d.open()
	typed := func(what string, is func() bool, keys ...string) {
		t.Helper()
		d.act(what, func() { d.key(keys...) }, is)
	}
	titled := func(words string) func() bool { return func() bool { return d.shows(words) } }
	bare := func() bool { return d.title() == "MAE Studio" }
	for _, c := range []struct {
		key string
		is  func() bool
	}{
		{"ctrl+7", titled("0 runs")}, {"ctrl+comma", bare}, {"ctrl+4", titled("What does it draw where you hide something?")},
		{"ctrl+3", bare}, {"ctrl+6", func() bool { return !bare() }}, {"ctrl+5", bare}, {"ctrl+2", titled("How big should the model be?")}, {"ctrl+1", bare},
	} {
		typed(c.key, c.is, c.key)
	}
	// F10 opens the menu, whose first entry is Welcome and whose second is Data.
	typed("Runs", titled("0 runs"), "ctrl+7")
	typed("the menu's second entry", bare, "Escape", "F10", "Down", "Down", "Return")
	// Escape takes the menu away, so that the same keys do nothing.
	typed("Runs again", titled("0 runs"), "ctrl+7")
	d.key("F10", "Escape", "Down", "Down", "Return")
	typed("Model", titled("How big should the model be?"), "ctrl+2")
	// F6 goes from part to part; it leaves the screen as it is.
	d.key("F6", "F6", "F6")
	typed("Runs once more", titled("0 runs"), "ctrl+7")
	// Larger and smaller: the window is as large as before.
	size := func() string { return d.output("xdotool", "getwindowgeometry", "--shell", d.window) }
	before := size()
	d.key("ctrl+plus", "ctrl+minus")
	if after := size(); !strings.Contains(after, before[strings.Index(before, "WIDTH"):]) {
		t.Errorf("from %s to %s", before, after)
	}
	// Space pauses and goes on, wherever a run is shown.
	d.start(d.pictures(900)) // more than it learns from before it is paused, on any machine
	typed("the pause", func() bool { return d.happened(`"event":"paused"`) > 0 }, "space")
	taken := d.steps()
	typed("going on", func() bool { return d.steps() > taken }, "space")
	d.key("ctrl+q")
	d.waitEnded()
}
