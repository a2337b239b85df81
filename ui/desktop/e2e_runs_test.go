//go:build !nowindow && linux

package desktop_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// learned trains a very small model on the command line, into the folder of runs
// that the window has, and returns the run's folder.
func (d *desktop) learned(name string) string {
	d.t.Helper()
	dir := filepath.Join(d.home, "MAE Studio", name)
	c := exec.Command(filepath.Join(d.bin, "maestudio-cli"), "pretrain", "--data", d.pictures(24), "--out", dir, "--epochs", "2", "--warmup-epochs", "0", "--batch", "8",
		"--image-size", "16", "--patch-size", "4", "--encoder-dim", "16", "--encoder-depth", "1", "--encoder-heads", "2",
		"--decoder-dim", "16", "--decoder-depth", "1", "--decoder-heads", "2")
	c.Env = d.env
	if out, err := c.CombinedOutput(); err != nil {
		d.t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// A run is deleted from its menu, by keyboard, and Ctrl Z brings it back: on the
// disk, and before one's eyes. Deleted again it is brought back out of the trash.
func TestDeleteAndUndo(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	run := d.learned("trip")
	trash := filepath.Join(filepath.Dir(run), ".trash")
	d.open()
	d.act("the list", func() { d.key(runsKeys) }, func() bool { return d.shows("1 run") })
	weights, err := os.ReadFile(filepath.Join(run, "model.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	inTrash := func() int {
		all, _ := os.ReadDir(trash)
		return len(all)
	}
	deleted := func() bool { return !exists(run) && inTrash() == 1 && !d.shows("1 run") }

	d.act("that the run is deleted", d.deleteFirst, deleted)
	d.act("the run again", func() { d.key("ctrl+z") }, func() bool { return exists(run) && inTrash() == 0 && d.shows("1 run") })
	if again, err := os.ReadFile(filepath.Join(run, "model.safetensors")); err != nil || string(again) != string(weights) {
		t.Errorf("the run came back otherwise: %v", err)
	}
}

// deleteFirst opens the menu of the first run and takes its last row.
func (d *desktop) deleteFirst() {
	d.key("Escape", "Escape")
	d.key("Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Return")
	d.key("Down", "Down", "Down", "Down", "Down", "Down", "Down", "Down", "Down", "Return")
}
