package window

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"
)

// timed runs a callback on this thread and returns what it computed and how
// long it waited for anything but a free processor.
func timed(f func()) (computing, waiting time.Duration) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start, cpu, queue := time.Now(), threadTime(), queueTime()
	f()
	computing = threadTime() - cpu
	return computing, max(0, time.Since(start)-computing-(queueTime()-queue))
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
	if computing, _ := timed(busy); computing < 25*time.Millisecond || computing > 90*time.Millisecond {
		t.Errorf("30 ms of computing measure as %v", computing)
	}
	if computing, waiting := timed(func() { time.Sleep(50 * time.Millisecond) }); waiting < 40*time.Millisecond || computing > 20*time.Millisecond {
		t.Errorf("50 ms of waiting measure as %v, and %v of computing", waiting, computing)
	}
}
