package run

import "syscall"

// PeakMemory is the most memory that this process had at once, in bytes, mapped files
// included; 0 where it is not known.
func PeakMemory() int64 {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return used.Maxrss // bytes here, kilobytes elsewhere
}
