package reference_test

import (
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/conformance"
	"maestudio/gpu/reference"
)

// The suite compares with the float64 reference, so here it tests what wraps the
// functions: checks, epilogues, bands.
func TestConformance(t *testing.T) {
	conformance.Run(t, func() (gpu.Device, error) { return reference.Open[float32](), nil })
	t.Run("mixed", func(t *testing.T) {
		conformance.Run(t, func() (gpu.Device, error) { return reference.OpenMixed[float32](), nil })
	})
}
