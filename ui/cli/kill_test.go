package cli_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A run that is killed again and again, at random moments, ends with the bits
// of one that was left alone.
func TestKilledAtRandomMoments(t *testing.T) {
	killDrill(t, 10, append(small, "--epochs", "60"))
}

// The same with the preset that people use, and more often.
func TestSlowKillDrill(t *testing.T) {
	slow(t)
	killDrill(t, 40, []string{"--preset", "quick", "--epochs", "20", "--batch", "20"})
}

func slow(t *testing.T) {
	t.Helper()
	if os.Getenv("MAESTUDIO_SLOW") == "" {
		t.Skip("takes minutes; make test-slow runs it")
	}
}

func killDrill(t *testing.T, kills int, settings []string) {
	if testing.Short() {
		t.Skip("starts a worker many times")
	}
	data, place := pictures(t, 60), t.TempDir()
	alone, killed := filepath.Join(place, "alone"), filepath.Join(place, "killed")
	began := time.Now()
	if r := maestudio(t, append([]string{"pretrain", "--data", data, "--out", alone}, settings...)...); r.code != 0 {
		t.Fatal(r.err)
	}
	whole := time.Since(began)
	args := append([]string{"pretrain", "--data", data, "--out", killed}, settings...)
	hit := 0
	for range kills {
		p := begin(t, exec.Command(program, args...))
		// On average the kills leave a little of the work for the last worker.
		time.Sleep(time.Duration(rand.Int64N(int64(2*whole)/int64(kills) + 1)))
		p.cmd.Process.Kill()
		p.cmd.Wait()
		if !p.cmd.ProcessState.Exited() { // not where it had ended by itself
			hit++
		}
		if _, err := os.Stat(filepath.Join(killed, "run.toml")); err == nil {
			args = []string{"train", killed}
		}
	}
	if r := maestudio(t, args...); r.code != 0 {
		t.Fatal(r.err)
	}
	events, err := os.ReadFile(filepath.Join(killed, "events.jsonl"))
	if starts := strings.Count(string(events), `"event":"start"`); err != nil || hit < kills/3 || starts < 2 {
		t.Errorf("of %d kills %d hit a worker and the run began %d times (%v): that is no drill", kills, hit, starts, err)
	}
	if a, b := contents(t, alone), contents(t, killed); a != b {
		t.Errorf("left alone and killed %d times, the weights differ", kills)
	}
	if r := maestudio(t, "info", killed); !strings.Contains(r.out, "(done)") {
		t.Error(r.out)
	}
}

// contents are the bytes of a run's weights.
func contents(t *testing.T, dir string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "model.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
