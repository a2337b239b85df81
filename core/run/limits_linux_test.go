package run

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"maestudio/core/crash"
	"maestudio/gpu"
)

// limited is the processor with a limit of its memory (ulimit -v) while memory for
// a batch is taken: three quarters of what the first and largest batch takes.
type limited struct {
	gpu.Device
	largest int // numbers
}

func (d *limited) New(t gpu.DType, n int) (gpu.Buffer, error) {
	if n < 1<<20 {
		return d.Device.New(t, n)
	}
	d.largest = max(d.largest, n)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_AS, &before); err != nil {
		return nil, err
	}
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return nil, err
	}
	var pages uint64
	fmt.Sscan(string(text), &pages)
	most := pages*uint64(os.Getpagesize()) + 3*uint64(d.largest)
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: most, Max: before.Max}); err != nil {
		return nil, err
	}
	defer syscall.Setrlimit(syscall.RLIMIT_AS, &before)
	return d.Device.New(t, n)
}

// provide gives Go the heap and the threads that it will want: where it gets none while
// the limit is on, which the loader may ask for just then, it ends the process.
func provide() {
	const threads = 32
	var all sync.WaitGroup
	together := make(chan struct{})
	for range threads {
		all.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			<-together
		})
	}
	heap := make([]byte, 512<<20)
	time.Sleep(100 * time.Millisecond) // each has a thread of its own now
	close(together)
	all.Wait()
	runtime.KeepAlive(heap)
	heap = nil
	runtime.GC()
}

// helpLimited is a worker whose memory suffices for half a batch.
func helpLimited(dir, cache string) {
	provide()
	err := Advance(context.Background(), dir, AdvanceOptions{CacheDir: cache, Threads: 2, wrap: func(dev gpu.Device) gpu.Device { return &limited{dev, wholeBatch} }})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// wholeBatch is less than the numbers that a batch of the run below works in, and
// more than those of half a batch.
const wholeBatch = 5 << 20

// A worker whose memory is limited by the system trains in halves.
func TestLimitOfMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a worker")
	}
	r := newRun(t, func(c *Config) {
		c.Device.Name = "cpu"
		c.Model = ModelConfig{ImageSize: 64, PatchSize: 4, EncoderDim: 64, EncoderDepth: 2, EncoderHeads: 2,
			DecoderDim: 64, DecoderDepth: 1, DecoderHeads: 2, MaskRatio: 0.75, NormPix: true}
		c.Training.Epochs, c.Training.WarmupEpochs, c.Training.Batch, c.Training.Accumulate = 1, 0, 40, 1
	})
	// What was freed goes back to the system, and no thread has memory in reserve that
	// the limit counts already: else the batch may find its room there.
	t.Setenv("MALLOC_MMAP_THRESHOLD_", "1048576")
	t.Setenv("MALLOC_ARENA_MAX", "1")
	if err := startHelper(t, "limited", r).Wait(); err != nil {
		t.Fatal(err)
	}
	opened, _ := Open(r.Dir)
	events, _ := r.Events()
	t.Logf("split %v", opened.Config.Training.Split)
	if split := opened.Config.Training.Split; len(split) == 0 || split[0].Step != 0 || len(losses(t, r)) != 1 {
		t.Errorf("split %v", split)
	}
	for _, e := range events {
		if e.Event == EventWarning && !strings.Contains(e.Cause, "cpu: there is no memory for") {
			t.Errorf("%+v", e)
		}
	}
}

// helpCrashing is a worker whose own runtime finds no memory after step 6, as the system
// limits it, and ends; crashes is the folder that tells it.
func helpCrashing(dir, crashes string) {
	defer crash.Watch(crashes, "1")()
	limit := syscall.Rlimit{Cur: 1 << 46, Max: math.MaxUint64}
	syscall.Setrlimit(syscall.RLIMIT_AS, &limit)
	var taken [][]byte
	Advance(context.Background(), dir, AdvanceOptions{Crash: crash.Mine(crashes), Events: func(e Event) {
		if e.Event == EventStep && e.Step == 6 {
			limit.Cur = 1 << 20
			syscall.Setrlimit(syscall.RLIMIT_AS, &limit)
			for range 1 << 10 {
				taken = append(taken, make([]byte, 64<<20))
			}
		}
	}})
	runtime.KeepAlive(taken)
}

// A worker whose runtime gives up where memory is limited is gone on from with smaller
// batches, from its last checkpoint.
func TestRuntimeFindsNoMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a worker")
	}
	r := newRun(t)
	worker := startHelper(t, "crashing", r, filepath.Join(t.TempDir(), "crashes"))
	if err := worker.Wait(); err == nil || worker.ProcessState.ExitCode() != 2 {
		t.Fatalf("it ended so: %v", err)
	}
	if !r.DiedOfMemory() {
		t.Error("it is not seen that memory ran out")
	}
	advance(t, r, AdvanceOptions{FS: quick()})
	opened, _ := Open(r.Dir)
	if want := []Split{{Step: 4, Batch: 2}}; !reflect.DeepEqual(opened.Config.Training.Split, want) {
		t.Errorf("split %v, want %v", opened.Config.Training.Split, want)
	}
	if n := len(losses(t, r)); n != 15 {
		t.Errorf("%d steps", n)
	}
}

// The time for which a worker was stopped is not in that of its work.
func TestStoppedForAWhile(t *testing.T) {
	if testing.Short() {
		t.Skip("waits some seconds")
	}
	r := newRun(t, func(c *Config) { // a step takes most of the time
		large(c)
		c.Training.Epochs, c.Training.Batch, c.Checkpoints.Steps = 1, 6, 0
	})
	worker := startHelper(t, "advance", r, "2")
	const pause = longGap + time.Second
	for began := time.Now(); ; time.Sleep(time.Millisecond) {
		events, _ := r.Events()
		if len(events) > 0 && events[len(events)-1].Step >= 3 { // no sample is drawn after it
			break
		}
		if time.Since(began) > 2*time.Minute {
			t.Fatal("it does not begin")
		}
	}
	worker.Process.Signal(syscall.SIGSTOP)
	time.Sleep(pause)
	worker.Process.Signal(syscall.SIGCONT)
	if err := worker.Wait(); err != nil {
		t.Fatal(err)
	}
	events, _ := r.Events()
	var first, done Event
	for _, e := range events {
		if e.Event == EventStart && first.Event == "" {
			first = e
		}
		if e.Event == EventStep {
			done = e
		}
	}
	c, err := readCheckpoint(r.path(checkpointsDir, checkpointName(done.Step)))
	if err != nil {
		t.Fatal(err)
	}
	if whole := done.Time.Sub(first.Time); c.State.Seconds > (whole-pause).Seconds() || whole < pause {
		t.Errorf("%.1f s of work in %v, of which it was stopped for %v", c.State.Seconds, whole, pause)
	} else {
		t.Logf("%.1f s of work in %v", c.State.Seconds, whole)
	}
}

// A worker that the system ends for want of memory is gone on from with smaller
// batches.
func TestEndedForWantOfMemory(t *testing.T) {
	const groups = "/sys/fs/cgroup/memory"
	group := filepath.Join(groups, fmt.Sprintf("maestudio-test-%d", os.Getpid()))
	if testing.Short() || os.Mkdir(group, 0o777) != nil {
		t.Skip("needs root and groups of processes (cgroup, version 1) whose memory can be limited")
	}
	t.Cleanup(func() { os.Remove(group) })
	value := func(name string) (n int) {
		text, err := os.ReadFile(filepath.Join(group, name))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Sscan(string(text), &n)
		return n
	}
	work := func(r *Run) error {
		return startHelper(t, "grouped", r, "2", filepath.Join(group, "cgroup.procs")).Wait()
	}
	if err := work(newRun(t, large)); err != nil {
		t.Fatal(err)
	}
	limit := value("memory.max_usage_in_bytes") * 7 / 10
	if err := os.WriteFile(filepath.Join(group, "memory.limit_in_bytes"), fmt.Append(nil, limit), 0o666); err != nil {
		t.Fatal(err)
	}
	r := newRun(t, large)
	first := work(r)
	if first == nil || !strings.Contains(first.Error(), "killed") {
		t.Fatalf("with %d bytes it ended so: %v", limit, first)
	}
	for range 4 {
		if work(r) == nil {
			break
		}
	}
	opened, _ := Open(r.Dir)
	t.Logf("%d bytes, split %v", limit, opened.Config.Training.Split)
	if len(opened.Config.Training.Split) == 0 || len(losses(t, r)) != 1 {
		t.Errorf("split %v", opened.Config.Training.Split)
	}
}

// large is a model that takes a while and some memory.
func large(c *Config) {
	c.Device.Name = "cpu"
	c.Model = ModelConfig{ImageSize: 64, PatchSize: 4, EncoderDim: 128, EncoderDepth: 4, EncoderHeads: 2,
		DecoderDim: 128, DecoderDepth: 2, DecoderHeads: 2, MaskRatio: 0.75, NormPix: true}
	c.Training.Epochs, c.Training.WarmupEpochs, c.Training.Batch, c.Training.Accumulate = 1, 0, 40, 1
}
