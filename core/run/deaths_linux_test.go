package run

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// A worker that died while the system ended processes for want of memory is taken
// to have died of that; one that was killed, or went with the computer, is not.
func TestDiedOfMemory(t *testing.T) {
	now := countDeaths()
	if now.Boot == "" {
		t.Skip("this system does not count what it ends")
	}
	count := filepath.Join(t.TempDir(), "memory.events")
	os.WriteFile(count, []byte("low 0\noom 4\noom_kill 3\n"), 0o666)
	for name, c := range map[string]struct {
		then deaths
		want bool
	}{
		"killed":            {now, false},
		"nothing known":     {deaths{}, false},
		"one of its group":  {deaths{Boot: now.Boot, Group: count, Own: 2}, true},
		"none of its group": {deaths{Boot: now.Boot, Group: count, Own: 3, All: now.All - 1}, false},
		"its group is gone": {deaths{Boot: now.Boot, Group: count + " gone", Own: 3, All: now.All - 1}, true},
		"another start":     {deaths{Boot: "another", Group: count, Own: 0, All: now.All - 1}, false},
	} {
		if got := (Owner{PID: 1, Deaths: c.then}).outOfMemory(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	says, empty := filepath.Join(t.TempDir(), "says.txt"), filepath.Join(t.TempDir(), "empty.txt")
	os.WriteFile(says, []byte("MAE Studio\n\nWhat went wrong:\nSIGABRT: abort\n"), 0o666)
	os.WriteFile(empty, []byte("MAE Studio\n\nWhat went wrong:\n"), 0o666)
	for path, want := range map[string]bool{says: true, empty: false, empty + " gone": false} {
		if got := (Owner{PID: 1, Crash: path, Deaths: now}).outOfMemory(); got != want {
			t.Errorf("crashed with limited memory and left %s: %v", path, got)
		}
	}
	for groups, want := range map[string]string{
		"9:name=systemd:/\n4:memory:/a/b\n0::/\n": "/memory/a/b/memory.oom_control",
		"0::/user.slice/x.scope\n":                "/user.slice/x.scope/memory.events",
		"":                                        "",
	} {
		if got := groupFile(groups, "/"); got != want {
			t.Errorf("%q: %q, want %q", groups, got, want)
		}
	}
}

// What such a worker leaves behind in LOCK makes the next one use smaller batches.
func TestGoesOnAfterDyingOfMemory(t *testing.T) {
	now := countDeaths()
	if now.Boot == "" {
		t.Skip("this system does not count what it ends")
	}
	r := newRun(t)
	stopAt(t, r, 6, nil)
	l, err := takeLock(r.path(lockFile))
	if err != nil {
		t.Fatal(err)
	}
	count := filepath.Join(t.TempDir(), "memory.events")
	os.WriteFile(count, []byte("oom_kill 1\n"), 0o666)
	text := fmt.Sprintf(`{"pid":4711,"host":"here","since":"2026-11-23T12:00:00Z","deaths":{"boot":%q,"group":%q}}`, now.Boot, count)
	if err := writeOwner(r.path(lockFile), []byte(text)); err != nil {
		t.Fatal(err)
	}
	l.flock.Unlock() // as the system does when a worker dies
	advance(t, r, AdvanceOptions{FS: quick()})
	opened, _ := Open(r.Dir)
	if want := []Split{{Step: 6, Batch: 2}}; !reflect.DeepEqual(opened.Config.Training.Split, want) {
		t.Errorf("split %v, want %v", opened.Config.Training.Split, want)
	}
	if err := Advance(context.Background(), r.Dir, AdvanceOptions{}); err != nil {
		t.Error(err)
	}
}
