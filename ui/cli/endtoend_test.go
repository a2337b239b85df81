package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The tests of this file's package run the program as a person does: as a
// process, judged by its exit code and by what it prints.

var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "maestudio-cli-")
	if err == nil {
		program = filepath.Join(dir, "maestudio-cli")
		var out []byte
		out, err = exec.Command("go", "build", "-o", program, "maestudio").CombinedOutput()
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

// begin starts the program; what of its output is not spoken for is kept.
// Caches go to a folder of the test's own.
func begin(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{cmd: cmd}
	if cmd.Stdout == nil {
		cmd.Stdout = &p.out
	}
	if cmd.Stderr == nil {
		cmd.Stderr = &p.err
	}
	if cmd.Env == nil {
		cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+cacheHome(t))
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return p
}

func cacheHome(t *testing.T) string {
	return filepath.Join(filepath.Dir(program), "cache")
}

// wait waits for the end, at most two minutes.
func (p *process) wait(t *testing.T) result {
	t.Helper()
	late := time.AfterFunc(2*time.Minute, func() { p.cmd.Process.Kill() })
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
