//go:build !linux && !windows && !darwin

package forecast

import "math"

// freeMemory is not known here.
func freeMemory() float64 { return math.NaN() }
