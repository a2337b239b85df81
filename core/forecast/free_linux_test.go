package forecast

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestNumberAfter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "meminfo")
	os.WriteFile(path, []byte("MemTotal:  200 kB\nMemAvailable:   100 kB\n"), 0o666)
	if got := numberAfter("MemAvailable:", path); got != 100 {
		t.Errorf("got %v", got)
	}
	for word, path := range map[string]string{"MemAvailable:": path + "x", "Mem": path, "": path} {
		if got := numberAfter(word, path); !math.IsNaN(got) {
			t.Errorf("%q in %s: %v", word, path, got)
		}
	}
}

// The tightest of the groups around a process counts, and what they hold of files is free.
func TestLeftOfGroups(t *testing.T) {
	root := t.TempDir()
	for path, text := range map[string]string{
		"slice/memory.max":                    "1000000\n",
		"slice/memory.current":                "700000\n",
		"slice/memory.stat":                   "anon 5\ninactive_file 100000\n",
		"slice/job/memory.max":                "max\n",
		"slice/job/memory.current":            "600000\n",
		"loose/memory.max":                    "max\n",
		"over/memory.max":                     "10\n",
		"over/memory.current":                 "20\n",
		"memory/old/memory.limit_in_bytes":    "5000\n",
		"memory/old/memory.usage_in_bytes":    "2000\n",
		"memory/old/memory.stat":              "inactive_file 1\ntotal_inactive_file 500\n",
		"memory/old/in/memory.limit_in_bytes": "9223372036854771712\n",
		"memory/old/in/memory.usage_in_bytes": "1000\n",
	} {
		os.MkdirAll(filepath.Dir(filepath.Join(root, path)), 0o777)
		os.WriteFile(filepath.Join(root, path), []byte(text), 0o666)
	}
	for groups, want := range map[string]float64{
		"0::/slice/job\n":             400000, // the limit is its parent's
		"0::/over\n":                  0,
		"4:memory:/old/in\n0::/loose": 3500,
		"0::/loose\n":                 math.NaN(),
		"2:cpu:/slice\n":              math.NaN(),
		"":                            math.NaN(),
	} {
		if got := leftOfGroups(groups, root); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("%q: %v, want %v", groups, got, want)
		}
	}
}

// A process with a limit knows what that leaves it: ulimit -v, ulimit -d.
func TestLimitsOfTheProcess(t *testing.T) {
	if os.Getenv("TEST_FREE") != "" {
		os.Stdout.WriteString("left " + strconv.FormatFloat(freeMemory(), 'f', 0, 64) + "\n")
		return
	}
	before := freeMemory()
	for _, limit := range []string{"-v 3000000", "-d 1500000"} {
		child := exec.Command("sh", "-c", "ulimit "+limit+" && exec \"$0\" -test.run TestLimitsOfTheProcess", os.Args[0])
		child.Env = append(os.Environ(), "TEST_FREE=1")
		out, err := child.CombinedOutput()
		text, _, _ := strings.Cut(strings.TrimPrefix(string(out), "left "), "\n")
		left, bad := strconv.ParseFloat(text, 64)
		if kilobytes, _ := strconv.ParseFloat(limit[3:], 64); err != nil || bad != nil || left > min(before, 1024*kilobytes) || left < 0 {
			t.Errorf("ulimit %s: %.0f bytes are left, before they were %.0f; %v\n%s", limit, left, before, err, out)
		}
	}
}
