package widget

import (
	"time"

	"fyne.io/fyne/v2"
)

// Do gives work to Fyne's goroutine. It is the one place that does: whatever shows
// something from another goroutine comes through here.
func Do(f func()) { fyne.Do(f) }

// After gives work to Fyne's goroutine once a time has passed, unless the timer is
// stopped.
func After(d time.Duration, f func()) *time.Timer {
	return time.AfterFunc(d, func() { Do(f) })
}
