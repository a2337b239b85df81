package machine

import (
	"testing"
	"time"
)

func TestUsedCountsWork(t *testing.T) {
	before, end := Used(), time.Now().Add(time.Minute)
	for Used()-before < 50*time.Millisecond {
		if time.Now().After(end) {
			t.Fatal("a minute of work counts as nothing")
		}
	}
	before = Used()
	time.Sleep(100 * time.Millisecond)
	if used := Used() - before; used > 80*time.Millisecond {
		t.Errorf("100 ms of sleep count as %v", used)
	}
}
