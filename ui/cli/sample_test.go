package cli_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// The self-test with the built-in sample: how far quick must be after 52 steps.
// It must beat leaving the hidden patches flat, which costs about 0.99, by a margin;
// 0.75 was reached when this was written.
const (
	passEpochs = "4"
	passSteps  = 52
	passLoss   = 0.85
	passMargin = 0.12 // below the guess of one flat colour, measured in the same run
)

func TestSampleTeaches(t *testing.T) {
	if testing.Short() {
		t.Skip("draws 900 pictures and trains on them for most of a minute")
	}
	dir := filepath.Join(t.TempDir(), "run")
	r := maestudio(t, "pretrain", "--sample", "--out", dir, "--epochs", passEpochs, "--json")
	if r.code != 0 {
		t.Fatalf("exit code %d: %s", r.code, r.err)
	}
	var last struct {
		Event     string
		Step      int
		ValLoss   float64 `json:"val_loss"`
		GuessFlat float64 `json:"guess_flat"`
	}
	for line := range strings.Lines(r.out) {
		if strings.HasPrefix(line, `{"event":"epoch"`) || strings.HasPrefix(line, `{"event":"start"`) {
			if err := json.Unmarshal([]byte(line), &last); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("validation loss after %d steps: %.4f", last.Step, last.ValLoss)
	if last.Step != passSteps || last.ValLoss == 0 || last.ValLoss > passLoss {
		t.Errorf("after %d steps the validation loss is %v; after %d it must be below %v", last.Step, last.ValLoss, passSteps, passLoss)
	}
	if last.GuessFlat == 0 || last.ValLoss > last.GuessFlat-passMargin {
		t.Errorf("the validation loss is %v and flat patches cost %v: it must be better by %v", last.ValLoss, last.GuessFlat, passMargin)
	}
}

// Before there is a step, an interruption does not speak of one.
func TestStoppedWhileDrawing(t *testing.T) {
	cache := t.TempDir()
	cmd := exec.Command(program, "pretrain", "--sample", "--out", filepath.Join(t.TempDir(), "run"))
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+cache)
	p := begin(t, cmd)
	for first := filepath.Join(cache, "maestudio", "sample", "*", "*.png"); ; time.Sleep(10 * time.Millisecond) {
		if drawn, _ := filepath.Glob(first); len(drawn) > 0 {
			break
		}
	}
	p.cmd.Process.Signal(os.Interrupt)
	r := p.wait(t)
	if r.code != 130 || !isSentence(r.err) || !strings.Contains(r.out, "stopping; Ctrl-C again stops at once") {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
}

// Where the system lets no folder for caches be made.
func TestNoCacheFolder(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs a folder in which none can be made")
	}
	dir := filepath.Join(t.TempDir(), "run")
	at := func(args ...string) result {
		cmd := exec.Command(program, args...)
		cmd.Env = append(os.Environ(), "XDG_CACHE_HOME=/proc/x")
		return begin(t, cmd).wait(t)
	}
	if r := at("pretrain", "--sample", "--out", dir); r.code != 1 || !isSentence(r.err) || !strings.Contains(r.err, "cannot be kept in /proc/x/maestudio/sample: no folder can be made there. Set XDG_CACHE_HOME") {
		t.Errorf("exit code %d, stderr %q", r.code, r.err)
	}
	if r := at(pretrain(pictures(t, 10), dir, "--epochs", "1")...); r.code != 0 || !strings.Contains(r.err, "kept in /proc/x/maestudio") || !strings.HasSuffix(r.err, "the folder cannot be made.\n") {
		t.Errorf("exit code %d, stderr %q", r.code, r.err)
	}
}

// A run on the sample goes on when the caches were cleared meanwhile.
func TestSlowSampleIsDrawnAgain(t *testing.T) {
	slow(t)
	dir, cache := filepath.Join(t.TempDir(), "run"), t.TempDir()
	at := func(args ...string) result {
		cmd := exec.Command(program, args...)
		cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+cache)
		return begin(t, cmd).wait(t)
	}
	if r := at(slicesOf("pretrain", "--sample", "--out", dir, small, "--epochs", "1")...); r.code != 0 {
		t.Fatal(r.err)
	}
	if err := os.RemoveAll(filepath.Join(cache, "maestudio")); err != nil {
		t.Fatal(err)
	}
	if r := at("train", dir, "--epochs", "2"); r.code != 0 || r.err != "" || !strings.Contains(r.out, "epoch 2/2") {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
}
