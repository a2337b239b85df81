package cpu

import (
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/conformance"
)

func TestConformance(t *testing.T) {
	for _, f := range Families() {
		t.Run(f.Name, func(t *testing.T) {
			conformance.Run(t, func() (gpu.Device, error) { return Open(Options{Family: f.Name}) })
		})
	}
}
