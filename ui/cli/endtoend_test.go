package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The tests of this file's package run the program as a person does: as a
// process, judged by its exit code and by what it prints.

var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "maestudio-cli-")
	if err == nil {
		err = keptAwake(dir)
	}
	if err == nil {
		program = filepath.Join(dir, "maestudio-cli")
		var out []byte
		out, err = exec.Command("go", "build", "-tags", "nowindow", "-o", program, "maestudio").CombinedOutput()
		if err != nil {
			err = fmt.Errorf("%v\n%s", err, out)
		}
	}
	code := 1
	if err == nil {
		code = m.Run()
	} else {
		fmt.Fprintln(os.Stderr, "the program does not build:", err)
	}
	os.RemoveAll(dir)
	os.Exit(code)
}

// keptAwake puts a program into the place of systemd-inhibit, which holds no lock and
// ends with its input: no test depends on what the machine allows.
func keptAwake(dir string) error {
	if err := os.WriteFile(filepath.Join(dir, "systemd-inhibit"), []byte("#!/bin/sh\nexec cat\n"), 0o755); err != nil {
		return err
	}
	return os.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// result is what a process leaves behind.
type result struct {
	code     int
	out, err string
}

// maestudio runs the program to its end.
func maestudio(t *testing.T, args ...string) result {
	t.Helper()
	p := begin(t, exec.Command(program, args...))
	return p.wait(t)
}

// process is the program while it runs.
type process struct {
	cmd      *exec.Cmd
	out, err bytes.Buffer
}

// fails runs the program and checks that it fails as it should: the exit code,
// one sentence on stderr with all the wanted parts, nothing of its insides.
func fails(t *testing.T, code int, want string, args ...string) result {
	t.Helper()
	r := maestudio(t, args...)
	if r.code != code {
		t.Errorf("%q: exit code %d, want %d; stderr %q", args, r.code, code, r.err)
	}
	if !isSentence(r.err) || !strings.Contains(r.err, want) {
		t.Errorf("%q: stderr is %q; want one sentence with %q", args, r.err, want)
	}
	return r
}

// begin starts the program; what of its output is not spoken for is kept.
// Caches and reports of faults go to a folder of the test's own.
func begin(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{cmd: cmd}
	if cmd.Args[0] == program {
		cmd.Args[0] = "maestudio" // which hints then name
	}
	if cmd.Stdout == nil {
		cmd.Stdout = &p.out
	}
	if cmd.Stderr == nil {
		cmd.Stderr = &p.err
	}
	if cmd.Env == nil {
		cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+cacheHome(t), "XDG_STATE_HOME="+filepath.Join(filepath.Dir(program), "state"))
	}
	// A process inherits what its parent ignores, and tests may run under nohup
	// or in the background; what the parent catches it gets back to normal.
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(caught)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return p
}

func cacheHome(t *testing.T) string {
	return filepath.Join(filepath.Dir(program), "cache")
}

// wait waits for the end, at most eight minutes: the machine may be busy.
func (p *process) wait(t *testing.T) result {
	t.Helper()
	late := time.AfterFunc(8*time.Minute, func() { p.cmd.Process.Kill() })
	err := p.cmd.Wait()
	if !late.Stop() {
		t.Fatalf("%v did not end", p.cmd.Args)
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{p.cmd.ProcessState.ExitCode(), p.out.String(), p.err.String()}
}

// isSentence tells whether a text is what stderr should hold after a failure:
// one line that begins with the program's name and ends like a sentence.
func isSentence(text string) bool {
	line, rest, _ := strings.Cut(text, "\n")
	return rest == "" && strings.HasPrefix(line, "maestudio: ") && strings.HasSuffix(line, ".")
}

// shared returns a file or folder of shared/ beside the repository, as the
// package testdata of core/ does for tests there.
func shared(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if strings.Contains(os.Getenv("MAESTUDIO_REQUIRE"), "shared") {
		t.Fatalf("needs shared/%s beside the repository, which is not there", name)
	}
	t.Skipf("needs shared/%s beside the repository, which is not there", name)
	return ""
}

// picture writes a picture of noise, so that no two are copies.
func picture(t *testing.T, path string, side int, seed uint64) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = byte(random.Uint32()) | 255*byte(i%4/3)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(png.Encode(f, img), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// pictures makes a folder with n of them.
func pictures(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		picture(t, filepath.Join(dir, fmt.Sprintf("%03d.png", i)), 40, uint64(i))
	}
	return dir
}
