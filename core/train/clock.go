// Time and speed.

package train

import "time"

// Clock measures training time. It stands still while something else is done:
// a checkpoint, a validation, a pause.
type Clock struct {
	now     func() time.Time
	since   time.Time     // running since then; zero while it stands
	elapsed time.Duration // before since
}

// NewClock returns a clock that stands; elapsed is what it shows.
func NewClock(now func() time.Time, elapsed time.Duration) *Clock {
	return &Clock{now: now, elapsed: elapsed}
}

// Resume lets the clock run.
func (c *Clock) Resume() {
	if c.since.IsZero() {
		c.since = c.now()
	}
}

// Pause stops the clock.
func (c *Clock) Pause() {
	c.elapsed = c.Elapsed()
	c.since = time.Time{}
}

// Elapsed is the time the clock has run.
func (c *Clock) Elapsed() time.Duration {
	if c.since.IsZero() {
		return c.elapsed
	}
	return c.elapsed + c.now().Sub(c.since)
}

// window is how many steps the rate that is told looks back: enough to be steady,
// few enough to follow when the machine is given other work. The time left is better
// told by more of them: what other programs take comes and goes.
const (
	window     = 32
	longWindow = 4 * window
)

// speed knows how fast the last steps went.
type speed struct {
	times [longWindow + 1]time.Duration // of the clock, at the ends of the last steps
	n     int                           // times that were noted
	from  int                           // the first of them that counts
	next  int                           // what from will be, once a few steps after it are known
	few   int                           // steps that tell a rate
}

// few steps tell a rate, and an epoch does where it has fewer.
const few = 4

// forget is called when the steps to come will be unlike those before. What was to be
// forgotten already goes now: fewer steps than tell a rate are better than those.
func (s *speed) forget() {
	if s.n-1 > s.next {
		s.from = s.next
	}
	s.next = s.n - 1
}

// note is called with the clock's time before the first step and after each.
func (s *speed) note(elapsed time.Duration) {
	s.times[s.n%len(s.times)] = elapsed
	s.n++
}

// perSecond returns steps a second of at most so many steps, 0 while it is not known.
func (s *speed) perSecond(window int) float64 {
	if s.n-1-s.next >= s.few {
		s.from = s.next
	}
	steps := min(s.n-1-s.from, window)
	if steps < 1 {
		return 0
	}
	last := s.times[(s.n-1)%len(s.times)]
	first := s.times[(s.n-1-steps)%len(s.times)]
	if last <= first {
		return 0
	}
	return float64(steps) / (last - first).Seconds()
}
