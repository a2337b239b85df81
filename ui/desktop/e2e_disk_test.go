//go:build !nowindow && linux

package desktop_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// disk is a folder that is mounted a second time by a process of its own. While that
// is stopped, the disk answers nothing: as one on a network that is gone.
type disk struct {
	at      string
	process *os.Process
	t       *testing.T
}

// mounted makes a disk of a folder, below another.
func mounted(t *testing.T, folder, at string, options ...string) *disk {
	t.Helper()
	need(t, "bindfs")
	if err := os.MkdirAll(at, 0o755); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("bindfs", append(options, "-f", folder, at)...)
	var said strings.Builder
	c.Stderr = &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = c.Wait(); close(ended) }()
	k := &disk{at, c.Process, t}
	t.Cleanup(func() {
		k.answer()
		_ = syscall.Unmount(at, syscall.MNT_DETACH)
		_ = exec.Command("fusermount", "-uz", at).Run() // who is not root asks for it
		_ = c.Process.Kill()
		<-ended
	})
	listed := " " + strings.ReplaceAll(at, " ", `\040`) + " "
	for {
		if mounts, err := os.ReadFile("/proc/self/mounts"); err == nil && strings.Contains(string(mounts), listed) {
			return k
		}
		select {
		case <-ended:
			t.Skipf("nothing can be mounted here: %s", said.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// hang keeps the disk from answering until answer is called.
func (k *disk) hang() { k.signal(syscall.SIGSTOP) }

func (k *disk) answer() { k.signal(syscall.SIGCONT) }

func (k *disk) signal(s os.Signal) {
	if err := k.process.Signal(s); err != nil {
		k.t.Errorf("the disk has ended: %v", err)
	}
}

// A disk that hangs when a folder of it is dropped, and in the middle of looking
// through it: the window says so, answers, and goes on when the disk does.
func TestPicturesOnADiskThatHangs(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	k := mounted(t, filepath.Join(d.pictures(300), "deeper"), filepath.Join(t.TempDir(), "disk"), "--read-rate=50k")
	d.open()
	k.hang()
	d.drop(k.at)
	d.waitAlive()
	d.drop(d.pictures(3))
	d.waitTitle("3 pictures are ready")
	k.answer()
	d.key("ctrl+2")
	d.drop(k.at)
	d.waitTitle("pictures so far")
	k.hang()
	d.waitTitle("The disk does not answer")
	d.waitAlive()
	k.answer()
	d.waitTitle("300 pictures are ready")
}

// The disk with the runs hangs while one learns: that is told, every screen can be
// gone to, and the run is seen again when the disk answers. With the disk silent the
// window closes as always.
func TestRunsOnADiskThatHangs(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	k := mounted(t, t.TempDir(), filepath.Join(d.home, "MAE Studio"))
	pictures := d.pictures(900)
	d.open()
	d.start(pictures)
	k.hang()
	d.waitTitle("The disk does not answer")
	d.key("space") // asks for a pause, which cannot be given now
	for range 2 {
		for _, screen := range []string{runsKeys, "ctrl+5", "ctrl+4", "ctrl+1", "ctrl+3"} {
			d.key(screen)
		}
		d.waitAlive()
	}
	d.act("the model", func() { d.key("ctrl+2") }, func() bool { return d.shows("How big should the model be?") })
	d.drop(d.pictures(3)) // instead of the others
	d.waitTitle("3 pictures are ready")
	k.answer()
	d.wait("the pause", func() bool { return d.happened(`"event":"paused"`) > 0 })
	d.act("the run", func() { d.key("ctrl+3") }, func() bool { return d.shows("Paused") })
	k.hang()
	d.closeWindow()
	k.answer()
}
