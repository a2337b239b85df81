//go:build !nowindow && linux

package desktop_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// desktop is a screen of its own with a window manager, the program, and what
// a person does with mouse and keyboard.
type desktop struct {
	t       *testing.T
	home    string
	bin     string
	env     []string
	user    *syscall.SysProcAttr // who runs the program; nil: who runs the test
	message bool                 // the desktop showed a message
	program *exec.Cmd
	ended   chan struct{} // closed when the program has ended; nil once that was meant
	window  string
}

// need skips where a tool is missing, except where the window must be tested.
func need(t *testing.T, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			if strings.Contains(os.Getenv("MAESTUDIO_REQUIRE"), "window") {
				t.Fatalf("%s is missing", tool)
			}
			t.Skipf("%s is missing", tool)
		}
	}
}

// slow skips a test of make e2e in make test.
func slow(t *testing.T) {
	t.Helper()
	if os.Getenv("MAESTUDIO_SLOW") == "" {
		t.Skip("takes a while; make e2e runs it")
	}
}

func newDesktop(t *testing.T) *desktop { return newScreen(t, "+extension", "GLX") }

// newScreen makes a desktop whose X server has some flags.
func newScreen(t *testing.T, flags ...string) *desktop {
	t.Helper()
	if testing.Short() {
		t.Skip("opens a real window")
	}
	need(t, "Xvfb", "openbox", "xdotool")
	d := &desktop{t: t, home: t.TempDir(), bin: programs(t)}
	t.Cleanup(d.endAll) // after all else has ended, and before the folder is removed
	display := fmt.Sprintf(":%d", 90+os.Getpid()%900)
	d.env = append(os.Environ(), "DISPLAY="+display, "HOME="+d.home, "XDG_CONFIG_HOME="+d.home+"/config", "XDG_CACHE_HOME="+d.home+"/cache",
		"WAYLAND_DISPLAY=", "LANG=C.UTF-8", "LC_ALL=C.UTF-8")
	answered(t, d.home)
	// Without -noreset the server begins anew, and ends the window manager, when
	// the tool that looked whether it is there was its only guest.
	d.background("Xvfb", append([]string{display, "-screen", "0", "1400x900x24", "-noreset"}, flags...)...)
	d.wait("the screen", func() bool { return d.command("xdotool", "getdisplaygeometry") == nil })
	d.background("openbox")
	// A window that opens while the window manager starts may never be shown.
	d.wait("the window manager", func() bool { return d.command("xdotool", "get_num_desktops") == nil })
	return d
}

// endAll ends the workers that a test leaves behind: one that was stopped still writes
// its report, and nothing may write where a folder is being removed.
func (d *desktop) endAll() {
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		left := d.atHome()
		if len(left) == 0 {
			return
		}
		if time.Now().After(end) {
			d.t.Errorf("the processes %v do not end", left)
			return
		}
		for _, pid := range left {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

// atHome are the processes whose home is the test's.
func (d *desktop) atHome() (pids []int) {
	all, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range all {
		env, _ := os.ReadFile(path) // of one that has ended there is nothing to read
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path))); err == nil && bytes.Contains(env, []byte("HOME="+d.home+"\x00")) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// answered is a person who has said before that runs go on without the window.
func answered(t *testing.T, home string) {
	t.Helper()
	dir := filepath.Join(home, "config", "maestudio")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "settings.toml"), []byte("closing = \"go on\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

var built struct {
	once sync.Once
	dir  string
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	_ = os.RemoveAll(built.dir)
	os.Exit(code)
}

// programs builds the window and its worker, once for all tests. Where the
// environment names a folder, the programs there are tested: installed ones.
func programs(t *testing.T) (dir string) {
	t.Helper()
	if dir := os.Getenv("MAESTUDIO_PROGRAMS"); dir != "" {
		return dir
	}
	built.once.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "maestudio-e2e"); built.err != nil {
			return
		}
		_ = os.Chmod(built.dir, 0o755) // another user runs it too
		for name, tags := range map[string]string{"maestudio": os.Getenv("MAESTUDIO_TAGS"), "maestudio-cli": "nowindow"} {
			if out, err := exec.Command("go", "build", "-tags", tags, "-o", filepath.Join(built.dir, name), "maestudio").CombinedOutput(); err != nil {
				built.err = fmt.Errorf("%w\n%s", err, out)
			}
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.dir
}

// background starts a program that ends with the test.
func (d *desktop) background(name string, args ...string) {
	d.t.Helper()
	c := exec.Command(name, args...)
	c.Env = d.env
	if err := c.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
}

func (d *desktop) command(name string, args ...string) error {
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	c := exec.CommandContext(ctx, name, args...)
	c.Env = d.env
	return c.Run()
}

func (d *desktop) output(name string, args ...string) string {
	c := exec.Command(name, args...)
	c.Env = d.env
	out, _ := c.Output()
	return strings.TrimSpace(string(out))
}

// patience is generous: a busy machine fails no test.
const patience = 5 * time.Minute

// wait polls until something is true.
func (d *desktop) wait(what string, is func() bool) {
	d.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if is() {
			return
		}
		select {
		case <-d.ended:
			d.t.Fatalf("the program ended (%v) before %s", d.program.ProcessState, what)
		case <-time.After(200 * time.Millisecond):
		}
	}
	d.t.Fatalf("waited in vain for %s; the window's title is %q", what, d.title())
}

// open starts the program and waits until it answers.
func (d *desktop) open() {
	d.t.Helper()
	d.launch()
	// The window manager has placed it, and it draws, when it answers a key.
	d.act("an answer to a key", func() { _ = d.press("ctrl+2") }, func() bool { return d.shows("How big should the model be?") })
}

// launch starts the program and waits for its window.
func (d *desktop) launch(args ...string) {
	d.t.Helper()
	var log bytes.Buffer
	d.program = exec.Command(filepath.Join(d.bin, "maestudio"), args...)
	d.program.Env, d.program.Dir, d.program.Stderr, d.program.SysProcAttr = d.env, d.home, &log, d.user
	if err := d.program.Start(); err != nil {
		d.t.Fatal(err)
	}
	program, ended := d.program, make(chan struct{})
	d.ended = ended
	go func() { _ = program.Wait(); close(ended) }()
	d.t.Cleanup(func() {
		_ = program.Process.Kill()
		<-ended
		if strings.Contains(log.String(), "Fyne call thread") { // which the released program no longer looks for
			d.t.Error("something was done to the window from outside its goroutine")
		}
		if d.t.Failed() {
			d.t.Logf("the program wrote:\n%s", log.String())
		}
	})
	d.wait("the window", func() bool {
		d.window = d.output("xdotool", "search", "--onlyvisible", "--pid", strconv.Itoa(program.Process.Pid), "--name", "MAE Studio")
		d.window, _, _ = strings.Cut(d.window, "\n")
		return d.window != ""
	})
}

// shows tells whether the window's title has some words in it.
func (d *desktop) shows(words string) bool { return strings.Contains(d.title(), words) }

func (d *desktop) title() string { return d.output("xdotool", "getwindowname", d.window) }

func (d *desktop) waitTitle(words string) {
	d.t.Helper()
	d.wait(fmt.Sprintf("a title with %q", words), func() bool { return strings.Contains(d.title(), words) })
}

// press types keys into the window, if it listens.
func (d *desktop) press(keys ...string) error {
	return d.command("xdotool", append([]string{"windowfocus", "--sync", d.window, "key", "--delay", "60"}, keys...)...)
}

func (d *desktop) key(keys ...string) {
	d.t.Helper()
	if err := d.press(keys...); err != nil {
		d.t.Fatalf("%v: %v", keys, err)
	}
}

// act does something again and again until it has shown an effect: a key that
// came while the window was busy with something else is not missed then.
func (d *desktop) act(what string, do func(), is func() bool) {
	d.t.Helper()
	tried := time.Time{}
	d.wait(what, func() bool {
		if is() {
			return true
		}
		if time.Since(tried) > 20*time.Second {
			tried = time.Now()
			do()
		}
		return is()
	})
}

// closeWindow closes the window as its frame's button does.
func (d *desktop) closeWindow() {
	d.t.Helper()
	d.key("alt+F4")
	d.waitEnded()
}

// waitEnded waits until the program, which was told to, has ended.
func (d *desktop) waitEnded() {
	d.t.Helper()
	select {
	case <-d.ended:
		d.ended = nil
	case <-time.After(patience):
		d.t.Fatal("the window does not close")
	}
}

// events returns what the first run wrote so far.
func (d *desktop) events() string {
	files, _ := filepath.Glob(filepath.Join(d.home, "MAE Studio", "*", "events.jsonl"))
	if len(files) == 0 {
		return ""
	}
	data, _ := os.ReadFile(files[0])
	return string(data)
}

func (d *desktop) steps() int { return strings.Count(d.events(), `"event":"step"`) }

// worker returns the process that trains.
func (d *desktop) worker() int {
	_, rest, _ := strings.Cut(d.events(), `"pid":`)
	all := strings.Split(d.events(), `"pid":`)
	if rest == "" {
		return 0
	}
	end := strings.IndexAny(all[len(all)-1], ",}")
	pid, _ := strconv.Atoi(strings.TrimSpace(all[len(all)-1][:max(0, end)]))
	return pid
}
