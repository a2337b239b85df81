package window

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// timed runs a callback on this thread and returns what it computed, how long it
// waited for anything but a free processor, and how often it read from a file.
func timed(f func()) (computing, waiting time.Duration, reads int) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start, cpu, queue := time.Now(), threadTime(), queueTime()
	before := threadReads()
	f()
	reads = threadReads() - before
	computing = threadTime() - cpu
	waiting = max(0, time.Since(start)-computing-(queueTime()-queue))
	counting := threadReads()
	counting = threadReads() - counting
	return computing, waiting, reads - counting
}

// threadReads is how often this thread has read from a file.
func threadReads() int {
	data, err := os.ReadFile("/proc/thread-self/io")
	if err != nil {
		return 0
	}
	var n int
	for _, line := range strings.Split(string(data), "\n") {
		if _, err := fmt.Sscanf(line, "syscr: %d", &n); err == nil {
			break
		}
	}
	return n
}

// queueTime is how long this thread could have run and no processor was free.
func queueTime() time.Duration {
	data, err := os.ReadFile("/proc/thread-self/schedstat")
	var run, queue int64
	if err != nil {
		return 0
	}
	if _, err := fmt.Sscan(string(data), &run, &queue); err != nil {
		return 0
	}
	return time.Duration(queue)
}

func TestTimedMeasures(t *testing.T) {
	busy := func() {
		for start := threadTime(); threadTime()-start < 30*time.Millisecond; {
		}
	}
	if computing, _, _ := timed(busy); computing < 25*time.Millisecond || computing > 90*time.Millisecond {
		t.Errorf("30 ms of computing measure as %v", computing)
	}
	if computing, waiting, _ := timed(func() { time.Sleep(50 * time.Millisecond) }); waiting < 40*time.Millisecond || computing > 20*time.Millisecond {
		t.Errorf("50 ms of waiting measure as %v, and %v of computing", waiting, computing)
	}
	path := filepath.Join(t.TempDir(), "some")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, reads := timed(func() {}); reads != 0 {
		t.Errorf("nothing reads %d times", reads)
	}
	if _, _, reads := timed(func() { _, _ = os.ReadFile(path) }); reads == 0 {
		t.Error("reading a file counts as nothing")
	}
}
