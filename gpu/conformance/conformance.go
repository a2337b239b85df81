// Package conformance is one suite of tests for every device. A case is data
// (operation, sizes, flags; a range of values, an allowed error and its reason
// follow from them), and what a device computes from it is compared with the
// reference in float64 on the same float32 inputs. For each case
//
//   - every buffer lies between two bands of a known value, which stay as they are;
//   - outputs hold NaN before, then something else: they are not read;
//   - inputs are as they were afterwards;
//   - with mixed precision matrix buffers are of either type, in several mixes;
//   - a second call, with the buffers elsewhere, gives the same bits;
//   - a buffer that is missing, too short or of the wrong type is an error.
//
// A device under test needs three lines:
//
//	func TestConformance(t *testing.T) {
//		conformance.Run(t, func() (gpu.Device, error) { return Open(Options{}) })
//	}
package conformance

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/reference"
)

// Run tests every operation of the device that open returns. Where it cannot be
// opened the test is skipped with open's error, except where the environment's
// MAESTUDIO_REQUIRE names this test or subtest ("avx512,webgpu"): then it fails.
func Run(t *testing.T, open func() (gpu.Device, error)) {
	d := mustOpen(t, open)
	if !t.Run("tiny", func(t *testing.T) { runCases(t, d, tiny) }) {
		t.Fatal("not even the tiny suite passes; the rest would only repeat it")
	}
	t.Run("memory", func(t *testing.T) { testMemory(t, d) })
	t.Run("weight", func(t *testing.T) { testWeight(t, d) })
	t.Run("cases", func(t *testing.T) { runCases(t, d, allCases()) })
	t.Run("errors", func(t *testing.T) { testErrors(t, d) })
}

// Tiny runs ten small cases: the first to pass when a device is brought up.
func Tiny(t *testing.T, open func() (gpu.Device, error)) {
	runCases(t, mustOpen(t, open), tiny)
}

// SameBits runs every case with each number of threads and wants the same bits.
func SameBits(t *testing.T, threads []int, open func(threads int) (gpu.Device, error)) {
	devices := make([]gpu.Device, len(threads))
	for i, n := range threads {
		devices[i] = mustOpen(t, func() (gpu.Device, error) { return open(n) })
	}
	for _, c := range allCases() {
		for _, p := range c.stored(devices[0].Info().Matrix) {
			first := p.run(t, devices[0], layouts[0])
			for i, d := range devices[1:] {
				what := fmt.Sprintf("%s: %d and %d threads", p.name, threads[0], threads[i+1])
				wantSameBits(t, what, first, p.run(t, d, layouts[0]))
			}
		}
	}
}

func mustOpen(t *testing.T, open func() (gpu.Device, error)) gpu.Device {
	t.Helper()
	d, err := open()
	if err != nil {
		if required(t.Name()) {
			t.Fatalf("MAESTUDIO_REQUIRE wants this device: %v", err)
		}
		t.Skip(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return d
}

// required tells whether MAESTUDIO_REQUIRE names a part of the test's name.
func required(test string) bool {
	for _, want := range strings.Split(os.Getenv("MAESTUDIO_REQUIRE"), ",") {
		for _, part := range strings.Split(test, "/") {
			if want != "" && strings.EqualFold(part, want) {
				return true
			}
		}
	}
	return false
}

// shortest is the largest case of -short: a layer of a preset keeps the reference busy
// for a second, and an emulated processor for a minute.
const shortest = 50_000

func runCases(t *testing.T, d gpu.Device, cases []testCase) {
	yardstick := reference.Open[float64]()
	if d.Info().Matrix == gpu.BFloat16 {
		yardstick = reference.OpenMixed[float64]()
	}
	for _, c := range cases {
		if testing.Short() && c.size() > shortest {
			continue
		}
		t.Run(c.String(), func(t *testing.T) { c.check(t, d, yardstick) })
	}
}

// allCases is the whole list. Sizes are those of the presets with few pictures,
// odd ones, and those around the widths of vectors and tiles.
func allCases() []testCase {
	var all []testCase
	for _, part := range [][]testCase{matrixCases, patchCases, tokenCases, rowCases, attentionCases, lossCases, classCases} {
		all = append(all, part...)
	}
	return all
}
