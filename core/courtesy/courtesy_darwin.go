package courtesy

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Compiled and never run.

// LowPriority makes this process give way to others.
func LowPriority() error { return syscall.Setpriority(syscall.PRIO_PROCESS, 0, 10) }

func onBattery() (on, known bool) {
	out, err := exec.Command("pmset", "-g", "batt").Output()
	return err == nil && strings.Contains(string(out), "'Battery Power'"), err == nil
}

// leftAlone is how long nobody has touched a computer that is not in use.
const leftAlone = 5 * time.Minute

// inUse reads the line `"HIDIdleTime" = NANOSECONDS`.
func inUse() (used, known bool) {
	out, err := exec.Command("ioreg", "-c", "IOHIDSystem", "-d", "4").Output()
	if err != nil {
		return false, false
	}
	_, after, found := strings.Cut(string(out), `"HIDIdleTime" = `)
	line, _, _ := strings.Cut(after, "\n")
	idle, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64)
	known = found && err == nil
	return known && time.Duration(idle) < leftAlone, known
}

// awakeHelper ends with this process.
func awakeHelper() *exec.Cmd {
	return exec.Command("caffeinate", "-i", "-w", strconv.Itoa(os.Getpid()))
}

func holdAwake() func() { return nil }

func canSleep() bool { return true }

const whyNotAwake = " (caffeinate does not run)"
