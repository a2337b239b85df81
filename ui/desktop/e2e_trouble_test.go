//go:build !nowindow && linux

package desktop_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A file where a folder is expected is told of where it fell, and the next folder
// is welcome.
func TestFileWhereAFolderBelongs(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	pictures := d.pictures(3)
	notes := filepath.Join(pictures, "notes.txt")
	if err := os.WriteFile(notes, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	d.launch()
	d.wait("Welcome", func() bool { return d.shows("MAE Studio") })
	d.drop(notes)
	d.waitTitle("“notes.txt” is a file, not a folder.")
	d.drop(filepath.Join(pictures, "deeper", "001.png"))
	d.waitTitle("“001.png” is a file, not a folder.")
	d.drop(pictures)
	d.waitTitle("3 pictures are ready")
}

// A folder that is dropped as soon as the window has taken another: both are looked
// through, or the second instead of the first, all of which it has.
func TestTwoDropsAtOnce(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	few, more := d.pictures(3), d.pictures(7)
	d.open()
	d.drop(few)
	d.drop(more)
	d.waitTitle("7 pictures are ready")
}

// The disk with the runs fills while one learns: it waits and says so, and goes on
// by itself when there is room.
func TestDiskThatFills(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	runs := filepath.Join(d.home, "MAE Studio")
	if err := os.Mkdir(runs, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", runs, "tmpfs", 0, "size=600m"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(runs, syscall.MNT_DETACH) })
	d.open()
	d.start(d.pictures(900))
	filler := filepath.Join(runs, "filler")
	fill(t, filler)
	d.waitTitle("Paused: the disk is full")
	d.waitAlive()
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	before := d.steps()
	d.wait("more steps, by itself", func() bool { return d.steps() > before })
	d.act("that it learns", func() { d.key("ctrl+3") }, func() bool { return d.shows("%") && !d.shows("Paused") })
	d.endWorker()
}

// fill leaves no room on a disk.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{1 << 20, 1 << 12, 1} {
		for data := make([]byte, size); err == nil; {
			_, err = f.Write(data)
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
		err = nil
	}
}

// The description of the run that was shown last is cut off by hand: the window
// opens, lists the run, and everything else goes on.
func TestRunDamagedByHand(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	run := d.learned("trip")
	d.remember("last_run = %q", run)
	description := filepath.Join(run, "run.toml")
	info, err := os.Stat(description)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(description, info.Size()/2); err != nil {
		t.Fatal(err)
	}
	d.open()
	d.act("the list", func() { d.key(runsKeys) }, func() bool { return d.shows("1 run") })
	d.waitAlive()
	d.drop(d.pictures(3))
	d.waitTitle("3 pictures are ready")
}
