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
	program *exec.Cmd
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

func newDesktop(t *testing.T) *desktop {
	if testing.Short() {
		t.Skip("opens a real window")
	}
	need(t, "Xvfb", "openbox", "xdotool")
	d := &desktop{t: t, home: t.TempDir(), bin: t.TempDir()}
	display := fmt.Sprintf(":%d", 90+os.Getpid()%900)
	d.env = append(os.Environ(), "DISPLAY="+display, "HOME="+d.home, "XDG_CONFIG_HOME="+d.home+"/config", "XDG_CACHE_HOME="+d.home+"/cache", "LANG=en_US.UTF-8")
	d.build("maestudio")
	d.build("maestudio-cli", "-tags", "nowindow")
	d.background("Xvfb", display, "-screen", "0", "1400x900x24", "+extension", "GLX")
	d.wait("the screen", func() bool { return d.command("xdotool", "getdisplaygeometry") == nil })
	d.background("openbox")
	return d
}

func (d *desktop) build(name string, flags ...string) {
	d.t.Helper()
	args := append(append([]string{"build"}, flags...), "-o", filepath.Join(d.bin, name), "maestudio")
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		d.t.Fatalf("%v\n%s", err, out)
	}
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
	ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
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

// wait polls until something is true.
func (d *desktop) wait(what string, is func() bool) {
	d.t.Helper()
	for end := time.Now().Add(90 * time.Second); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if is() {
			return
		}
	}
	d.t.Fatalf("waited in vain for %s; the window's title is %q", what, d.title())
}

// open starts the program and waits for its window.
func (d *desktop) open() {
	d.t.Helper()
	var log bytes.Buffer
	d.program = exec.Command(filepath.Join(d.bin, "maestudio"))
	d.program.Env, d.program.Stderr = d.env, &log
	if err := d.program.Start(); err != nil {
		d.t.Fatal(err)
	}
	program := d.program
	d.t.Cleanup(func() {
		_ = program.Process.Kill()
		_ = program.Wait()
		if d.t.Failed() {
			d.t.Logf("the program wrote:\n%s", log.String())
		}
	})
	d.wait("the window", func() bool {
		d.window = d.output("xdotool", "search", "--onlyvisible", "--pid", strconv.Itoa(program.Process.Pid), "--name", "MAE Studio")
		d.window, _, _ = strings.Cut(d.window, "\n")
		return d.window != ""
	})
	time.Sleep(time.Second) // until the window manager has placed it
}

func (d *desktop) title() string { return d.output("xdotool", "getwindowname", d.window) }

func (d *desktop) waitTitle(words string) {
	d.t.Helper()
	d.wait(fmt.Sprintf("a title with %q", words), func() bool { return strings.Contains(d.title(), words) })
}

func (d *desktop) click(x, y int) {
	d.t.Helper()
	if err := d.command("xdotool", "mousemove", "--window", d.window, strconv.Itoa(x), strconv.Itoa(y), "click", "1"); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desktop) key(keys string) {
	d.t.Helper()
	if err := d.command("xdotool", "windowfocus", "--sync", d.window, "key", keys); err != nil {
		d.t.Fatal(err)
	}
}

// closeWindow closes the window as its frame's button does.
func (d *desktop) closeWindow() {
	d.t.Helper()
	d.key("alt+F4")
	done := make(chan error, 1)
	go func() { done <- d.program.Wait() }()
	select {
	case <-done:
	case <-time.After(60 * time.Second):
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

// TestDropTrainCloseReopenResume goes the way a person goes: drop a folder,
// choose a size, start, pause, go on, close the window while it learns, open it
// again, have the worker killed, go on, stop.
func TestDropTrainCloseReopenResume(t *testing.T) {
	d := newDesktop(t)
	pictures := d.pictures(150)
	d.open()
	d.drop(pictures)
	d.waitTitle("150 pictures are ready")
	d.click(1164, 50) // Choose a model
	d.waitTitle("How big should the model be?")
	d.click(1174, 50) // Start training
	d.wait("the first steps", func() bool { return d.steps() > 1 })
	t.Cleanup(func() {
		if pid := d.worker(); pid > 0 {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	})
	d.waitTitle("%")

	d.key("space")
	d.wait("the pause", func() bool { return strings.Contains(d.events(), `"event":"paused"`) })
	d.waitTitle("Paused")
	before := d.steps()
	d.key("space")
	d.wait("more steps", func() bool { return d.steps() > before })

	before = d.steps()
	d.closeWindow()
	d.wait("steps without a window", func() bool { return d.steps() > before })

	d.open()
	d.key("ctrl+3")
	d.waitTitle("%")
	if err := syscall.Kill(d.worker(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	d.waitTitle("Stopped: the last good state is kept")
	starts := strings.Count(d.events(), `"event":"start"`)
	d.key("space")
	d.wait("the worker that goes on", func() bool { return strings.Count(d.events(), `"event":"start"`) > starts })

	d.click(1200, 50) // Stop
	d.wait("the stop", func() bool { return strings.Contains(d.events(), `"stopped":true`) })
	d.closeWindow()
}
