package courtesy

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"maestudio/core/run"
)

// supplies makes a folder as /sys/class/power_supply is.
func supplies(t *testing.T, all map[string]map[string]string) string {
	dir := t.TempDir()
	for name, values := range all {
		os.Mkdir(filepath.Join(dir, name), 0o777)
		for key, value := range values {
			os.WriteFile(filepath.Join(dir, name, key), []byte(value+"\n"), 0o666)
		}
	}
	return dir
}

func TestBattery(t *testing.T) {
	drained := map[string]string{"type": "Battery", "status": "Discharging"}
	for name, c := range map[string]struct {
		all  map[string]map[string]string
		want bool
	}{
		"no battery":     {map[string]map[string]string{"AC": {"type": "Mains", "online": "1"}}, false},
		"nothing known":  {nil, false},
		"on battery":     {map[string]map[string]string{"BAT0": drained, "AC": {"type": "Mains", "online": "0"}}, true},
		"plugged in":     {map[string]map[string]string{"BAT0": drained, "AC": {"type": "Mains", "online": "1"}}, false},
		"by USB":         {map[string]map[string]string{"BAT0": drained, "ucsi": {"type": "USB", "online": "1"}}, false},
		"charging":       {map[string]map[string]string{"BAT0": {"type": "Battery", "status": "Charging"}}, false},
		"of a mouse":     {map[string]map[string]string{"hid": {"type": "Battery", "status": "Discharging", "scope": "Device"}}, false},
		"one of several": {map[string]map[string]string{"BAT0": {"type": "Battery", "status": "Full"}, "BAT1": drained}, true},
	} {
		if got, known := batteryIn(supplies(t, c.all)); got != c.want || !known {
			t.Errorf("%s: %v, known %v", name, got, known)
		}
	}
	if on, known := batteryIn(filepath.Join(t.TempDir(), "none")); on || known {
		t.Error("where the system lists nothing, something is known")
	}
}

// program puts a shell script into the place of a program of the system.
func program(t *testing.T, name, script string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
}

func TestInUse(t *testing.T) {
	for said, want := range map[string]bool{"no": true, "yes": false, "": false} {
		program(t, "loginctl", `[ "$1 $3 $4" = "show-user --property=IdleHint --value" ] && echo "`+said+`"`)
		w := &Watch{InUse: true}
		if err := w.Hold(); (run.CodeOf(err) == run.InUse) != want {
			t.Errorf("idle %q: %v", said, err)
		}
		if n := len((&Watch{InUse: true}).Unknown()); (n == 1) != (said == "") {
			t.Errorf("idle %q: %d things are not known", said, n)
		}
		if err := (&Watch{}).Hold(); err != nil {
			t.Errorf("not asked for: %v", err)
		}
	}
	program(t, "loginctl", "exit 1")
	if err := (&Watch{InUse: true}).Hold(); err != nil {
		t.Errorf("where nobody knows: %v", err)
	}
	if all := (&Watch{InUse: true}).Unknown(); len(all) != 1 || run.CodeOf(all[0]) != run.Courtesy {
		t.Errorf("where nobody knows it says %v", all)
	}
	if all := (&Watch{}).Unknown(); all != nil {
		t.Errorf("not asked for, it says %v", all)
	}
}

// The machine is kept awake by a helper, which ends when it is released.
func TestAwake(t *testing.T) {
	note := filepath.Join(t.TempDir(), "note")
	program(t, "systemd-inhibit", `echo "$$ $*" > `+note+`.part; mv `+note+`.part `+note+`; while [ $# -gt 1 ]; do shift; done; exec "$1"`)
	var a Awake
	a.Hold()
	a.Hold()
	pid := awaitNote(t, note)
	if syscall.Kill(pid, 0) != nil {
		t.Error("the helper is not there")
	}
	a.Release()
	if syscall.Kill(pid, 0) == nil {
		t.Error("the helper is still there")
	}
	a.Release()
}

func awaitNote(t *testing.T, note string) (pid int) {
	t.Helper()
	for range 6000 {
		if text, err := os.ReadFile(note); err == nil {
			number, what, _ := strings.Cut(string(text), " ")
			if !strings.Contains(what, "--what=sleep:idle") || !strings.Contains(what, "--mode=block cat") {
				t.Errorf("it was asked for %s", what)
			}
			pid, _ = strconv.Atoi(number)
			return pid
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the helper does not begin")
	return 0
}

// sleeps makes this a machine that can go to sleep, or one that cannot.
func sleeps(t *testing.T, states string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state")
	if err := os.WriteFile(path, []byte(states+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	before := powerStates
	powerStates = path
	t.Cleanup(func() { powerStates = before })
}

// Where nothing keeps a machine awake that can go to sleep, it is said once, whether
// the helper is missing or gives up, and training goes on without.
func TestAwakeWithoutHelp(t *testing.T) {
	path := os.Getenv("PATH")
	for _, helper := range []string{"missing", "gives up"} {
		for _, states := range []string{"freeze mem disk", ""} {
			sleeps(t, states)
			t.Setenv("PATH", t.TempDir())
			if helper == "gives up" {
				t.Setenv("PATH", path)
				program(t, "systemd-inhibit", "echo no >&2; exit 1")
			}
			var a Awake
			var said []error
			for range 1000 {
				if err := a.Hold(); err != nil {
					said = append(said, err)
				}
				if a.helper == nil {
					break
				}
				time.Sleep(10 * time.Millisecond)
			}
			if err := a.Hold(); err != nil {
				t.Errorf("%s: it is said again", helper)
			}
			a.Release()
			if len(said) != len(strings.Fields(states))/3 || len(said) == 1 && run.CodeOf(said[0]) != run.Courtesy {
				t.Errorf("%s, of a machine with the states %q: it says %v", helper, states, said)
			}
		}
	}
}

// All threads of a process give way, those that come later too.
func TestLowPriority(t *testing.T) {
	const helper = "MAESTUDIO_COURTESY_HELPER"
	if os.Getenv(helper) == "" {
		c := exec.Command(os.Args[0], "-test.run=^TestLowPriority$")
		c.Env = append(os.Environ(), helper+"=1")
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	if err := LowPriority(); err != nil {
		t.Fatal(err)
	}
	for range 8 {
		go func() { syscall.Select(0, nil, nil, nil, &syscall.Timeval{Sec: 60}) }()
	}
	time.Sleep(50 * time.Millisecond)
	threads, _ := os.ReadDir("/proc/self/task")
	for _, th := range threads {
		stat, _ := os.ReadFile("/proc/self/task/" + th.Name() + "/stat")
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		if len(fields) < 17 || fields[16] != strconv.Itoa(lowNice) {
			t.Errorf("thread %s: %s", th.Name(), stat)
		}
	}
}
