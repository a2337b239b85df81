//go:build unix

package machine

import (
	"syscall"
	"time"
)

// Used returns the processor time that this process took so far, 0 where that cannot be
// told.
func Used() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
