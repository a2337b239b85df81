package run

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// kills is how often the run of the drill is killed.
const kills = 10

// The drill: a worker in a process of its own is killed with SIGKILL ten times
// at random moments and goes on with another number
// of threads, and the run ends with the weights, bit for bit, of one
// that was left alone, and with every step in its events once.
func TestKilledTenTimes(t *testing.T) {
	pictures := filepath.Join(t.TempDir(), "pictures")
	drawPictures(t, pictures, 44)
	long := func(c *Config) {
		c.Device.Name = "cpu"
		c.Training.Epochs, c.Checkpoints.Steps = 24, 3
	}
	straight, killed := newRunOf(t, pictures, long), newRunOf(t, pictures, long)
	began := time.Now()
	if err := startWorker(t, straight, 1).Wait(); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(began)
	for i := range kills {
		worker := startWorker(t, killed, 1+i%3)
		// Twice the time that a tenth of the work takes: some kills come
		// before the first step, some after several checkpoints.
		time.Sleep(time.Duration(rand.Int64N(int64(whole) / kills * 2)))
		worker.Process.Kill()
		err := worker.Wait()
		events, _ := killed.Events()
		t.Logf("kill %d: %v; %d events, the last %+.60v", i+1, err, len(events), last(events))
	}
	if err := startWorker(t, killed, 2).Wait(); err != nil {
		t.Fatal(err)
	}
	if got, want := weightsSum(t, killed), weightsSum(t, straight); got != want {
		t.Errorf("killed, it ends with %s; left alone, with %s", got, want)
	}
	got, want := losses(t, killed), losses(t, straight)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("killed, its losses are\n%v\nleft alone\n%v", got, want)
	}
	if n := kinds(t, killed); n[EventEpoch] != 24 || n[EventDone] != 1 {
		t.Errorf("events %v", n)
	}
	if _, running := killed.Worker(); running {
		t.Error("a worker is still there")
	}
}

func last(events []Event) any {
	if len(events) == 0 {
		return "none"
	}
	e := events[len(events)-1]
	return fmt.Sprintf("%s %d", e.Event, e.Step)
}

// startWorker starts a process that advances a run on some threads. All share
// a cache of decoded pictures, as they would on a person's machine.
func startWorker(t *testing.T, r *Run, threads int) *exec.Cmd {
	t.Helper()
	return startHelper(t, "advance", r, strconv.Itoa(threads))
}

// startHelper starts the test program as a helper with a run, a cache, and more.
func startHelper(t *testing.T, what string, r *Run, args ...string) *exec.Cmd {
	t.Helper()
	worker := exec.Command(os.Args[0], append([]string{r.Dir, filepath.Join(filepath.Dir(r.Dir), "cache")}, args...)...)
	worker.Env = append(os.Environ(), helperVariable+"="+what)
	worker.Stderr = os.Stderr
	if err := worker.Start(); err != nil {
		t.Fatal(err)
	}
	return worker
}

// helpAdvance is the worker's process.
func helpAdvance(dir, cache, threads string) {
	n, _ := strconv.Atoi(threads)
	if err := Advance(context.Background(), dir, AdvanceOptions{CacheDir: cache, Threads: n}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
