package forecast

import (
	"bufio"
	"math"
	"os"
	"strconv"
	"strings"
)

// freeMemory is what programs may still take, in bytes: what the system has or,
// where that is less, what the control group allows.
func freeMemory() float64 {
	free := availableMemory("/proc/meminfo")
	limit, used := numberIn("/sys/fs/cgroup/memory.max"), numberIn("/sys/fs/cgroup/memory.current")
	if left := limit - used; left < free {
		return math.Max(0, left)
	}
	return free
}

// availableMemory reads MemAvailable; NaN where there is none.
func availableMemory(path string) float64 {
	f, err := os.Open(path)
	if err != nil {
		return math.NaN()
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) >= 2 && fields[0] == "MemAvailable:" {
			if kb, err := strconv.ParseFloat(fields[1], 64); err == nil {
				return kb * 1024
			}
		}
	}
	return math.NaN()
}

// numberIn reads a file that holds one number; NaN where it does not ("max").
func numberIn(path string) float64 {
	text, err := os.ReadFile(path)
	if err != nil {
		return math.NaN()
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64)
	if err != nil {
		return math.NaN()
	}
	return v
}
