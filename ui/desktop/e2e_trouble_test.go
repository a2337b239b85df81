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

// Two folders that are dropped at the same time, by one hand or by two: both are
// looked through, or the second, and it has all that is in the first.
func TestTwoDropsAtOnce(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	few, more := d.pictures(3), d.pictures(7)
	d.open()
	done := make(chan error, 1)
	go func() { done <- d.command("/usr/bin/python3", "testdata/drop.py", d.window, fileURI(few)) }()
	d.drop(more)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	d.wait("the pictures", func() bool { return d.shows("7 pictures are ready") || d.shows("3 pictures are ready") })
	if d.shows("3 pictures") { // that one came last
		d.drop(more)
	}
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

// A run's description is cut off by hand: the list shows the run, it can be deleted,
// and everything else goes on.
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
	d.act("the list", func() { d.key("ctrl+5") }, func() bool { return d.shows("1 run") })
	d.key("Tab", "Tab", "Tab", "Tab", "Return") // which opens it: it cannot be, and says so
	d.waitAlive()
	d.drop(d.pictures(3))
	d.waitTitle("3 pictures are ready")
}
