//go:build !linux

package window

import "time"

// timed runs a callback and returns what it computed, where that can be told.
func timed(f func()) (computing, waiting time.Duration, reads int) { return spent(f), 0, 0 }
