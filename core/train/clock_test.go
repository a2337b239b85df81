package train

import (
	"testing"
	"time"
)

// hands is a time that tests move.
type hands struct{ t time.Time }

func (h *hands) now() time.Time       { return h.t }
func (h *hands) move(seconds float64) { h.t = h.t.Add(time.Duration(seconds * 1e9)) }
func newHands() *hands                { return &hands{time.Unix(1e9, 0)} }
func expectSeconds(t *testing.T, c *Clock, want float64) {
	t.Helper()
	if got := c.Elapsed().Seconds(); got != want {
		t.Errorf("the clock shows %v s, want %v", got, want)
	}
}

func TestClockStandsStill(t *testing.T) {
	h := newHands()
	c := NewClock(h.now, 5*time.Second)
	h.move(100)
	expectSeconds(t, c, 5)
	c.Resume()
	h.move(2)
	expectSeconds(t, c, 7)
	c.Resume() // again: nothing changes
	c.Pause()
	h.move(1000)
	c.Pause()
	expectSeconds(t, c, 7)
	c.Resume()
	h.move(1)
	expectSeconds(t, c, 8)
}

func TestSpeedLooksBackAWindow(t *testing.T) {
	var s speed
	if s.perSecond(window) != 0 {
		t.Error("a rate before the first step")
	}
	at := time.Duration(0)
	s.note(at)
	if s.perSecond(window) != 0 {
		t.Error("a rate before the first step ended")
	}
	for i := range 3 * window {
		at += time.Second / 4
		s.note(at)
		if got := s.perSecond(window); got != 4 {
			t.Fatalf("after %d steps: %v", i+1, got)
		}
	}
	for range window {
		at += time.Second
		s.note(at)
	}
	if got := s.perSecond(window); got != 1 {
		t.Errorf("after a window of slower steps: %v", got)
	}
}
