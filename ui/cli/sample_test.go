package cli_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The self-test with the built-in sample: how far quick must be after 52 steps.
// Leaving every hidden patch flat costs about 0.99; 0.75 was reached when this
// was written.
const (
	passEpochs = "4"
	passSteps  = 52
	passLoss   = 0.85
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
		Event   string
		Step    int
		ValLoss float64 `json:"val_loss"`
	}
	for line := range strings.Lines(r.out) {
		if strings.HasPrefix(line, `{"event":"epoch"`) {
			if err := json.Unmarshal([]byte(line), &last); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("validation loss after %d steps: %.4f", last.Step, last.ValLoss)
	if last.Step != passSteps || last.ValLoss == 0 || last.ValLoss > passLoss {
		t.Errorf("after %d steps the validation loss is %v; after %d it must be below %v", last.Step, last.ValLoss, passSteps, passLoss)
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
