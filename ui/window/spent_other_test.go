//go:build !linux

package window

import "time"

// spent returns the time that f takes.
func spent(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}
