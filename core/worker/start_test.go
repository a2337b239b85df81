package worker

import (
	"slices"
	"testing"
)

func TestOptionsAsFlags(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want []string
	}{
		{Options{Threads: 2}, []string{"--threads", "2"}},
		{Options{Threads: 3, Device: "cpu"}, []string{"--threads", "3", "--device", "cpu"}},
		{Options{Threads: 1, Epochs: 9, LowPriority: true, PauseOnBattery: true, PauseInUse: true},
			[]string{"--threads", "1", "--epochs", "9", "--low-priority", "--pause-on-battery", "--pause-in-use"}},
	} {
		if got := c.o.args(); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %q", c.o, got)
		}
	}
}
