// Package devices opens, for tests, every device that can compute here.
package devices

import (
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/reference"
)

// Each runs a test on the reference in float32.
func Each(t *testing.T, test func(t *testing.T, dev gpu.Device)) {
	t.Run("reference", func(t *testing.T) { test(t, reference.Open[float32]()) })
}
