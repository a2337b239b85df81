package machine

import (
	"syscall"
	"time"
)

// Used returns the processor time that this process took so far, 0 where that cannot be
// told.
func Used() time.Duration {
	var created, ended, kernel, user syscall.Filetime
	self, err := syscall.GetCurrentProcess()
	if err != nil || syscall.GetProcessTimes(self, &created, &ended, &kernel, &user) != nil {
		return 0
	}
	// Filetime.Nanoseconds is of a date; these are spans, in units of 100 ns.
	span := func(t syscall.Filetime) time.Duration {
		return time.Duration(int64(t.HighDateTime)<<32|int64(t.LowDateTime)) * 100
	}
	return span(kernel) + span(user)
}
