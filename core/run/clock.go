// The worker's clock.

package run

import (
	"sync"
	"time"
)

const (
	beat    = time.Second     // the clock is looked at so often, whatever the work does
	longGap = 5 * time.Second // without a look means that the process was not there
)

// workClock is the computer's clock without the time in which no work was
// possible: the machine slept, the process was stopped, or the disk was full. So
// the rates and the time left that are told are those of work.
type workClock struct {
	real func() time.Time

	mu   sync.Mutex
	last time.Time     // when it was looked at
	lost time.Duration // without work

	over chan struct{}
	done sync.WaitGroup
}

// newWorkClock starts the computer's clock, or takes another that is never asleep.
func newWorkClock(real func() time.Time) *workClock {
	c := &workClock{real: real, over: make(chan struct{})}
	if real != nil {
		return c
	}
	c.real = time.Now
	c.last = c.real()
	c.done.Go(func() {
		tick := time.NewTicker(beat)
		defer tick.Stop()
		for {
			select {
			case <-c.over:
				return
			case <-tick.C:
				c.Now()
			}
		}
	})
	return c
}

// Now is the time with what was lost left out.
func (c *workClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.real()
	if !c.last.IsZero() {
		if gap := now.Sub(c.last); gap > longGap {
			c.lost += gap
		}
		c.last = now
	}
	return now.Add(-c.lost)
}

// skip leaves out what passed while the worker waited.
func (c *workClock) skip(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lost += d
}

func (c *workClock) stop() {
	close(c.over)
	c.done.Wait()
}
