package window

import (
	"strings"
	"syscall"
	"testing"

	"fyne.io/fyne/v2/test"

	"maestudio/core/run"
	"maestudio/core/settings"
	"maestudio/ui/widget"
)

// What Settings say about other programs is remembered, and is what the worker does.
func TestCourtesyOfTheWorker(t *testing.T) {
	b := open(t)
	b.Go(settingsKey)
	press := func(hint string) {
		t.Helper()
		for _, o := range test.LaidOutObjects(b.prefs.screen.Content()) {
			if toggle, is := o.(*widget.Toggle); is && strings.Contains(toggle.Hint(), hint) {
				test.Tap(toggle)
				return
			}
		}
		t.Fatalf("nothing to press says %q", hint)
	}
	press("low priority")
	press("on its battery")
	press("somebody uses the computer")
	if v := b.prefs.screen.View(); !v.GiveWay || !v.OnBattery || !v.InUse {
		t.Errorf("shown: %+v", v)
	}
	kept, err := settings.Load(b.settingsPath)
	if err != nil || !kept.LowPriority || !kept.PauseOnBattery || !kept.PauseInUse {
		t.Errorf("kept: %+v, %v", kept, err)
	}
	if o := b.workerOptions(7); !o.LowPriority || !o.PauseOnBattery || !o.PauseInUse || o.Epochs != 7 || o.Threads != kept.WorkerThreads() {
		t.Errorf("a worker gets %+v", o)
	}
	press("on its battery")             // which this computer may have,
	press("somebody uses the computer") // and somebody may be at it
	dir := b.learn(t, 30, 5000)
	owner, busy := (&run.Run{Dir: dir}).Worker()
	if !busy {
		t.Fatal("nobody trains")
	}
	nice, err := syscall.Getpriority(syscall.PRIO_PROCESS, owner.PID)
	if err != nil || 20-nice < 1 { // the system counts from 20 down
		t.Errorf("the worker %d has the priority %d, %v", owner.PID, nice, err)
	}
}
