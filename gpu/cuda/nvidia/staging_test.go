//go:build cuda

package nvidia

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"maestudio/gpu"
	"maestudio/gpu/conformance"
	"maestudio/gpu/cuda"
)

// opened is a device, and the driver behind it.
func opened(t *testing.T) (*driver, gpu.Device) {
	t.Helper()
	card, err := Open(0)
	if err != nil {
		absent(t, err)
	}
	dev, err := cuda.Open(card, cuda.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dev.Close() })
	return card.(*driver), dev
}

// written writes values of many sizes, from memory that changes at once, between operations that
// read them, and reports the first that did not come. A side has room for few of them.
func written(t *testing.T) error {
	d, dev := opened(t)
	d.staging.most = leastSide
	const n = 40_000 // more than two sides hold
	x, sum := newBuffer(t, dev, n), newBuffer(t, dev, n)
	values, want, got := make([]float32, n), make([]float32, n), make([]float32, n)
	for turn := range 12 {
		size := []int{n, 17, 9_000, 16_384, 1, 12_345}[turn%6]
		for i := range size {
			values[i] = float32(turn*n + i)
			want[i] += values[i]
		}
		if err := errors.Join(dev.Write(x.Slice(0, size), values[:size]), dev.Add(sum.Slice(0, size), x.Slice(0, size))); err != nil {
			return err
		}
		clear(values)
	}
	if err := dev.Read(got, sum); err != nil {
		return err
	}
	for i := range got {
		if got[i] != want[i] {
			return fmt.Errorf("number %d is %v, want %v", i, got[i], want[i])
		}
	}
	return nil
}

func newBuffer(t *testing.T, dev gpu.Device, n int) gpu.Buffer {
	t.Helper()
	b, err := dev.New(gpu.Float32, n)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What is written arrives whole and in its order.
func TestUploads(t *testing.T) {
	if err := written(t); err != nil {
		t.Error(err)
	}
}

// Also where copies come as late or as early as the order that was asked for allows.
func TestUploadsInAnyOrder(t *testing.T) {
	for _, order := range []string{"late", "early"} {
		t.Run(order, func(t *testing.T) {
			standin(t, "STANDIN_ORDER="+order)
			if err := written(t); err != nil {
				t.Error(err)
			}
			conformance.Tiny(t, open(gpu.Float32))
			conformance.Tiny(t, open(gpu.BFloat16))
		})
	}
}

// Each wait is needed: without it one of the two orders gives other numbers.
func TestForgottenEvents(t *testing.T) {
	for who, order := range map[string]string{"1 the work": "late", "2 the copies": "early", "0 the host": "late"} {
		t.Run(who, func(t *testing.T) {
			standin(t, "STANDIN_ORDER="+order, "STANDIN_FORGET="+who[:1])
			if err := written(t); err == nil {
				t.Errorf("nobody saw that %s did not wait", who[2:])
			}
		})
	}
}

// A batch comes while the card computes: on another stream, without the host waiting, and
// also where it is larger than what came before only once.
func TestBatchComesBeside(t *testing.T) {
	trace := filepath.Join(t.TempDir(), "trace")
	standin(t, "STANDIN_ORDER=late", "STANDIN_TRACE="+trace)
	_, dev := opened(t)
	const n = 100_000
	x, y, values := newBuffer(t, dev, n), newBuffer(t, dev, n), make([]float32, n)
	for turn := range 8 {
		if err := errors.Join(dev.Add(y, x), dev.Write(x, values), dev.Write(x.Slice(0, n/5), values[:n/5])); err != nil {
			t.Fatal(err)
		}
		if turn == 1 { // the host's memory is as large as it becomes
			if err := os.Remove(trace); err != nil {
				t.Fatal(err)
			}
		}
		if err := dev.Read(values[:1], y); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	count := func(what string) int { return strings.Count(string(text), what+"\n") }
	if count("kernel add 1") != 6 || count("host waits for stream 1") != 7 { // the first Read is there, its kernel is not
		t.Errorf("%d kernels, and the host waited %d times for them", count("kernel add 1"), count("host waits for stream 1"))
	}
	if count("copy to the card 2") < 12 || count("copy to the card 1") > 0 || strings.Contains(string(text), "event") {
		t.Errorf("the copies came otherwise:\n%s", text)
	}
}
