package worker

import (
	"slices"
	"strings"
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

// Nobody is sent to look for a program that there is not.
func TestCardAdvice(t *testing.T) {
	for processor, want := range map[string]string{"amd64": "install the program", "arm64": "x86-64 processors only"} {
		if got := cardAdvice(processor); !strings.Contains(got, want) {
			t.Errorf("%s: %q", processor, got)
		}
	}
}
