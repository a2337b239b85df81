package courtesy

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// lowNice is how much this process gives way to others (0 to 19).
const lowNice = 10

// LowPriority makes this process give way to others. Linux has a priority for each
// thread, and new ones take that of the thread which makes them; so all are set, and
// once more those that came in between.
func LowPriority() error {
	for range 2 {
		threads, err := os.ReadDir("/proc/self/task")
		if err != nil {
			return err
		}
		for _, t := range threads {
			id, _ := strconv.Atoi(t.Name())
			if err := syscall.Setpriority(syscall.PRIO_PROCESS, id, lowNice); err != nil && err != syscall.ESRCH {
				return err
			}
		}
	}
	return nil
}

func onBattery() (on, known bool) { return batteryIn("/sys/class/power_supply") }

// batteryIn looks at what gives power: a battery of the computer itself (not of a
// mouse) that is being drained, and no mains. Where nothing is listed there is no
// battery, and that is known too.
func batteryIn(dir string) (on, known bool) {
	if _, err := os.Stat(dir); err != nil {
		return false, false
	}
	supplies, _ := filepath.Glob(filepath.Join(dir, "*"))
	drained := false
	for _, s := range supplies {
		switch {
		case read(s, "type") == "Battery":
			drained = drained || read(s, "scope") != "Device" && read(s, "status") == "Discharging"
		case read(s, "online") == "1":
			return false, true
		}
	}
	return drained, true
}

func read(dir, name string) string {
	data, _ := os.ReadFile(filepath.Join(dir, name))
	return strings.TrimSpace(string(data))
}

// inUse asks the session's manager, which most desktops tell when nobody has
// touched the computer for some minutes.
func inUse() (used, known bool) {
	out, err := exec.Command("loginctl", "show-user", strconv.Itoa(os.Getuid()), "--property=IdleHint", "--value").Output()
	idle := strings.TrimSpace(string(out))
	return err == nil && idle == "no", err == nil && (idle == "no" || idle == "yes")
}

// whyNotAwake is what may be amiss where the machine cannot be kept awake.
const whyNotAwake = " (systemd-inhibit is missing, or is not allowed to)"

// awakeHelper holds systemd's lock for as long as cat has something to wait for.
func awakeHelper() *exec.Cmd {
	if _, err := exec.LookPath("systemd-inhibit"); err != nil {
		return nil
	}
	c := exec.Command("systemd-inhibit", "--what=sleep:idle", "--who=MAE Studio", "--why=A model is being trained", "--mode=block", "cat")
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C in the terminal is not for it
	return c
}

func holdAwake() func() { return nil }

func canSleep() bool { return sleepsIn(powerStates) }

// powerStates lists the kinds of sleep that a machine has, such as "freeze mem disk".
// A server or a container may have none.
var powerStates = "/sys/power/state"

func sleepsIn(path string) bool { return read(filepath.Dir(path), filepath.Base(path)) != "" }
