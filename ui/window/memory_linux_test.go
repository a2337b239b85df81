package window

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"maestudio/core/run"
	"maestudio/core/worker"
)

// A worker that the system ends for want of memory is begun again by itself with half the
// batch, by the process that stands beside it (ui/cli, guard_linux.go), and the window goes
// on following; one that is killed otherwise is not.
// What the system counts is made up: it says that memory ran out once more than when
// the worker began. TestMemoryRunsOut has it really run out.
func TestBeginsAgainWithHalfTheBatch(t *testing.T) {
	b := open(t)
	dir := b.learn(t, 12, 100000)
	r := &run.Run{Dir: dir}
	owner, _ := r.Worker()
	boot := owner.Deaths.Boot
	if boot == "" {
		t.Skip("this system does not count what it ends")
	}
	text, _ := json.Marshal(map[string]any{"pid": owner.PID, "host": owner.Host, "since": owner.Since, "deaths": map[string]any{"boot": boot, "all": owner.Deaths.All - 1}})
	lock, err := os.OpenFile(filepath.Join(dir, "LOCK"), os.O_WRONLY, 0)
	if err == nil {
		_, err = lock.WriteAt(fmt.Appendf(nil, "%-1000s", text), 1)
		lock.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(owner.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	b.until("the next worker", func() bool { return b.train.state.PID != owner.PID && b.train.state.Status == worker.Running })
	opened, err := run.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := opened.Config.Training
	if len(c.Split) != 1 || c.Split[0].Batch != c.Batch/2 {
		t.Errorf("of a batch of %d: split %v", c.Batch, c.Split)
	}
	warnings := b.train.state.Warnings
	if n := len(warnings); n == 0 || !strings.Contains(warnings[n-1].Message, "Memory did not suffice") {
		t.Errorf("it tells %+v", warnings)
	}
	if owner, _ = r.Worker(); syscall.Kill(owner.PID, syscall.SIGKILL) != nil {
		t.Fatal("the next worker is not there")
	}
	b.until("its end", func() bool { return b.train.state.Status == worker.Gone })
	if title := b.train.screen.View().Title; !strings.HasPrefix(title, "Stopped unexpectedly") {
		t.Errorf("killed with memory left: %q", title)
	}
}

// limited is a group of processes whose memory can be limited; workers of the window
// that begin from now on are in it.
type limited struct {
	t   *testing.T
	dir string
}

func limitedWorkers(t *testing.T) limited {
	t.Helper()
	g := limited{t, fmt.Sprintf("/sys/fs/cgroup/memory/maestudio-window-%d", os.Getpid())}
	if os.Mkdir(g.dir, 0o777) != nil {
		t.Skip("needs root and groups of processes (cgroup, version 1) whose memory can be limited")
	}
	t.Cleanup(func() { os.Remove(g.dir) })
	t.Setenv(workerGroup, filepath.Join(g.dir, "cgroup.procs"))
	return g
}

func (g limited) value(name string) int {
	g.t.Helper()
	text, err := os.ReadFile(filepath.Join(g.dir, name))
	if err != nil {
		g.t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		g.t.Fatal(err)
	}
	return n
}

func (g limited) limit(bytes int) {
	g.t.Helper()
	if err := os.WriteFile(filepath.Join(g.dir, "memory.limit_in_bytes"), fmt.Append(nil, bytes), 0o666); err != nil {
		g.t.Fatal(err)
	}
}

// A worker that the system really ends, in its first step, because there is too little
// memory for its batch: it begins again by itself until the batch is small enough, the
// window follows it, and the run is done with the same pictures in a step.
func TestMemoryRunsOut(t *testing.T) {
	if testing.Short() {
		t.Skip("trains a model of some size")
	}
	group := limitedWorkers(t)
	b := open(t)
	b.drop(pictures(t, 44))
	b.until("the pictures", func() bool { return b.data.checked })
	learn := func() string {
		b.Go(modelKey)
		b.model.change(func(c *run.Config) {
			c.Model = run.ModelConfig{ImageSize: 64, PatchSize: 4, EncoderDim: 128, EncoderDepth: 4, EncoderHeads: 2,
				DecoderDim: 128, DecoderDepth: 2, DecoderHeads: 2, MaskRatio: 0.75, NormPix: true}
			c.Training.Batch, c.Training.Epochs, c.Training.WarmupEpochs = 40, 1, 0
		})
		b.model.start()
		if why := b.refusal(); why != "" {
			t.Fatal(why)
		}
		b.until("its end", func() bool { return b.train.state.Status == worker.Done || b.train.state.Status == worker.Failed })
		if b.train.state.Status != worker.Done {
			t.Fatalf("%+v", b.train.state)
		}
		return b.train.dir
	}
	learn()
	group.limit(group.value("memory.max_usage_in_bytes") * 7 / 10)
	r, err := run.Open(learn())
	if err != nil {
		t.Fatal(err)
	}
	c := r.Config.Training
	t.Logf("split %v", c.Split)
	if len(c.Split) == 0 || c.Split[0].Step != 0 || c.Split[0].Batch != 20 || c.EffectiveBatch() != 40 {
		t.Errorf("split %+v", c.Split)
	}
	events, err := r.Events()
	if err != nil {
		t.Fatal(err)
	}
	steps := 0
	for _, e := range events {
		if e.Event == run.EventStep {
			steps++
		}
	}
	if steps != 1 {
		t.Errorf("%d steps of 40 pictures were made of 42", steps)
	}
}
