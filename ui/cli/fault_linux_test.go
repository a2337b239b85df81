package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"maestudio/core/crash"
)

// A worker that dies of a fault, here a wild pointer's signal, leaves a report that
// says of what program it is and not what it worked on.
func TestWorkerThatCrashesLeavesAReport(t *testing.T) {
	data, dir, state := pictures(t, 60), filepath.Join(t.TempDir(), "run"), t.TempDir()
	c := exec.Command(program, slicesOf("pretrain", "--data", data, "--out", dir, small, "--epochs", "2000")...)
	c.Env = append(os.Environ(), "XDG_CACHE_HOME="+cacheHome(t), "XDG_STATE_HOME="+state)
	p := begin(t, c)
	learns := func() bool {
		events, _ := os.ReadFile(filepath.Join(dir, "events.jsonl"))
		return strings.Contains(string(events), `"event":"start"`)
	}
	for end := time.Now().Add(time.Minute); !learns(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it does not begin to learn")
		}
	}
	if err := syscall.Kill(workerOf(t, dir), syscall.SIGSEGV); err != nil {
		t.Fatal(err)
	}
	if r := p.wait(t); r.code == 0 {
		t.Fatal("it outlived the fault")
	}
	reports := crash.Untold(filepath.Join(state, "maestudio", "crashes"))
	if len(reports) != 1 {
		t.Fatalf("there are %d reports", len(reports))
	}
	text := reports[0].Text
	for _, want := range []string{"MAE Studio 0.0.0 (commit unknown", "SIGSEGV", "goroutine "} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %s", want, text)
		}
	}
	if strings.Contains(text, data) || strings.Contains(text, dir) {
		t.Error("the report names the pictures or the run")
	}
}
