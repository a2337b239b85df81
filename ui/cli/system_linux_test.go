package cli_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// openTerminal makes a terminal of some width; what the program writes to
// slave is read from master.
func openTerminal(t *testing.T, columns int) (master, slave *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminal can be made here: %v", err)
	}
	t.Cleanup(func() { master.Close() })
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(int(master.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: uint16(columns)})
	}
	if err == nil {
		slave, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	return master, slave
}

// onTerminal runs the program on a terminal and returns what it wrote there.
func onTerminal(t *testing.T, columns int, args ...string) string {
	t.Helper()
	master, slave := openTerminal(t, columns)
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = slave, slave
	p := begin(t, cmd)
	slave.Close()
	var text strings.Builder
	over := make(chan struct{})
	go func() {
		io.Copy(&text, master) // ends with an error when the last writer is gone
		close(over)
	}()
	if r := p.wait(t); r.code != 0 {
		t.Errorf("exit code %d", r.code)
	}
	select {
	case <-over:
	case <-time.After(time.Minute):
		t.Fatal("the terminal was not closed")
	}
	return text.String()
}

func TestLiveLineFitsTheTerminal(t *testing.T) {
	data := pictures(t, 40)
	for _, columns := range []int{100, 40, 12, 1} {
		text := onTerminal(t, columns, pretrain(data, filepath.Join(t.TempDir(), "run"), "--epochs", "3")...)
		steps := 0
		for line := range strings.SplitSeq(text, "\r\x1b[K") {
			shown, rest, ended := strings.Cut(line, "\r\n")
			if ended || rest != "" {
				continue // a line that stays; the terminal wraps it
			}
			if len(shown) >= columns {
				t.Errorf("%d columns: a live line of %d: %q", columns, len(shown), shown)
			}
			if strings.HasPrefix(shown, "step ") {
				steps++
			}
		}
		if columns >= 12 && steps < 6 {
			t.Errorf("%d columns: only %d steps shown:\n%q", columns, steps, text)
		}
		if columns == 100 && !strings.Contains(text, "pictures/s") || columns == 40 && !strings.Contains(text, "loss ") {
			t.Errorf("%d columns:\n%q", columns, text)
		}
		if !strings.Contains(text, "epoch 3/3  loss ") {
			t.Errorf("%d columns: the last epoch did not stay:\n%q", columns, text)
		}
	}
}

func TestNoLiveLineOnADumbTerminal(t *testing.T) {
	t.Setenv("TERM", "dumb")
	text := onTerminal(t, 80, pretrain(pictures(t, 10), filepath.Join(t.TempDir(), "run"), "--epochs", "2")...)
	if strings.Contains(text, "\x1b") || !strings.Contains(text, "epoch 2/2") {
		t.Errorf("%q", text)
	}
}

func TestReadOnlyPlace(t *testing.T) {
	place := t.TempDir()
	if err := os.Chmod(place, 0o555); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, pretrain(pictures(t, 3), filepath.Join(place, "run"))...)
	if os.Getuid() == 0 { // root may write everywhere
		openUp(t, filepath.Dir(program), place)
		const nobody = 65534
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	if r := begin(t, cmd).wait(t); r.code != 1 || !isSentence(r.err) || !strings.Contains(r.err, "writing is not allowed there") {
		t.Errorf("exit code %d, stderr %q", r.code, r.err)
	}
}

// openUp lets everyone enter folders and those above them.
func openUp(t *testing.T, dirs ...string) {
	t.Helper()
	for _, dir := range dirs {
		for d := dir; strings.HasPrefix(d, os.TempDir()+"/"); d = filepath.Dir(d) {
			info, err := os.Stat(d)
			if err == nil {
				err = os.Chmod(d, info.Mode().Perm()|0o555)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// What will not suffice is said before the run starts, with the figure that is
// missing, and stands in the run.
func TestMissingDiskIsSaidBefore(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("mounting a small disk needs root")
	}
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=16m"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(disk, syscall.MNT_DETACH) })
	dir := filepath.Join(disk, "run")
	r := maestudio(t, pretrain(pictures(t, 40), dir, "--epochs", "1")...)
	if r.code != 0 || !strings.Contains(r.err, "of disk and 17 MB are free where it is to be: 25 MB are missing. Free some space") {
		t.Errorf("exit code %d, stderr %q", r.code, r.err)
	}
	events, err := os.ReadFile(filepath.Join(dir, "events.jsonl"))
	if first, _, _ := strings.Cut(string(events), "\n"); err != nil || !strings.Contains(first, `"event":"warning"`) || !strings.Contains(first, "25 MB are missing") {
		t.Errorf("the run begins with %s", first)
	}
	nowhere := filepath.Join(disk, "no-pictures") // which would be the next to be said
	r = maestudio(t, pretrain(nowhere, dir, "--dry-run")...)
	if missing, folder := strings.Index(r.err, "are missing. Free some space"), strings.Index(r.err, nowhere); missing < 0 || folder < missing {
		t.Errorf("what sizes tell is not said before pictures are looked at: %q", r.err)
	}
	dry := maestudio(t, pretrain(pictures(t, 40), filepath.Join(disk, "dry"), "--dry-run")...)
	if strings.Count(dry.err, "are missing") != 1 {
		t.Errorf("it is not said once: %q", dry.err)
	}
}

// A verb that has nothing to lose ends with a sentence too, and not by the signal.
func TestInterruptedWhileReading(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "run.toml")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	p := begin(t, exec.Command(program, "info", dir))
	w, err := os.OpenFile(pipe, os.O_WRONLY, 0) // waits until it is read
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	p.cmd.Process.Signal(os.Interrupt)
	if r := p.wait(t); r.code != 130 || !isSentence(r.err) || !strings.Contains(r.err, "nothing was changed") {
		t.Errorf("exit code %d, stderr %q", r.code, r.err)
	}
}
