package window

import (
	"context"
	"time"
)

// slowDisk is how long a disk may keep silent before the person is told.
const slowDisk = time.Second

// fromDisk asks a disk something away from Fyne's goroutine and shows the answer
// with the function that look returns. A disk that does not answer, as one on a
// network that is gone, freezes nothing: what it is asked for is named, and all
// else goes on.
func (w *Window) fromDisk(what string, look func() (show func())) {
	ctx, end := context.WithCancel(w.ctx)
	w.unanswered++
	told := false
	slow := time.AfterFunc(slowDisk, func() {
		w.show(ctx, func() {
			told = true
			w.toast("The disk with "+what+" does not answer yet. All else goes on.", nil)
		})
	})
	w.start(func(context.Context) {
		defer end()
		show := look()
		slow.Stop()
		w.show(ctx, func() {
			w.unanswered--
			if told {
				w.layer.HideToast()
			}
			show()
		})
	})
}

// stalled is how long a disk may keep silent in the middle of long work.
const stalled = 5 * time.Second

// whenSilent calls say, on Fyne's goroutine, where what is asked of a disk is not
// answered for a while. heard is to be called with the answer; it tells whether say
// was, or may have been.
func (w *Window) whenSilent(ctx context.Context, say func()) (heard func() (silent bool)) {
	ctx, end := context.WithCancel(ctx)
	slow := time.AfterFunc(stalled, func() { w.show(ctx, say) })
	return func() bool {
		end()
		return !slow.Stop()
	}
}

// stall tells when a count does not move for a while.
type stall struct {
	n     int
	since time.Time
}

func (s *stall) at(n int, now time.Time) bool {
	if n != s.n || s.since.IsZero() {
		s.n, s.since = n, now
	}
	return now.Sub(s.since) > stalled
}

// noAnswer is the title where a disk keeps silent in the middle of long work.
const noAnswer = "The disk does not answer"

// within returns what ask returns, or otherwise where that takes too long; ask goes
// on then, until the disk answers.
func within[T any](most time.Duration, ask func() T, otherwise T) T {
	answer := make(chan T, 1)
	go func() { answer <- ask() }()
	select {
	case found := <-answer:
		return found
	case <-time.After(most):
		return otherwise
	}
}
