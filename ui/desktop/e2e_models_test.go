//go:build !nowindow && linux

package desktop_test

import (
	"os"
	"path/filepath"
	"testing"
)

// A model that is dropped on the window becomes a run that has proved itself, by
// keyboard alone; then it is exported.
func TestModelDropped(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	file, err := os.ReadFile(filepath.Join(d.learned("trip"), "model.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	theirs, run := filepath.Join(t.TempDir(), "theirs.safetensors"), filepath.Join(d.home, "MAE Studio", "theirs")
	if err := os.WriteFile(theirs, file, 0o644); err != nil {
		t.Fatal(err)
	}
	d.open()
	d.drop(d.pictures(24))
	d.waitTitle("24 pictures are ready")
	d.drop(theirs)
	d.act("the run", func() { d.key("Return") }, func() bool { return exists(filepath.Join(run, "model.safetensors")) })
	d.act("that it is shown", func() { d.key("Return") }, func() bool { return d.shows("It has not learned here yet") })
	if exists(run + " 2") {
		t.Error("it was imported twice")
	}
}
