package forecast

import (
	"bufio"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// freeMemory is what programs may still take, in bytes: what the system has or, where that
// is less, what the control groups or the limits of this process allow.
func freeMemory() float64 {
	groups, _ := os.ReadFile("/proc/self/cgroup")
	left := numberAfter("MemAvailable:", "/proc/meminfo") * kB
	for _, n := range []float64{leftOfGroups(string(groups), "/sys/fs/cgroup"), leftOfLimits("/proc/self/status")} {
		if n < left || math.IsNaN(left) {
			left = n
		}
	}
	return left
}

const kB = 1024 // as the system counts it

// leftOfGroups is what the least of this process's groups and of those around it still
// allows, in the older or the newer order of groups (lines "N:memory:/PATH" and "0::/PATH");
// NaN where there is no limit. What a group only remembers of files counts as free: the
// system drops it when asked to.
func leftOfGroups(groups, root string) float64 {
	left := math.NaN()
	for line := range strings.Lines(groups) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) < 3 {
			continue
		}
		base, limit, used, files := root, "memory.max", "memory.current", "inactive_file"
		switch {
		case parts[1] == "memory":
			base, limit, used, files = filepath.Join(root, "memory"), "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"
		case parts[0] != "0":
			continue
		}
		for dir := filepath.Join("/", parts[2]); ; dir = filepath.Dir(dir) {
			at := func(name string) string { return filepath.Join(base, dir, name) }
			n := max(0, numberAfter("", at(limit))-numberAfter("", at(used))+known(numberAfter(files, at("memory.stat"))))
			if n < left || math.IsNaN(left) {
				left = n
			}
			if dir == "/" {
				break
			}
		}
	}
	return left
}

// leftOfLimits is what the limits of this process (ulimit -v and -d) still allow; NaN
// where there are none.
func leftOfLimits(status string) float64 {
	left := math.NaN()
	for limit, used := range map[int]string{unix.RLIMIT_AS: "VmSize:", unix.RLIMIT_DATA: "VmData:"} {
		var most unix.Rlimit
		if unix.Getrlimit(limit, &most) != nil || most.Cur == math.MaxUint64 {
			continue
		}
		if n := max(0, float64(most.Cur)-numberAfter(used, status)*kB); n < left || math.IsNaN(left) {
			left = n
		}
	}
	return left
}

// known is n, and 0 where it is NaN.
func known(n float64) float64 {
	if math.IsNaN(n) {
		return 0
	}
	return n
}

// numberAfter finds the line of a file that begins with a word, and the number after it;
// without a word it is the first number. NaN where there is none ("max").
func numberAfter(word, path string) float64 {
	f, err := os.Open(path)
	if err != nil {
		return math.NaN()
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if word != "" && len(fields) > 0 {
			if fields[0] != word {
				continue
			}
			fields = fields[1:]
		}
		if len(fields) > 0 {
			if n, err := strconv.ParseFloat(fields[0], 64); err == nil {
				return n
			}
		}
	}
	return math.NaN()
}
