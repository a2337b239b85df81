//go:build !unix

package bench

import "time"

var began = time.Now()

// processorTime is the time of the clock: the system is not asked for more.
func processorTime() time.Duration { return time.Since(began) }
