package run

import (
	"math"
	"sync"
	"testing"
	"time"
)

// A real run on a clock that goes on a little each time it is looked at, and more
// with each event: after the first epoch the events know within a tenth how long
// it takes (within a second, at the very end).
func TestTimeLeftOfARun(t *testing.T) {
	var mu sync.Mutex
	now := noon
	pass := func(d time.Duration) time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(d)
		return now
	}
	took := map[string]time.Duration{EventStep: 100 * time.Millisecond, EventEpoch: 2 * time.Second, EventSample: time.Second, EventCheckpoint: 500 * time.Millisecond}
	r := newRun(t, func(c *Config) { c.Training.Epochs, c.Training.Accumulate = 12, 1 })
	advance(t, r, AdvanceOptions{
		Now:    func() time.Time { return pass(time.Millisecond) },
		Events: func(e Event) { pass(took[e.Event]) },
	})
	events, err := r.Events()
	if err != nil {
		t.Fatal(err)
	}
	end, looked := events[len(events)-1].Time, 0
	for _, e := range events {
		if e.Event != EventStep || e.Epoch < 2 {
			continue
		}
		looked++
		really := end.Sub(e.Time).Seconds()
		if off := math.Abs(e.ETASeconds - really); off > really/10 && off > 1 {
			t.Errorf("step %d: %.2f s left, really %.2f s", e.Step, e.ETASeconds, really)
		}
	}
	if looked != 110 {
		t.Errorf("%d steps were looked at", looked)
	}
}
