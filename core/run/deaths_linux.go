package run

import (
	"bufio"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// countDeaths reads what the system has counted by now.
func countDeaths() deaths {
	var d deaths
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return d
	}
	d.Boot = strings.TrimSpace(string(boot))
	d.All, _ = readDeaths("/proc/vmstat")
	groups, _ := os.ReadFile("/proc/self/cgroup")
	if d.Group = groupFile(string(groups), "/sys/fs/cgroup"); d.Group != "" {
		if d.Own, err = readDeaths(d.Group); err != nil {
			d.Group = ""
		}
	}
	return d
}

// isLimited reports whether the process may have only so much memory (ulimit -v).
func isLimited() bool {
	var limit syscall.Rlimit
	return syscall.Getrlimit(syscall.RLIMIT_AS, &limit) == nil && limit.Cur != math.MaxUint64
}

// groupFile is the file that counts for this process's group, in the older or the
// newer order of groups (lines "N:memory:/PATH" and "0::/PATH").
func groupFile(groups, root string) string {
	file := ""
	for line := range strings.Lines(groups) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		switch {
		case len(parts) < 3:
		case parts[1] == "memory":
			return filepath.Join(root, "memory", parts[2], "memory.oom_control")
		case parts[0] == "0":
			file = filepath.Join(root, parts[2], "memory.events")
		}
	}
	return file
}

// readDeaths finds the line "oom_kill N" in a file.
func readDeaths(path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if n, found := strings.CutPrefix(lines.Text(), "oom_kill "); found {
			return strconv.Atoi(n)
		}
	}
	return 0, errors.New("it counts nothing")
}
