//go:build !nowindow && linux

package desktop_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// dialogWindow waits for a window of the system with a name and returns it.
func (d *desktop) dialogWindow(name string) (id string) {
	d.t.Helper()
	d.wait("the dialog "+name, func() bool {
		id, _, _ = strings.Cut(d.output("xdotool", "search", "--onlyvisible", "--name", name), "\n")
		return id != ""
	})
	return id
}

func (d *desktop) gone(id string) bool {
	return !strings.Contains(d.output("xdotool", "search", "--onlyvisible", "--name", "."), id)
}

// The system's own dialog: cancelled it changes nothing, asked twice it opens
// once, and the folder typed into it is looked through.
func TestSystemDialog(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	pictures := d.pictures(7)
	d.open()
	d.key("ctrl+o")
	id := d.dialogWindow("^Open Folder$")
	d.act("the end of the dialog", func() { _ = d.command("xdotool", "windowfocus", "--sync", id, "key", "Escape") }, func() bool { return d.gone(id) })
	d.act("another dialog", func() { d.key("ctrl+o") }, func() bool {
		return d.output("xdotool", "search", "--onlyvisible", "--name", "^Open Folder$") != ""
	})
	id = d.dialogWindow("^Open Folder$")
	d.act("the pictures", func() {
		_ = d.command("xdotool", "windowfocus", "--sync", id, "key", "alt+Home", "sleep", "2", "type", "--delay", "40", pictures)
		_ = d.command("xdotool", "sleep", "2", "key", "Return")
	}, func() bool { return d.shows("7 pictures are ready") })
}

// Two windows look at one run: what one does, the other shows.
func TestSecondWindow(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	d.open()
	d.start(d.pictures(900)) // more than it learns from before it is paused, on any machine
	first := d.window
	d.open()
	d.act("the run", func() { d.key("ctrl+3") }, func() bool { return d.shows("%") })
	d.act("the pause", func() { d.key("space") }, func() bool { return d.happened(`"event":"paused"`) > 0 })
	d.waitTitle("Paused")
	_ = d.program.Process.Kill() // one that crashes takes nothing with it
	d.waitEnded()
	d.window = first
	d.waitTitle("Paused")
	if n := len(d.runs()); n != 1 {
		t.Errorf("two windows made %d runs", n)
	}
}

// runs lists the run folders.
func (d *desktop) runs() []string {
	all, _ := filepath.Glob(filepath.Join(d.home, "MAE Studio", "*", "run.toml"))
	return all
}

func TestFolderAsArgument(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	pictures := d.pictures(5)
	d.launch(pictures)
	d.waitTitle("5 pictures are ready")
}

// A picture dragged out of a browser is an address on the network: the window
// says so, and the next folder is welcome.
func TestDropOutOfABrowser(t *testing.T) {
	d := newDesktop(t)
	d.open()
	d.act("the pictures' screen, whose title says what is wrong there", func() { d.key("ctrl+1") }, func() bool { return !d.shows("How big") })
	d.dropURI("https://example.org/a%20cat.jpg")
	d.waitTitle("This is an address on the network")
	d.drop(d.pictures(3))
	d.waitTitle("3 pictures are ready")
}

// Start pressed twice in a row makes one run.
func TestStartPressedTwice(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	d.open()
	d.drop(d.pictures(60))
	d.waitTitle("60 pictures are ready")
	d.act("the model", func() { d.key("ctrl+2") }, func() bool { return d.shows("How big should the model be?") })
	d.key("Escape", "Tab", "Tab", "Return", "Return", "Return")
	d.wait("the first steps", func() bool { return d.steps() > 1 })
	d.endWorker()
	if n := len(d.runs()); n != 1 {
		t.Errorf("three presses made %d runs", n)
	}
}

func (d *desktop) endWorker() {
	if pid := d.worker(); pid > 0 {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// quits runs the program where it cannot show a window and returns its exit
// code and what it wrote.
func (d *desktop) quits(env ...string) (code int, wrote string) {
	d.t.Helper()
	var log bytes.Buffer
	c := exec.Command(filepath.Join(d.bin, "maestudio"))
	c.Env, c.Stderr = append(d.env, env...), &log
	if err := c.Start(); err != nil {
		d.t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { _ = c.Wait(); close(done) }()
	defer func() { _ = c.Process.Kill() }()
	for end := time.After(patience); ; {
		select {
		case <-done:
			return c.ProcessState.ExitCode(), log.String()
		case <-end:
			d.t.Fatalf("it does not end; it wrote %q", log.String())
		case <-time.After(500 * time.Millisecond): // a message of the desktop is read and closed
			for id := range strings.Lines(d.output("xdotool", "search", "--onlyvisible", "--pid", fmt.Sprint(c.Process.Pid))) {
				d.message = true
				_ = d.command("xdotool", "windowfocus", strings.TrimSpace(id), "key", "Return")
			}
		}
	}
}

// Where no window can be shown the program says so in one sentence, names what
// works there, and ends; where there is a desktop, in a message as well.
func TestNoWindowHere(t *testing.T) {
	for name, c := range map[string]struct {
		flags   []string
		env     []string
		want    string
		message bool
	}{
		"no display":         {nil, []string{"DISPLAY="}, "There is no display here", false},
		"a display too many": {nil, []string{"DISPLAY=:9876"}, "The display :9876", false},
		"no OpenGL":          {[]string{"-extension", "GLX"}, nil, "no OpenGL", true},
	} {
		t.Run(name, func(t *testing.T) {
			d := newScreen(t, c.flags...)
			code, wrote := d.quits(c.env...)
			var own []string // Fyne writes lines of its own where it does not know the locale
			for l := range strings.Lines(wrote) {
				if strings.HasPrefix(l, "maestudio: ") {
					own = append(own, l)
				}
			}
			line := strings.TrimSpace(strings.Join(own, ""))
			if code != 1 || strings.Contains(line, "\n") || !strings.Contains(line, c.want) {
				t.Errorf("exit code %d and %q", code, wrote)
			}
			for _, word := range []string{"maestudio-cli", "pretrain", "train", "reconstruct", "scan", "info", "devices", "bench"} {
				if !strings.Contains(line, word) {
					t.Errorf("it does not name %s: %q", word, line)
				}
			}
			if d.message != c.message {
				t.Errorf("a message: %v, want %v", d.message, c.message)
			}
		})
	}
}

// A folder that only another user may open.
func TestFolderThatCannotBeRead(t *testing.T) {
	slow(t)
	if os.Getuid() != 0 {
		t.Skip("runs the program as another user, which only root can")
	}
	d := newDesktop(t)
	const nobody = 65534
	for _, dir := range []string{filepath.Dir(d.home), d.home} {
		if err := os.Chmod(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	d.user = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	closed := filepath.Join(d.home, "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	d.open()
	d.drop(closed)
	d.waitTitle("closed cannot be opened: ")
	d.waitAlive()
	d.drop(d.pictures(4)) // which are readable
	d.waitTitle("4 pictures are ready")
}

// waitAlive waits until the window answers keys: it goes to Settings' neighbour
// and back.
func (d *desktop) waitAlive() {
	d.t.Helper()
	d.act("an answer", func() { d.key("Escape", "ctrl+2") }, func() bool { return d.shows("How big should the model be?") })
	d.act("an answer", func() { d.key("ctrl+1") }, func() bool { return !d.shows("How big") })
}

// All of shared/data/broken, with what version control cannot keep, dropped on
// the window: it says what is in it, and answers all the time.
func TestBrokenFolder(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	dir := brokenFolder(t)
	d.open()
	d.drop(dir)
	d.waitAlive()
	d.waitTitle("pictures are ready")
	d.waitAlive()
}

// brokenFolder copies shared/data/broken and completes it.
func brokenFolder(t *testing.T) string {
	t.Helper()
	from, err := filepath.Abs("../../../shared/data/broken")
	if err == nil {
		_, err = os.Stat(from)
	}
	if err != nil {
		if strings.Contains(os.Getenv("MAESTUDIO_REQUIRE"), "shared") {
			t.Fatal("needs shared/data/broken beside the repository, which is not there")
		}
		t.Skip("needs shared/data/broken beside the repository, which is not there")
	}
	dir := filepath.Join(t.TempDir(), "broken")
	for _, c := range [][]string{{"cp", "-r", from, dir}, {"sh", filepath.Join(dir, "make_special.sh")}} {
		if out, err := exec.Command(c[0], c[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", c, err, out)
		}
	}
	t.Cleanup(func() { // else the folder cannot be removed
		_ = exec.Command("chmod", "-R", "u+rwx", dir).Run()
	})
	return dir
}

// A hundred thousand pictures: the window answers while it looks through them,
// and scrolls.
func TestHundredThousandPictures(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	dir := filepath.Join(t.TempDir(), "many")
	for i := range 100_000 {
		if i%1000 == 0 {
			if err := os.MkdirAll(filepath.Join(dir, fmt.Sprintf("%03d", i/1000)), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%03d/%06d.bmp", i/1000, i)), bitmap(i), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	d.open()
	d.drop(dir)
	d.waitAlive()
	d.waitTitle("100,000 pictures are ready")
	for range 5 {
		if err := d.command("xdotool", "mousemove", "--window", d.window, "800", "500", "click", "--repeat", "20", "--delay", "20", "5"); err != nil {
			t.Fatal(err)
		}
		d.waitAlive()
	}
}

// bitmap is a BMP file of 8 x 8 pixels that differs for each i.
func bitmap(i int) []byte {
	const head, side = 54, 8
	data := make([]byte, head+side*side*3)
	copy(data, "BM")
	for at, v := range map[int]int{2: len(data), 10: head, 14: 40, 18: side, 22: side, 26: 1 | 24<<16} {
		for b := range 4 {
			data[at+b] = byte(v >> (8 * b))
		}
	}
	for p := head; p < len(data); p++ {
		data[p] = byte(i>>(p%3*8)) ^ byte(p*7)
	}
	return data
}

// Pictures that are removed while they are looked at, and while a model learns
// from them, freeze nothing.
func TestFolderRemovedInUse(t *testing.T) {
	slow(t)
	d := newDesktop(t)
	pictures := d.pictures(900) // more than it learns from before it is looked at, on any machine
	d.open()
	d.start(pictures)
	if err := os.RemoveAll(pictures); err != nil {
		t.Fatal(err)
	}
	d.waitAlive()
	d.drop(d.pictures(3))
	d.waitTitle("3 pictures are ready")
	d.endWorker()
	// It went on from what it had decoded until it was ended, or missed the pictures before.
	d.act("the run", func() { d.key("ctrl+3") }, func() bool { return d.shows("Stopped unexpectedly") || d.shows("the pictures are gone") })
}
