package cli

import (
	"runtime"
	"strings"
	"testing"

	"maestudio/core/run"
)

func TestManners(t *testing.T) {
	for leave, want := range map[int]int{0: 7, 1: max(1, runtime.NumCPU()-1), 1000: 1} {
		if got := (manners{leave: leave}).threads(7); got != want {
			t.Errorf("%d cores are left: %d threads, want %d", leave, got, want)
		}
	}
	var o run.AdvanceOptions
	(manners{}).apply(&o)
	if o.Hold != nil {
		t.Error("it asks whether to wait, and nobody wanted it")
	}
	if (manners{battery: true}).apply(&o); o.Hold == nil {
		t.Error("it does not ask whether to wait")
	}
	t.Setenv("PATH", t.TempDir()) // where nothing tells whether the computer is in use
	if all := (manners{inUse: true}).apply(&o); len(all) != 1 || !strings.Contains(all[0].Error(), "does not tell") {
		t.Errorf("where the system does not tell, it says %v", all)
	}
}
