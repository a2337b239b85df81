//go:build !nowindow && linux

package desktop_test

import (
	"strings"
	"syscall"
	"testing"
)

// start drops pictures, goes on to the model and starts, all by keyboard, and
// returns when the worker has made some steps.
func (d *desktop) start(pictures string) {
	d.t.Helper()
	d.drop(pictures)
	d.waitTitle("pictures are ready")
	d.act("the model", func() { d.key("ctrl+2") }, func() bool { return d.shows("How big should the model be?") })
	// The first button of the head measures, the second starts.
	d.act("the start", func() { d.key("Escape", "Tab", "Tab", "Return") }, func() bool { return d.events() != "" || d.shows("Getting ready") })
	d.wait("the first steps", func() bool { return d.steps() > 1 })
	d.waitTitle("%")
}

// TestDropTrainCloseReopenResume goes the way a person goes: drop a folder,
// choose a size, start, pause, go on, close the window while it learns, open it
// again, have the worker killed, go on, stop.
func TestDropTrainCloseReopenResume(t *testing.T) {
	d := newDesktop(t)
	d.open()
	d.start(d.pictures(900)) // more than it learns from before it is stopped, on any machine

	d.act("the pause", func() { d.key("space") }, func() bool { return d.happened(`"event":"paused"`) > 0 })
	d.waitTitle("Paused")
	before := d.steps()
	d.act("more steps", func() { d.key("space") }, func() bool { return d.steps() > before })

	before = d.steps()
	d.closeWindow()
	d.wait("steps without a window", func() bool { return d.steps() > before })

	d.open()
	d.act("the run", func() { d.key("ctrl+3") }, func() bool { return d.shows("%") })
	if err := syscall.Kill(d.worker(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	d.waitTitle("Stopped unexpectedly")
	starts := d.happened(`"event":"start"`)
	d.act("the worker that goes on", func() { d.key("space") }, func() bool { return d.happened(`"event":"start"`) > starts })
	d.wait("that it is seen", func() bool { return d.shows("%") && !d.shows("Stopped") })

	d.act("the stop", func() { d.key("Escape", "Tab", "Tab", "Tab", "Return") }, func() bool { return d.happened(`"stopped":true`) > 0 })
	d.closeWindow()
}

// happened counts the run's events that hold some text.
func (d *desktop) happened(text string) int { return strings.Count(d.events(), text) }
