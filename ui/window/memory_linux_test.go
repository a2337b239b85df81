package window

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"maestudio/core/run"
	"maestudio/core/worker"
)

// A worker that the system ends for want of memory while the window follows it is
// begun again by itself with half the batch; one that is killed otherwise is not.
// What the system counts is made up: it says that memory ran out once more than when
// the worker began (core/run's TestEndedForWantOfMemory has it really run out).
func TestBeginsAgainWithHalfTheBatch(t *testing.T) {
	b := open(t)
	dir := b.learn(t, 12, 100000)
	r := &run.Run{Dir: dir}
	owner, _ := r.Worker()
	boot := owner.Deaths.Boot
	if boot == "" {
		t.Skip("this system does not count what it ends")
	}
	text, _ := json.Marshal(map[string]any{"pid": owner.PID, "host": owner.Host, "since": owner.Since, "deaths": map[string]any{"boot": boot, "all": owner.Deaths.All - 1}})
	lock, err := os.OpenFile(filepath.Join(dir, "LOCK"), os.O_WRONLY, 0)
	if err == nil {
		_, err = lock.WriteAt(fmt.Appendf(nil, "%-1000s", text), 1)
		lock.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(owner.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	b.until("its end", func() bool { return b.train.state.Status == worker.Gone })
	v := b.train.screen.View()
	if told(t, v.Trouble, v.Remedy, "memory ran out"); v.Title != "Stopped: memory ran out" || !strings.Contains(v.Remedy, "by itself") {
		t.Errorf("%q: %q %q", v.Title, v.Trouble, v.Remedy)
	}
	b.until("the next worker", func() bool { return b.train.state.PID != owner.PID && b.train.state.Status == worker.Running })
	opened, err := run.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := opened.Config.Training
	if len(c.Split) != 1 || c.Split[0].Batch != c.Batch/2 {
		t.Errorf("of a batch of %d: split %v", c.Batch, c.Split)
	}
	warnings := b.train.state.Warnings
	if n := len(warnings); n == 0 || !strings.Contains(warnings[n-1].Message, "Memory did not suffice") {
		t.Errorf("it tells %+v", warnings)
	}
	if owner, _ = r.Worker(); syscall.Kill(owner.PID, syscall.SIGKILL) != nil {
		t.Fatal("the next worker is not there")
	}
	b.until("its end", func() bool { return b.train.state.Status == worker.Gone })
	if b.train.busy || b.train.screen.View().Title == v.Title {
		t.Errorf("killed with memory left: %q", b.train.screen.View().Title)
	}
}
