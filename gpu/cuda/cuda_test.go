package cuda_test

import (
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/conformance"
	"maestudio/gpu/cuda"
	"maestudio/gpu/cuda/emulate"
)

func open(matrix gpu.DType) func() (gpu.Device, error) {
	return func() (gpu.Device, error) { return cuda.Open(emulate.New(), cuda.Options{Matrix: matrix}) }
}

func TestConformance(t *testing.T) {
	t.Run("float32", func(t *testing.T) { conformance.Run(t, open(gpu.Float32)) })
	t.Run("bf16", func(t *testing.T) { conformance.Run(t, open(gpu.BFloat16)) })
}
