package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// classes makes a folder of two classes of n pictures each.
func classes(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range 2 * n {
		class := filepath.Join(dir, fmt.Sprint("class", i%2))
		os.MkdirAll(class, 0o777)
		picture(t, filepath.Join(class, fmt.Sprintf("%03d.png", i)), 40, uint64(i))
	}
	return dir
}

// Before a run, --dry-run says what it takes, and makes nothing.
func TestDryRun(t *testing.T) {
	data, dir := pictures(t, 40), filepath.Join(t.TempDir(), "run")
	r := maestudio(t, pretrain(data, dir, "--epochs", "10", "--dry-run")...)
	for _, want := range []string{"about 38 to learn from and 2 to judge by", "40, 4 for each of 10 epochs", "an epoch", "memory    about ", "disk      about ", "that are free", "cache "} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
	if _, err := os.Stat(dir); r.code != 0 || err == nil {
		t.Errorf("exit code %d (%s), and a run was made: %v", r.code, r.err, err == nil)
	}
	r = maestudio(t, pretrain(data, dir, "--time", "90s", "--dry-run", "--json")...)
	var plan struct {
		Preset                  string
		Pictures, Epochs, Steps int
		Seconds, Memory, Disk   float64
		EpochSeconds            float64 `json:"epoch_seconds"`
		FreeMemory              float64 `json:"free_memory"`
		Missing                 []string
	}
	if err := json.Unmarshal([]byte(r.out), &plan); err != nil || r.code != 0 {
		t.Fatalf("%v: %s%s", err, r.out, r.err)
	}
	if plan.Pictures != 38 || plan.Epochs < 1 || plan.Steps != 4*plan.Epochs || plan.Seconds > 90 || plan.Seconds+plan.EpochSeconds < 90 && plan.Epochs < 1600 || plan.Memory <= 0 || plan.Disk <= 0 || plan.Missing == nil {
		t.Errorf("%+v", plan)
	}
	fails(t, 2, "not both", pretrain(data, dir, "--time", "2h", "--epochs", "3")...)
	fails(t, 2, "at least a minute", pretrain(data, dir, "--time", "2s")...)
	fails(t, 2, "a time such as 90m or 2h", pretrain(data, dir, "--time", "2")...)
	fails(t, 2, "leaves none", pretrain(data, dir, "--dry-run", "--mask-ratio", "0.999")...)
}

// A model that no machine has the memory for is refused before pictures are looked at,
// and before anything is measured.
func TestTooLargeIsSaidAtOnce(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "no-pictures") // which would be the next to be said
	huge := []string{"--encoder-dim", "4096", "--encoder-depth", "256", "--encoder-heads", "64"}
	for _, more := range [][]string{nil, {"--dry-run"}, {"--dry-run", "--json"}, {"--time", "2h", "--preset", "huge"}} {
		args := append(pretrain(nowhere, filepath.Join(t.TempDir(), "run"), huge...), more...)
		fails(t, 2, "are missing. Use a smaller preset, or close other programs.", args...)
	}
}

// A run of labelled pictures is told with scores, guesses, a verdict and a report.
func TestRunIsTold(t *testing.T) {
	data, dir := classes(t, 40), filepath.Join(t.TempDir(), "run")
	r := maestudio(t, pretrain(data, dir, "--epochs", "3")...)
	for _, want := range []string{"two guesses on those held out: one flat colour ", ", smearing what is visible ", "epoch 0/3  k-NN ", "of 80 labelled pictures right (2 classes)",
		"k-NN under-rates masked autoencoders", "epoch 3/3  k-NN ", "report    " + filepath.Join(dir, "report.html")} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
	if strings.Count(r.out, "under-rates") != 1 || r.code != 0 || r.err != "" {
		t.Errorf("exit code %d, %q:\n%s", r.code, r.err, r.out)
	}
	page := filepath.Join(dir, "report.html")
	os.Remove(page)
	if r := maestudio(t, "report", dir); r.code != 0 || r.out != page+"\n" {
		t.Errorf("report: exit code %d: %s%s", r.code, r.out, r.err)
	}
	if text, err := os.ReadFile(page); err != nil || !strings.Contains(string(text), "epoch 3 of 3 · done") {
		t.Errorf("the report does not tell that the run is done: %v", err)
	}
	fails(t, 1, "is not a run", "report", data)
	fails(t, 2, "report needs a run folder", "report")
}

func TestProbeFolder(t *testing.T) {
	data, labels, dir := pictures(t, 40), classes(t, 30), filepath.Join(t.TempDir(), "run")
	if r := maestudio(t, pretrain(data, dir, "--epochs", "1", "--probe", labels)...); r.code != 0 || !strings.Contains(r.out, "of 60 labelled pictures right (2 classes)") || !strings.Contains(r.out, "38 pictures to learn from") {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	fails(t, 1, "has no labels to ask about. It needs a sub-folder for each class", pretrain(data, filepath.Join(t.TempDir(), "run"), "--probe", data)...)
}

// The sheet and the last line say where the colours come from.
func TestHonestReconstruction(t *testing.T) {
	data, dir := pictures(t, 30), filepath.Join(t.TempDir(), "run")
	if r := maestudio(t, pretrain(data, dir, "--epochs", "1")...); r.code != 0 {
		t.Fatal(r.err)
	}
	sheets := map[string]string{}
	for flag, want := range map[string]string{"--seed=1": "Brightness and contrast of each patch are the true ones", "--honest": "are guessed from the visible ones"} {
		out := filepath.Join(t.TempDir(), "out.png")
		r := maestudio(t, "reconstruct", "--run", dir, "--out", out, "--seed", "1", flag, filepath.Join(data, "000.png"))
		if r.code != 0 || !strings.Contains(r.out, want) {
			t.Errorf("%s: exit code %d: %s%s", flag, r.code, r.out, r.err)
		}
		sheet, _ := os.ReadFile(out)
		sheets[flag] = string(sheet)
	}
	if sheets["--honest"] == sheets["--seed=1"] {
		t.Error("both sheets are the same")
	}
}
