package run

import (
	"os"
	"regexp"
	"strconv"
)

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// PeakMemory is the most memory that this process had at once, in bytes, mapped files
// included; 0 where it is not known.
func PeakMemory() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	found := highWater.FindSubmatch(status)
	if found == nil {
		return 0
	}
	kB, _ := strconv.ParseInt(string(found[1]), 10, 64)
	return 1024 * kB
}
