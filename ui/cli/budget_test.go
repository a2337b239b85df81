package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// weightsKept counts what a run keeps for looking back.
func weightsKept(t *testing.T, run string) int {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(run, "checkpoints", "weights-*.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}

// --disk-budget says how much states may take: what is kept for looking back fits into
// it, and less than what is kept in any case is refused.
func TestDiskBudget(t *testing.T) {
	data, dir := classes(t, 12), t.TempDir()
	wide, tight := filepath.Join(dir, "wide"), filepath.Join(dir, "tight")
	if r := maestudio(t, pretrain(data, wide, "--epochs", "6")...); r.code != 0 {
		t.Fatal(r.err)
	}
	r := maestudio(t, pretrain(data, tight, "--epochs", "6", "--disk-budget", "1.2MB")...)
	if r.code != 0 {
		t.Fatal(r.err)
	}
	if text, err := os.ReadFile(filepath.Join(tight, "run.toml")); err != nil || !strings.Contains(string(text), "budget_gb = 0.0012\n") {
		t.Errorf("%v: run.toml does not say it:\n%s", err, text)
	}
	if all, some := weightsKept(t, wide), weightsKept(t, tight); all < 5 || some > 2 {
		t.Errorf("with plenty %d states of earlier epochs are kept, with little %d", all, some)
	}
	finetune := func(more ...string) []string {
		return append([]string{"finetune", "--data", data, "--from", wide, "--out", filepath.Join(dir, "classes"), "--epochs", "1"}, more...)
	}
	for _, args := range [][]string{pretrain(data, filepath.Join(dir, "none"), "--disk-budget", "50kB"), finetune("--disk-budget", "20"), finetune("--disk-budget", "-5GB"), finetune("--disk-budget", "")} {
		fails(t, 2, "--disk-budget wants a size with its unit, such as 500MB or 20GB, not ", args...)
	}
	for _, args := range [][]string{pretrain(data, filepath.Join(dir, "none"), "--disk-budget", "0.1MB"), finetune("--disk-budget", "0.1MB")} {
		fails(t, 2, "--disk-budget 100 kB is too little: whole states, the newest and the best weights, which are kept in any case, take ", args...)
	}
	for _, verb := range []string{"pretrain", "finetune"} {
		if r := maestudio(t, verb, "--help"); !strings.Contains(r.out, "On disk the last two whole states are kept") || !strings.Contains(r.out, "--disk-budget SIZE") {
			t.Errorf("%s --help does not say what is kept:\n%s", verb, r.out)
		}
	}
}
