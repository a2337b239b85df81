package conformance

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"unsafe"

	"maestudio/gpu"
	"maestudio/gpu/reference"
)

// A broken device is the reference with one operation replaced.
type broken struct {
	gpu.Device
	gelu      func(d gpu.Device, y, x gpu.Buffer, n int) error
	softmax   func(d gpu.Device, y, x gpu.Buffer, rows, cols int) error
	layerNorm func(y, mean, rstd, x, w, b []float32, rows, cols int)
}

func (b broken) GELU(y, x gpu.Buffer, n int) error {
	if b.gelu == nil {
		return b.Device.GELU(y, x, n)
	}
	return b.gelu(b.Device, y, x, n)
}

func (b broken) Softmax(y, x gpu.Buffer, rows, cols int) error {
	if b.softmax == nil {
		return b.Device.Softmax(y, x, rows, cols)
	}
	return b.softmax(b.Device, y, x, rows, cols)
}

func (b broken) LayerNorm(y, mean, rstd, x, w, bias gpu.Buffer, rows, cols int, eps float32) error {
	if b.layerNorm == nil {
		return b.Device.LayerNorm(y, mean, rstd, x, w, bias, rows, cols, eps)
	}
	b.layerNorm(data(y), data(mean), data(rstd), data(x), data(w), data(bias), rows, cols)
	return nil
}

func data(b gpu.Buffer) []float32 { return reference.Data[float32](b) }

// TestSuiteNotices breaks a device in the ways that kernels break.
func TestSuiteNotices(t *testing.T) {
	calls := 0
	for name, fault := range map[string]struct {
		c      testCase
		device broken
		says   string
	}{
		"nothing wrong": {c: testCase{"gelu", dims{17}, ""}},
		"the last element is left out": {
			c: testCase{"gelu", dims{17}, ""},
			device: broken{gelu: func(d gpu.Device, y, x gpu.Buffer, n int) error {
				return d.GELU(y, x, n-1)
			}},
			says: "y[16] of 17 is NaN",
		},
		"a whole vector is written at the edge": {
			c: testCase{"gelu", dims{17}, ""},
			device: broken{gelu: func(d gpu.Device, y, x gpu.Buffer, n int) error {
				unsafe.Slice(&data(y)[0], 32)[31] = 0 // as C would
				return d.GELU(y, x, n)
			}},
			says: "after y was overwritten",
		},
		"an input is used as workspace": {
			c: testCase{"gelu", dims{17}, ""},
			device: broken{gelu: func(d gpu.Device, y, x gpu.Buffer, n int) error {
				defer d.GELU(x, x, n)
				return d.GELU(y, x, n)
			}},
			says: "the input x was overwritten",
		},
		"an approximation": {
			c: testCase{"gelu", dims{4001}, "sweep"},
			device: broken{gelu: func(d gpu.Device, y, x gpu.Buffer, n int) error {
				for i, v := range data(x) {
					cubic := math.Sqrt(2/math.Pi) * float64(v+0.044715*v*v*v)
					data(y)[i] = float32(float64(v) / 2 * (1 + math.Tanh(cubic)))
				}
				return nil
			}},
			says: "times what is allowed",
		},
		"another order of sums each time": {
			c: testCase{"gelu", dims{17}, ""},
			device: broken{gelu: func(d gpu.Device, y, x gpu.Buffer, n int) error {
				calls++
				defer func() { data(y)[3] *= 1 + float32(calls%2)*0x1p-23 }()
				return d.GELU(y, x, n)
			}},
			says: "the bits must be the same",
		},
		"NaN is lost in a maximum": {
			c: testCase{"softmax", dims{9, 100}, "nan"},
			device: broken{softmax: func(d gpu.Device, y, x gpu.Buffer, rows, cols int) error {
				defer func() {
					for i, v := range data(y) {
						if v != v {
							data(y)[i] = 0
						}
					}
				}()
				return d.Softmax(y, x, rows, cols)
			}},
			says: "the reference says NaN",
		},
		"a variance in one pass": {
			c:      testCase{"layer norm", dims{9, 100}, "offset"},
			device: broken{layerNorm: onePass},
			says:   "rstd[",
		},
	} {
		t.Run(name, func(t *testing.T) {
			fault.device.Device = reference.Open[float32]()
			heard := &recorder{TB: t}
			fault.c.check(heard, fault.device, reference.Open[float64]())
			if fault.says == "" && heard.text != "" || !strings.Contains(heard.text, fault.says) {
				t.Errorf("the suite says %q, want something with %q", heard.text, fault.says)
			}
		})
	}
}

// onePass takes the variance as E[x²] - mean², in float32.
func onePass(y, mean, rstd, x, w, b []float32, rows, cols int) {
	for r := range rows {
		var sum, squares float32
		for _, v := range x[r*cols : (r+1)*cols] {
			sum += v
			squares += v * v
		}
		m := sum / float32(cols)
		s := 1 / float32(math.Sqrt(math.Max(0, float64(squares/float32(cols)-m*m))+1e-6))
		mean[r], rstd[r] = m, s
		for c := range cols {
			y[r*cols+c] = (x[r*cols+c]-m)*s*w[c] + b[c]
		}
	}
}

// recorder is a test that only listens.
type recorder struct {
	testing.TB
	text string
}

func (r *recorder) Helper()                           {}
func (r *recorder) Failed() bool                      { return r.text != "" }
func (r *recorder) Errorf(format string, args ...any) { r.text += fmt.Sprintf(format, args...) + "\n" }
