package forecast

import (
	"math"

	"golang.org/x/sys/unix"
)

// freeMemory is what programs may still take, in bytes: the share that the system
// calls free (it drops what it only remembers of files when asked to) of what the
// machine has; NaN where the system does not say.
func freeMemory() float64 {
	percent, err := unix.SysctlUint32("kern.memorystatus_level")
	if err != nil {
		return math.NaN()
	}
	size, err := unix.SysctlUint64("hw.memsize")
	if err != nil {
		return math.NaN()
	}
	return float64(size) * float64(percent) / 100
}
