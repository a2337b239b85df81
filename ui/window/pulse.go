package window

import (
	"context"
	"time"
)

// What changes by itself is shown as often as its place asks for, and more seldom where
// that costs much: painting is done after showing, on any thread, so it is the processor
// time of the whole window that counts. A training under way needs it.
const (
	shareOfCore = 10              // the window takes one part in so many of a core
	mostPause   = 2 * time.Second // however much else the window does
)

// pulse calls look again and again until ctx ends, and shows what it returns.
func (w *Window) pulse(ctx context.Context, every time.Duration, look func() (change func())) {
	p := pacing{every: every, used: w.used}
	p.begin()
	for {
		pause := every
		change := look()
		if change != nil {
			begin := time.Now()
			w.show(ctx, change)
			pause = p.next(time.Since(begin))
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// pacing says how long to wait between two looks.
type pacing struct {
	every time.Duration
	used  func() time.Duration // the processor time of the window so far
	last  time.Duration        // that at the change before
}

func (p *pacing) begin() { p.last = p.used() }

// next is the pause after a change that took so long to show. What was used since the one
// before is what a change costs, painting it included, so a pause of shareOfCore times
// that makes it the share that it may be. At most a quarter of the time goes into showing
// itself.
func (p *pacing) next(shown time.Duration) time.Duration {
	now := p.used()
	cost := now - p.last
	p.last = now
	return max(p.every, 3*shown, min(mostPause, shareOfCore*cost))
}
