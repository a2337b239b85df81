package cli_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"maestudio/core/run"
	"maestudio/core/worker"
)

// A training that the system really ends for want of memory goes on by itself, with half
// the batch, until it is done: for the shell it is one command that did what it was told.
func TestMemoryRunsOut(t *testing.T) {
	if testing.Short() {
		t.Skip("trains a model of some size")
	}
	group := fmt.Sprintf("/sys/fs/cgroup/memory/maestudio-cli-%d", os.Getpid())
	if os.Mkdir(group, 0o777) != nil {
		t.Skip("needs root and groups of processes (cgroup, version 1) whose memory can be limited")
	}
	t.Cleanup(func() { os.Remove(group) })
	data := pictures(t, 44)
	learn := func(limit int) (result, *run.Run) {
		r, err := run.Create(t.Context(), filepath.Join(t.TempDir(), "run"), hungry(data), run.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if limit > 0 {
			if err := os.WriteFile(filepath.Join(group, "memory.limit_in_bytes"), fmt.Append(nil, limit), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		began := begin(t, exec.Command("sh", "-c", `echo $$ > "$1/cgroup.procs" && exec "$0" train "$2" --low-priority`, program, group, r.Dir))
		said := began.wait(t)
		if r, err = run.Open(r.Dir); err != nil {
			t.Fatal(err)
		}
		return said, r
	}
	if said, _ := learn(0); said.code != 0 || said.err != "" {
		t.Fatalf("exit code %d: %s", said.code, said.err)
	}
	text, err := os.ReadFile(filepath.Join(group, "memory.max_usage_in_bytes"))
	if err != nil {
		t.Fatal(err)
	}
	most, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	said, r := learn(most * 7 / 10)
	c := r.Config.Training
	t.Logf("split %v", c.Split)
	if said.code != 0 || !strings.Contains(said.out, "done in") {
		t.Errorf("exit code %d: %s", said.code, said.out)
	}
	if n := strings.Count(said.err, "It goes on from its last checkpoint with smaller batches."); n != len(c.Split) || n == 0 {
		t.Errorf("of %d batches that were too large it says %s", len(c.Split), said.err)
	}
	if len(c.Split) == 0 || c.Split[0].Batch != 20 || c.EffectiveBatch() != 40 {
		t.Errorf("split %v of %d", c.Split, c.EffectiveBatch())
	}
}

// hungry are the settings of a model whose batch takes most of the memory.
func hungry(data string) run.Config {
	c, err := run.Preset("quick")
	if err != nil {
		panic(err)
	}
	c.Data.Folders = []string{data}
	c.Model = run.ModelConfig{ImageSize: 64, PatchSize: 4, EncoderDim: 128, EncoderDepth: 4, EncoderHeads: 2,
		DecoderDim: 128, DecoderDepth: 2, DecoderHeads: 2, MaskRatio: 0.75, NormPix: true}
	c.Training.Batch, c.Training.Epochs, c.Training.WarmupEpochs = 40, 1, 0
	return c
}

// starve ends the worker of a run so that it looks as if memory had run out: LOCK says
// that the system has ended one more for that than when the worker began.
func starve(t *testing.T, dir string) {
	t.Helper()
	owner, there := (&run.Run{Dir: dir}).Worker()
	if !there || owner.Deaths.Boot == "" {
		t.Skip("this system does not count what it ends")
	}
	text, _ := json.Marshal(map[string]any{"pid": owner.PID, "host": owner.Host, "since": owner.Since,
		"deaths": map[string]any{"boot": owner.Deaths.Boot, "all": owner.Deaths.All - 1}})
	lock, err := os.OpenFile(filepath.Join(dir, "LOCK"), os.O_WRONLY, 0)
	if err == nil {
		_, err = lock.WriteAt(fmt.Appendf(nil, "%-1000s", text), 1)
		err = errors.Join(err, lock.Close(), syscall.Kill(owner.PID, syscall.SIGKILL))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// until waits for what a run comes to.
func until(t *testing.T, what string, came func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); !came(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s does not come", what)
		}
	}
}

// steps counts starts and steps in a run's events.
func steps(dir string) (starts, steps int) {
	events, _ := run.ReadEvents(filepath.Join(dir, "events.jsonl"))
	for _, e := range events {
		switch e.Event {
		case run.EventStart:
			starts++
		case run.EventStep:
			steps++
		}
	}
	return starts, steps
}

// What goes on by itself does so as it was begun, and only while there is a smaller batch.
func TestGoesOnWithSmallerBatches(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	p := begin(t, exec.Command(program, pretrain(pictures(t, 40), dir, "--epochs", endless, "--leave-cores", "1", "--json")...))
	batches := []int{8, 4, 2, 1}
	for i, batch := range batches {
		until(t, fmt.Sprintf("worker %d", i+1), func() bool { starts, n := steps(dir); return starts > i && n > 0 })
		r, err := run.Open(dir)
		if err != nil || r.Config.Training.BatchNow() != batch || r.Config.Training.EffectiveBatch() != 8 {
			t.Fatalf("worker %d has batches of %d, want %d: %v", i+1, r.Config.Training.BatchNow(), batch, err)
		}
		line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", workerOf(t, dir)))
		args := strings.Split(strings.TrimSuffix(string(line), "\x00"), "\x00")
		if want := []string{"maestudio", "train", "--leave-cores=1", "--json=true", "--", dir}; i > 0 && !reflect.DeepEqual(args, want) {
			t.Errorf("worker %d is %q, want %q", i+1, args, want)
		}
		starve(t, dir)
	}
	said := p.wait(t)
	if n := strings.Count(said.err, "It goes on"); n != len(batches)-1 || said.code != 128+9 ||
		!strings.Contains(said.err, "smaller batches do not help. Close other programs, then go on with it: maestudio train "+dir) {
		t.Errorf("exit code %d: %s", said.code, said.err)
	}
	if r := maestudio(t, "info", dir); !strings.Contains(r.out, "ended because memory ran out; maestudio train "+dir) {
		t.Errorf("info: %s", r.out)
	}
	if s, _, err := worker.Follow(dir).Next(); err != nil || s.Status != worker.Gone || s.Code != run.NoMemory || !strings.Contains(s.Message, "even for one picture at a time") {
		t.Errorf("who follows the run is told %v %q, %v", s.Status, s.Message, err)
	}
}

// The program's own runtime, which finds no memory where that of the process is limited,
// ends it with a report of the crash. Here a signal makes it give up in that way.
func TestGoesOnWhereTheRuntimeGaveUp(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	p := begin(t, exec.Command("sh", append([]string{"-c", `ulimit -v 60000000 && exec "$0" "$@"`, program}, pretrain(pictures(t, 40), dir, "--epochs", endless)...)...))
	until(t, "the worker", func() bool { _, n := steps(dir); return n > 0 })
	if err := syscall.Kill(workerOf(t, dir), syscall.SIGABRT); err != nil {
		t.Fatal(err)
	}
	until(t, "the next worker", func() bool { starts, _ := steps(dir); return starts == 2 })
	if r, err := run.Open(dir); err != nil || r.Config.Training.BatchNow() != 4 {
		t.Errorf("it goes on with batches of %d: %v", r.Config.Training.BatchNow(), err)
	}
	p.cmd.Process.Signal(os.Interrupt)
	if r := p.wait(t); r.code != 130 || !strings.Contains(r.err, "It goes on from its last checkpoint with smaller batches.") {
		t.Errorf("exit code %d: %s", r.code, r.err)
	}
}

// A worker that is killed otherwise is not begun again, but it is said, and the run has
// its page.
func TestKillIsTold(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	p := beginLong(t, dir)
	if err := syscall.Kill(workerOf(t, dir), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if r := p.wait(t); r.code != 128+9 || !isSentence(r.err) || !strings.Contains(r.err, "ended from outside (killed)") || !strings.Contains(r.err, "maestudio train "+dir) {
		t.Errorf("exit code %d, stderr %q", r.code, r.err)
	}
	if page, err := os.ReadFile(filepath.Join(dir, "report.html")); err != nil || !strings.Contains(string(page), "interrupted") {
		t.Errorf("the run's page: %v", err)
	}
	if starts, _ := steps(dir); starts != 1 {
		t.Errorf("it was begun %d times", starts)
	}
}

// Whoever ends or stops the process that a person started ends or stops the work.
func TestWorkGoesWithItsGuard(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	p := beginLong(t, dir)
	worker, guard := workerOf(t, dir), p.cmd.Process.Pid
	if worker == guard {
		t.Fatal("there is no guard")
	}
	p.cmd.Process.Signal(syscall.SIGTSTP) // as Ctrl-Z does
	until(t, "the stop", func() bool { return stateOf(worker) == "T" && stateOf(guard) == "T" })
	p.cmd.Process.Signal(syscall.SIGCONT)
	until(t, "the going on", func() bool { return stateOf(worker) != "T" && stateOf(guard) != "T" })
	p.cmd.Process.Kill()
	until(t, "the worker's end", func() bool { _, there := (&run.Run{Dir: dir}).Worker(); return !there })
	p.cmd.Wait()
}

// stateOf is what the system says of a process: R, S, T for stopped; "" where it is gone.
func stateOf(pid int) string {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, after, _ := strings.Cut(string(text), ") ")
	state, _, _ := strings.Cut(after, " ")
	return state
}
