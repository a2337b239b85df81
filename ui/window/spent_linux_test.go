package window

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// spent returns the processor time that f takes on its own thread: how busy the
// machine is does not matter.
func spent(f func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before := threadTime()
	f()
	return threadTime() - before
}

// threadTime is what this thread computed so far. What getrusage says is as old as the
// last tick of the system's clock, which may be several milliseconds.
func threadTime() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
