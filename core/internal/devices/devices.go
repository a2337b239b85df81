// Package devices opens, for tests, every device that can compute here.
package devices

import (
	"os"
	"strings"
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/cpu"
	"maestudio/gpu/cuda"
	"maestudio/gpu/cuda/emulate"
	"maestudio/gpu/cuda/nvidia"
	"maestudio/gpu/reference"
)

// Each runs a test on the reference in float32, on the processor with each family of
// kernels, with the kernels of a card on an emulated one, and on a card (see Card). Those that this machine lacks are skipped; that a machine
// must have some is checked by the device's own tests.
func Each(t *testing.T, test func(t *testing.T, dev gpu.Device)) {
	t.Run("reference", func(t *testing.T) { test(t, reference.Open[float32]()) })
	families(t, gpu.Float32, test)
	t.Run("cuda", func(t *testing.T) { emulated(t, gpu.Float32, test) })
	Card(t, gpu.Float32, test)
}

// EachMixed is Each with mixed precision.
func EachMixed(t *testing.T, test func(t *testing.T, dev gpu.Device)) {
	t.Run("reference", func(t *testing.T) { test(t, reference.OpenMixed[float32]()) })
	families(t, gpu.BFloat16, test)
	t.Run("cuda", func(t *testing.T) { emulated(t, gpu.BFloat16, test) })
	Card(t, gpu.BFloat16, test)
}

// Card runs a test on this machine's card, in a program that was built for one (tag cuda).
// Without a card it is skipped, except where MAESTUDIO_REQUIRE names "card".
func Card(t *testing.T, matrix gpu.DType, test func(t *testing.T, dev gpu.Device)) {
	if !nvidia.BuiltIn {
		return
	}
	t.Run("card", func(t *testing.T) {
		driver, err := nvidia.Open(0)
		if err != nil && strings.Contains(os.Getenv("MAESTUDIO_REQUIRE"), "card") {
			t.Fatal(err)
		}
		if err != nil {
			t.Skip(err)
		}
		dev, err := cuda.Open(driver, cuda.Options{Matrix: matrix})
		if err != nil {
			t.Fatal(err)
		}
		defer dev.Close()
		test(t, dev)
	})
}

func families(t *testing.T, matrix gpu.DType, test func(t *testing.T, dev gpu.Device)) {
	for _, f := range cpu.Families() {
		t.Run(f.Name, func(t *testing.T) {
			if !f.Available {
				t.Skip(f.Why)
			}
			dev, err := cpu.Open(cpu.Options{Family: f.Name, Matrix: matrix})
			if err != nil {
				t.Fatal(err)
			}
			defer dev.Close()
			if got := dev.Info().Family; got != f.Name {
				t.Skipf("MAESTUDIO_CPU asks for %s", got)
			}
			test(t, dev)
		})
	}
}

func emulated(t *testing.T, matrix gpu.DType, test func(t *testing.T, dev gpu.Device)) {
	dev, err := cuda.Open(emulate.New(), cuda.Options{Matrix: matrix})
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Close()
	test(t, dev)
}
